#![allow(unused)]

use bitrix_rest::Object;

#[derive(serde::Serialize, Object)]
#[object(only_one_of(email))]
struct Town {
    email: Option<String>,
}

fn main() {}
