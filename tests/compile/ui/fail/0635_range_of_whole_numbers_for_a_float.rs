#![allow(unused)]

use bitrix_rest::{Error, rest_method};

#[rest_method("acme.ask", scope = "basic")]
async fn ask(
    #[param(range = 0..=100)]
    load: f64,
) -> Result<bool, Error> {
    Ok(true)
}

fn main() {}
