#![allow(unused)]

use bitrix_rest::object::{Filter, Select};
use bitrix_rest::{Error, Object, rest_method};

#[derive(serde::Serialize, Object)]
struct Town {
    #[object(filterabel)]
    id: u64,
}

#[rest_method("acme.ask", scope = "basic", versions(v3))]
async fn ask(select: Select<Town>, filter: Filter<Town>) -> Result<bool, Error> {
    Ok(true)
}

fn main() {}
