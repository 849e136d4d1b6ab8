#![allow(unused)]

use bitrix_rest::Object;

#[derive(serde::Serialize, Object)]
struct Town<T> {
    id: T,
}

fn main() {}
