#![allow(unused)]

use bitrix_rest::Object;

#[derive(serde::Serialize, Object)]
struct Town {
    #[object(editable, range = 1..=9)]
    name: String,
}

fn main() {}
