#![allow(unused)]

use bitrix_rest::{rest_method};

#[rest_method("acme.ask", scope = "basic")]
const ASK: u8 = 1;

fn main() {}
