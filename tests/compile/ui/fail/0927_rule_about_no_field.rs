#![allow(unused)]

use bitrix_rest::Object;

#[derive(serde::Serialize, Object)]
#[object(at_least_one_of(email, fone))]
struct Town {
    email: Option<String>,
    phone: Option<String>,
}

fn main() {}
