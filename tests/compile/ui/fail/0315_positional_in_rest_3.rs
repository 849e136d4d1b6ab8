#![allow(unused)]

use bitrix_rest::{Error, rest_method};

#[rest_method("acme.ask", scope = "basic", positional, versions(v2, v3))]
async fn ask(#[param] number: i64) -> Result<bool, Error> {
    Ok(true)
}

fn main() {}
