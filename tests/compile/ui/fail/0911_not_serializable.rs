#![allow(unused)]

use bitrix_rest::Object;

#[derive(Object)]
struct Town {
    id: u64,
}

fn main() {}
