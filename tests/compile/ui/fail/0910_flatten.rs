#![allow(unused)]

use bitrix_rest::Object;

#[derive(serde::Serialize)]
struct Place {
    lat: f64,
}

#[derive(serde::Serialize, Object)]
struct Town {
    id: u64,
    #[serde(flatten)]
    place: Place,
}

fn main() {}
