#![allow(unused)]

use bitrix_rest::{Error, rest_method};

#[derive(Clone)]
struct Store;

#[rest_method("acme.ask", scope = "basic")]
async fn ask(
    store: Store,
) -> Result<bool, Error> {
    Ok(true)
}

fn main() {}
