#![allow(unused)]

use bitrix_rest::Object;

#[derive(serde::Serialize, Object)]
struct Person {
    id: u64,
}

#[derive(serde::Serialize, Object)]
struct Town {
    id: u64,
    #[object(relation)]
    mayor: Person,
}

fn main() {}
