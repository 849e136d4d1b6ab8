#![allow(unused)]

use bitrix_rest::Object;

#[derive(serde::Serialize, schemars::JsonSchema)]
struct Place {
    lat: f64,
}

fn near(_: &Place) -> Result<(), bitrix_rest::Error> {
    Ok(())
}

#[derive(serde::Serialize, Object)]
struct Town {
    #[object(editable, with = near)]
    place: Place,
}

fn main() {}
