#![allow(unused)]

use bitrix_rest::{Error, rest_method};

const MOST: u32 = 5;

#[rest_method("acme.ask", scope = "basic")]
async fn ask(
    #[param(length = ..=MOST)]
    name: String,
) -> Result<bool, Error> {
    Ok(true)
}

fn main() {}
