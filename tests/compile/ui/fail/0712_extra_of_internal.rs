#![allow(unused)]

use bitrix_rest::{RestError};

#[derive(Debug, thiserror::Error, RestError)]
enum AskError {
    #[error("wrong")]
    #[rest(internal)]
    Wrong {
        #[rest(extra)]
        limit: u64,
    },
}

fn main() {}
