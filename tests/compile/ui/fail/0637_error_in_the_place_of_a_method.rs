#![allow(unused)]

use bitrix_rest::{RestApi, RestError, rest_method};

#[derive(Debug, thiserror::Error, RestError)]
pub enum AskError {
    /// It is taken.
    #[error("it is taken")]
    #[rest(code = "TAKEN", status = 409)]
    Taken,
}

#[rest_method("acme.ask", scope = "basic")]
async fn ask() -> Result<bool, AskError> {
    Ok(true)
}

fn main() {
    RestApi::explicit().method::<AskError>();
}
