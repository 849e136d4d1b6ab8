#![allow(unused)]

use bitrix_rest::{Call, Error, rest_method};

#[rest_method("acme.ask", scope = "basic")]
async fn ask(
    call: &Call,
) -> Result<bool, Error> {
    Ok(true)
}

fn main() {}
