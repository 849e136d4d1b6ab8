#![allow(unused)]

use bitrix_rest::Object;

#[derive(serde::Serialize, Object)]
struct Town {
    #[object(editable, one_of = [1, LARGEST])]
    size: u8,
}

fn main() {}
