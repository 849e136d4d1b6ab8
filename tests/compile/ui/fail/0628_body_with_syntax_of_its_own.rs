#![allow(unused)]

use bitrix_rest::{Error, rest_method};

#[rest_method("acme.ask", scope = "basic")]
async fn ask() -> Result<bool, Error> {
    let x = 1
    Ok(true)
}

fn main() {}
