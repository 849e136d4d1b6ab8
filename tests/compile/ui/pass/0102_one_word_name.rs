#![allow(unused)]

use bitrix_rest::{Error, Method, rest_method};

#[rest_method("ask", scope = "basic")]
async fn ask() -> Result<bool, Error> {
    Ok(true)
}

fn main() {
    assert_eq!(Ask::DESCRIPTOR.name(), "ask");
}
