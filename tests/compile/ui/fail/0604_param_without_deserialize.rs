#![allow(unused)]

use bitrix_rest::{Error, rest_method};

#[derive(serde::Serialize, schemars::JsonSchema)]
struct Item {
    id: u64,
}

#[rest_method("acme.ask", scope = "basic")]
async fn ask(
    #[param]
    item: Item,
) -> Result<bool, Error> {
    Ok(true)
}

fn main() {}
