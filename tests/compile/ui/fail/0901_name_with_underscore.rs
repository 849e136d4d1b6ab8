#![allow(unused)]

use bitrix_rest::Object;

#[derive(serde::Serialize, Object)]
struct Town {
    id: u64,
    long_name: String,
}

fn main() {}
