#![allow(unused)]

use bitrix_rest::{RestError};

#[derive(Debug, thiserror::Error, RestError)]
enum AskError<T: std::fmt::Debug> {
    #[error("wrong")]
    #[rest(internal)]
    Wrong(T),
}

fn main() {}
