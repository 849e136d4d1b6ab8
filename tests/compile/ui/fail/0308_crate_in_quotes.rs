#![allow(unused)]

use bitrix_rest::{Error, rest_method};

#[rest_method("acme.ask", scope = "basic", crate = "bitrix_rest")]
async fn ask() -> Result<bool, Error> {
    Ok(true)
}

fn main() {}
