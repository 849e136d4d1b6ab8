#![allow(unused)]

use bitrix_rest::Object;

#[derive(serde::Serialize, Object)]
struct Person {
    id: u64,
}

#[derive(serde::Serialize, Object)]
struct Town {
    #[object(relation, length = ..=5)]
    people: Vec<Person>,
}

fn main() {}
