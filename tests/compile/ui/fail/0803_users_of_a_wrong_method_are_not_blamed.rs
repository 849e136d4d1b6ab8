#![allow(unused)]

use bitrix_rest::{Error, rest_method};

use bitrix_rest::Method;

#[rest_method("acme.ask", scope = "basik")]
async fn ask(#[param] id: u64) -> Result<bool, Error> {
    Ok(id > 0)
}

async fn ask_twice() -> Result<bool, Error> {
    Ok(ask(1).await? && ask(2).await?)
}

fn request() -> bitrix_rest::Array {
    AcmeAsk { id: 7 }.into_parameters()
}

fn main() {}
