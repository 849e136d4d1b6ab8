#![allow(unused)]

use bitrix_rest::Object;

#[derive(serde::Serialize, Object)]
#[object(filterable)]
struct Town {
    id: u64,
}

fn main() {}
