#![allow(unused)]

use bitrix_rest::{Error, rest_method};

#[rest_method("acme.ask", scope = "basic", positional)]
async fn ask(
    #[param(ignore_case)]
    one: u64,
) -> Result<bool, Error> {
    Ok(true)
}

fn main() {}
