#![allow(unused)]

use bitrix_rest::{RestError};

#[derive(Debug, thiserror::Error, RestError)]
enum AskError {
    #[error("wrong")]
    #[rest(transparent)]
    Wrong(std::io::Error),
}

fn main() {}
