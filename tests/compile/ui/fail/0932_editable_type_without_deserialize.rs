#![allow(unused)]

use bitrix_rest::Object;

#[derive(serde::Serialize, schemars::JsonSchema)]
struct Place {
    lat: f64,
}

#[derive(serde::Serialize, Object)]
struct Town {
    #[object(editable)]
    place: Place,
    // Nobody writes it.
    other: Place,
}

fn main() {}
