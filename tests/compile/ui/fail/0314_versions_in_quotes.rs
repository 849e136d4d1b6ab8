#![allow(unused)]

use bitrix_rest::{Error, rest_method};

#[rest_method("acme.ask", scope = "basic", versions = "v3")]
async fn ask() -> Result<bool, Error> {
    Ok(true)
}

fn main() {}
