#![allow(unused)]

use bitrix_rest::{RestError};

#[derive(Debug, thiserror::Error, RestError)]
enum AskError {
    #[error("wrong")]
    #[rest(code = "WRONG")]
    Wrong(#[rest(extra)] u64),
}

fn main() {}
