#![allow(unused)]

use bitrix_rest::{RestError, rest_method};

#[derive(Debug, thiserror::Error, RestError)]
enum AskError {
    #[error("wrong")]
    #[rest(code = "")]
    Wrong,
}

#[rest_method("acme.ask", scope = "basic")]
async fn ask(#[param] id: u64) -> Result<bool, AskError> {
    if id == 0 { Err(AskError::Wrong) } else { Ok(true) }
}

fn main() {}
