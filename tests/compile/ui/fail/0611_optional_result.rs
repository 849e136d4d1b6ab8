#![allow(unused)]

use bitrix_rest::{rest_method};

#[rest_method("acme.ask", scope = "basic")]
async fn ask() -> Option<bool> {
    Some(true)
}

fn main() {}
