#![allow(unused)]

use bitrix_rest::{Application, Error, rest_method};

#[rest_method("acme.ask", scope = "basic")]
async fn ask(
    Some(app): Option<Application>,
) -> Result<bool, Error> {
    Ok(true)
}

fn main() {}
