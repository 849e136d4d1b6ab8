#![allow(unused)]

use bitrix_rest::{Error, rest_method};

struct Item;

#[rest_method("acme.ask", scope = "basic")]
async fn ask(
    #[param(rest)]
    ids: Item,
) -> Result<bool, Error> {
    Ok(true)
}

fn main() {}
