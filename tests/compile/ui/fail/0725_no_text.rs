#![allow(unused)]

use bitrix_rest::{RestError};

#[derive(Debug, RestError)]
enum AskError {
    #[rest(code = "WRONG")]
    Wrong,
}

fn main() {}
