#![allow(unused)]

use bitrix_rest::{Error, rest_method};

#[rest_method("acme.ask", scope = "basic")]
async fn ask() -> impl std::fmt::Debug {
    true
}

fn main() {}
