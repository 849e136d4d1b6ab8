#![allow(unused)]

use bitrix_rest::object::{Add, Fields};
use bitrix_rest::{Created, Error, Object, rest_method};
use schemars::JsonSchema;
use serde::Serialize;

#[derive(Default, Serialize, JsonSchema, Object)]
struct Shelf {
    id: u64,
    #[object(editable)]
    name: String,
}

#[rest_method("acme.add", scope = "basic", versions(v3))]
async fn add(fields: Fields<Shelf, Add>) -> Result<Created, Error> {
    let shelf = fields.onto(&Shelf::default())?;
    Ok(Created(1))
}

fn main() {}
