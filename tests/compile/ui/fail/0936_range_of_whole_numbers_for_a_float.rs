#![allow(unused)]

use bitrix_rest::Object;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, JsonSchema, Object)]
struct Shelf {
    id: u64,
    #[object(editable, range = 0..=100)]
    load: Option<f64>,
}

fn main() {}
