#![allow(unused)]

use bitrix_rest::Object;

#[derive(serde::Serialize, Object)]
struct Town {
    id: u64,
    #[serde(rename = "id")]
    number: u64,
}

fn main() {}
