#![allow(unused)]

use bitrix_rest::{Error, rest_method};

fn check(id: &u64) -> Result<(), Error> {
    Ok(())
}

#[rest_method("acme.ask", scope = "basic")]
async fn ask(
    #[param(with = check)]
    id: Option<u64>,
) -> Result<bool, Error> {
    Ok(true)
}

fn main() {}
