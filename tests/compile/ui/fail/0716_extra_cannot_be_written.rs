#![allow(unused)]

use bitrix_rest::{RestError};

#[derive(Debug)]
struct Limit;

#[derive(Debug, thiserror::Error, RestError)]
enum AskError {
    #[error("wrong")]
    #[rest(code = "WRONG")]
    Wrong {
        #[rest(extra)]
        limit: Limit,
    },
}

fn main() {}
