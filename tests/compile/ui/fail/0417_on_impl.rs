#![allow(unused)]

use bitrix_rest::{rest_method};

struct Ask;

#[rest_method("acme.ask", scope = "basic")]
impl Ask {}

fn main() {}
