#![allow(unused)]

use bitrix_rest::Object;

#[derive(serde::Serialize, Object)]
struct Town {
    #[object(editable(create))]
    name: String,
}

fn main() {}
