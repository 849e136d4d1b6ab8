#![allow(unused)]

use bitrix_rest::Object;

#[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
struct Place {
    lat: f64,
}

#[derive(serde::Serialize, Object)]
struct Town {
    #[object(editable, nested)]
    place: Option<Place>,
}

fn main() {}
