#![allow(unused)]

use bitrix_rest::{Error, rest_method};

#[rest_method("acme.ask", scope = "basic")]
async fn ask(
    #[param(length = -1..=5)]
    name: String,
) -> Result<bool, Error> {
    Ok(true)
}

fn main() {}
