#![allow(unused)]

use bitrix_rest::{Error, State, rest_method};

struct Store;

#[rest_method("acme.ask", scope = "basic")]
async fn ask(
    State(store): State<Store>,
) -> Result<bool, Error> {
    Ok(true)
}

fn main() {}
