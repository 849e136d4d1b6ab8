#![allow(unused)]

use bitrix_rest::{CurrentUser, Error, rest_method};

#[rest_method("acme.ask", scope = "basic")]
async fn ask(
    #[param]
    user: CurrentUser,
) -> Result<bool, Error> {
    Ok(true)
}

fn main() {}
