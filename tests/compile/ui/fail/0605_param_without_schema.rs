#![allow(unused)]

use bitrix_rest::{Error, rest_method};

#[derive(serde::Serialize, serde::Deserialize)]
struct Item {
    id: u64,
}

#[rest_method("acme.ask", scope = "basic")]
async fn ask(
    #[param]
    item: Option<Vec<Item>>,
) -> Result<bool, Error> {
    Ok(true)
}

fn main() {}
