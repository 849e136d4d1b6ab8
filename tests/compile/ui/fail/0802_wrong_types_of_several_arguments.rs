//~ mistakes: 4
#![allow(unused)]

use bitrix_rest::{Error, rest_method};

struct Item;

#[rest_method("acme.ask", scope = "basic")]
async fn ask(item: Item, #[param] other: Item, #[param] id: u64) -> Result<Item, Item> {
    Err(item)
}

fn main() {}
