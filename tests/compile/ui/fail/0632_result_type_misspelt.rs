#![allow(unused)]

use bitrix_rest::{Error, rest_method};

#[rest_method("acme.ask", scope = "basic")]
async fn ask() -> Result<Strng, Error> {
    Ok(String::new())
}

fn main() {}
