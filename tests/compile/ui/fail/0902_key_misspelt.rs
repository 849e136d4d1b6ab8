#![allow(unused)]

use bitrix_rest::Object;

#[derive(serde::Serialize, Object)]
struct Town {
    #[object(filterabel)]
    id: u64,
}

fn main() {}
