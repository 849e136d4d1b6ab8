#![allow(unused)]

use bitrix_rest::{Error, rest_method};

#[rest_method("acme.ask_all", scope = "basic", params = One)]
async fn one() -> Result<bool, Error> {
    Ok(true)
}

#[rest_method("acme.ask.all", scope = "basic", params = Two)]
async fn two() -> Result<bool, Error> {
    Ok(true)
}

#[rest_method("acme_ask.all", scope = "basic", params = Three)]
async fn three() -> Result<bool, Error> {
    Ok(true)
}

fn main() {}
