#![allow(unused)]

use bitrix_rest::{Error, rest_method};

#[rest_method("acme.ask", scope = "basic")]
async fn ask<T: Send>(#[param] id: T) -> Result<bool, Error> {
    Ok(true)
}

fn main() {}
