#![allow(unused)]

use bitrix_rest::{RestError};

#[derive(Debug, thiserror::Error, RestError)]
#[rest(code = "WRONG")]
enum AskError {
    #[error("wrong")]
    #[rest(internal)]
    Wrong,
}

fn main() {}
