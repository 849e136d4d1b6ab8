#![allow(unused)]

use bitrix_rest::Object;

#[derive(serde::Serialize, Object)]
struct Town(u64);

fn main() {}
