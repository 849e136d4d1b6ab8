#![allow(unused)]

use bitrix_rest::{Error, rest_method};

fn check(id: &u64) -> bool {
    *id > 0
}

#[rest_method("acme.ask", scope = "basic")]
async fn ask(
    #[param(with = check)]
    id: u64,
) -> Result<bool, Error> {
    Ok(true)
}

fn main() {}
