#![deny(warnings)]

use bitrix_rest::{RestError, rest_method};

#[derive(Debug, thiserror::Error, RestError)]
enum Never {}

#[rest_method("acme.ask", scope = "basic")]
async fn ask() -> Result<bool, Never> {
    Ok(true)
}

fn main() {}
