#![allow(unused)]

use bitrix_rest::{RestError};

#[derive(Debug, thiserror::Error, RestError)]
enum AskError {
    #[error("wrong")]
    #[rest(code = "WRONG")]
    #[rest(status = 404)]
    Wrong,
}

fn main() {}
