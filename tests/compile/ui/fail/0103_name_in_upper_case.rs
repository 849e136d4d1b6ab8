#![allow(unused)]

use bitrix_rest::{Error, rest_method};

#[rest_method("Acme.Ask", scope = "basic")]
async fn ask() -> Result<bool, Error> {
    Ok(true)
}

fn main() {}
