#![allow(unused)]

use bitrix_rest::{Error, rest_method};

struct Item;

#[rest_method("acme.ask", scope = "basic")]
async fn ask() -> Result<Item, Error> {
    Ok(Item)
}

fn main() {}
