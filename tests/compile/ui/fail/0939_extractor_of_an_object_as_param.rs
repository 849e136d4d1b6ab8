#![allow(unused)]

use bitrix_rest::object::Filter;
use bitrix_rest::{Error, Object, rest_method};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, JsonSchema, Object)]
struct Shelf {
    #[object(filterable)]
    id: u64,
}

#[rest_method("acme.count", scope = "basic", versions(v3))]
async fn count(#[param] filter: Filter<Shelf>) -> Result<bool, Error> {
    Ok(true)
}

fn main() {}
