//~ mistakes: 3
#![allow(unused)]

use bitrix_rest::{RestError};

#[derive(Debug, thiserror::Error, RestError)]
enum AskError {
    #[error("one")]
    One,
    #[error("two")]
    #[rest(code = "TWO", status = 99)]
    Two,
    #[error("three")]
    #[rest(transparent)]
    Three,
}

fn main() {}
