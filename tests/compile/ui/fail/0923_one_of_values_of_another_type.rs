#![allow(unused)]

use bitrix_rest::Object;

#[derive(serde::Serialize, Object)]
struct Town {
    #[object(editable, one_of = ["one", "two"])]
    stars: u8,
}

fn main() {}
