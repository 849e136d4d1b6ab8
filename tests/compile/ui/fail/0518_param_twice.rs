#![allow(unused)]

use bitrix_rest::{Error, rest_method};

#[rest_method("acme.ask", scope = "basic")]
async fn ask(
    #[param]
    #[param(non_empty)]
    id: String,
) -> Result<bool, Error> {
    Ok(true)
}

fn main() {}
