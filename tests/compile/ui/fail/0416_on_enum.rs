#![allow(unused)]

use bitrix_rest::{rest_method};

#[rest_method("acme.ask", scope = "basic")]
enum Ask {}

fn main() {}
