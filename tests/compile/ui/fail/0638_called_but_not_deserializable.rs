#![allow(unused)]

use bitrix_rest::{Error, RestApi, rest_method};
use schemars::JsonSchema;
use serde::Serialize;

#[derive(Serialize, JsonSchema)]
pub struct Town {
    id: u64,
}

#[rest_method("acme.ask", scope = "basic")]
async fn ask() -> Result<Town, Error> {
    Ok(Town { id: 1 })
}

async fn first(api: RestApi) -> u64 {
    let town = api.call(AcmeAsk {}).by_user(7).await;
    town.map_or(0, |town| town.id)
}

fn main() {}
