#![allow(unused)]

use bitrix_rest::Object;

#[derive(serde::Serialize, Object)]
struct Town {
    #[object(editable, range = 9..=1)]
    size: u8,
}

fn main() {}
