#![allow(unused)]

use bitrix_rest::Object;

#[derive(serde::Serialize, Object)]
struct Town {
    #[object(required(add))]
    name: String,
}

fn main() {}
