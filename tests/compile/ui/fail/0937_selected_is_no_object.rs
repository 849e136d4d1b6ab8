//~ mistakes: 2
#![allow(unused)]

use bitrix_rest::object::{Select, Selected};
use bitrix_rest::{Error, Page, Paged, rest_method};
use schemars::JsonSchema;
use serde::Serialize;

#[derive(Serialize, JsonSchema)]
struct Shelf {
    id: u64,
}

#[rest_method("acme.list", scope = "basic", versions(v3), read_only)]
async fn list(select: Select<Shelf>, page: Page) -> Result<Paged<Selected<Shelf>>, Error> {
    Ok(page.cut(Vec::new()))
}

fn main() {}
