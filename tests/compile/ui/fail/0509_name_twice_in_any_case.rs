#![allow(unused)]

use bitrix_rest::{Error, rest_method};

#[rest_method("acme.ask", scope = "basic")]
async fn ask(
    #[param(ignore_case)]
    id: u64,
    #[param(rename = "ID")]
    other: u64,
) -> Result<bool, Error> {
    Ok(true)
}

fn main() {}
