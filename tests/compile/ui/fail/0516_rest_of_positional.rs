#![allow(unused)]

use bitrix_rest::{Array, Error, rest_method};

#[rest_method("acme.ask", scope = "basic", positional)]
async fn ask(
    #[param(rest)]
    one: Array,
) -> Result<bool, Error> {
    Ok(true)
}

fn main() {}
