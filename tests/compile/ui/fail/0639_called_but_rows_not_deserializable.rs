#![allow(unused)]

use bitrix_rest::{Error, Page, Paged, RestApi, rest_method};
use schemars::JsonSchema;
use serde::Serialize;

#[derive(Serialize, JsonSchema)]
pub struct Town {
    id: u64,
}

#[rest_method("acme.ask", scope = "basic")]
async fn ask(page: Page) -> Result<Paged<Town>, Error> {
    Ok(page.of(vec![], 0))
}

async fn ask_it(api: RestApi) {
    let towns = api.call(AcmeAsk {}).await;
}

fn main() {}
