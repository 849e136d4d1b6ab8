#![allow(unused)]

use bitrix_rest::Object;

#[derive(serde::Serialize, Object)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
struct Town {
    id: u64,
}

fn main() {}
