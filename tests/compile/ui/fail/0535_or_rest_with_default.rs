#![allow(unused)]

use bitrix_rest::{Array, Error, rest_method};

#[rest_method("acme.ask", scope = "basic")]
async fn ask(
    #[param(or_rest, default)]
    one: Array,
) -> Result<bool, Error> {
    Ok(true)
}

fn main() {}
