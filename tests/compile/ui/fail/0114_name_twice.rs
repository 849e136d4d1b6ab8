#![allow(unused)]

use bitrix_rest::{Error, rest_method};

#[rest_method("acme.ask", scope = "basic")]
async fn ask() -> Result<bool, Error> {
    Ok(true)
}

#[rest_method("acme.ask", scope = "basic", params = AskAgain)]
async fn ask_again() -> Result<bool, Error> {
    Ok(true)
}

fn main() {}
