#![allow(unused)]

use bitrix_rest::Object;

#[derive(serde::Serialize, Object)]
struct Town {
    #[object(editable, email)]
    mayor: Option<u64>,
}

fn main() {}
