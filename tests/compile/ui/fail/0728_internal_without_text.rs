#![allow(unused)]

use bitrix_rest::{RestError};

#[derive(Debug, RestError)]
enum AskError {
    #[rest(internal)]
    Wrong,
}

fn main() {}
