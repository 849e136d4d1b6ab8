#![allow(unused)]

use bitrix_rest::{Error, rest_method};

use std::borrow::Cow;

#[rest_method("acme.ask", scope = "basic")]
async fn ask(
    #[param]
    name: Cow<'_, str>,
) -> Result<bool, Error> {
    Ok(true)
}

fn main() {}
