#![allow(unused)]

use bitrix_rest::Object;

#[derive(serde::Serialize)]
struct Person {
    id: u64,
}

#[derive(serde::Serialize, Object)]
struct Town {
    id: u64,
    #[object(relation)]
    people: Vec<Person>,
}

fn main() {}
