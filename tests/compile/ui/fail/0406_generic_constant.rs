#![allow(unused)]

use bitrix_rest::{Error, rest_method};

#[rest_method("acme.ask", scope = "basic")]
async fn ask<const N: usize>() -> Result<bool, Error> {
    Ok(true)
}

fn main() {}
