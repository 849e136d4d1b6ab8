#![allow(unused)]

use bitrix_rest::{rest_method};

#[rest_method("acme.ask", scope = "basic")]
async fn ask() -> Result<bool, String> {
    Ok(true)
}

fn main() {}
