#![allow(unused)]

use bitrix_rest::{RestError};

#[derive(RestError)]
union AskError {
    number: u64,
    bits: [u8; 8],
}

fn main() {}
