#![allow(unused)]

use bitrix_rest::object::Filter;
use bitrix_rest::{Error, rest_method};

struct Town {
    id: u64,
}

#[rest_method("acme.ask", scope = "basic", versions(v3))]
async fn ask(filter: Filter<Town>) -> Result<bool, Error> {
    Ok(true)
}

fn main() {}
