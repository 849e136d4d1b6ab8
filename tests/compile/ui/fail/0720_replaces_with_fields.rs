#![allow(unused)]

use bitrix_rest::{RestError};

#[derive(Debug, thiserror::Error, RestError)]
enum AskError {
    #[error("wrong")]
    #[rest(code = "WRONG", replaces = argument_empty)]
    Wrong(u64),
}

fn main() {}
