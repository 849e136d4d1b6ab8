#![allow(unused)]

use bitrix_rest::{rest_method};

#[rest_method("acme.ask", scope = "basic")]
struct Ask;

fn main() {}
