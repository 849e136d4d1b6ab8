#![allow(unused)]

use bitrix_rest::Object;

#[derive(serde::Serialize, Object)]
enum Town {
    Big,
}

fn main() {}
