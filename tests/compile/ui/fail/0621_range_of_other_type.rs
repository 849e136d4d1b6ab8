#![allow(unused)]

use bitrix_rest::{Error, rest_method};

#[rest_method("acme.ask", scope = "basic")]
async fn ask(
    #[param(range = 1..="5")]
    id: u64,
) -> Result<bool, Error> {
    Ok(true)
}

fn main() {}
