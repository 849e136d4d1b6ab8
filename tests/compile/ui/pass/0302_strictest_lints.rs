#![forbid(unsafe_code)]
#![deny(missing_docs, warnings, unreachable_pub, unused_qualifications, missing_debug_implementations)]
#![allow(unused_crate_dependencies)]
//! A crate that allows nothing.

use bitrix_rest::{Application, Error, RestError, State, rest_method};

/// What may go wrong.
#[derive(Debug, thiserror::Error, RestError)]
pub enum AskError {
    /// It was wrong.
    #[error("wrong")]
    #[rest(code = "WRONG", replaces = argument_empty)]
    Wrong,
    /// Something else.
    #[error(transparent)]
    #[rest(transparent)]
    Other(#[from] Error),
}

/// Asks.
#[rest_method("acme.ask", scope = "basic")]
pub async fn ask(
    app: Application,
    State(number): State<u64>,
    #[param] id: u64,
    /// Its name.
    #[param(default = "none".to_owned(), non_empty)]
    name: String,
) -> Result<(String, u64), AskError> {
    if id == 0 { Err(AskError::Wrong) } else { Ok((app.client_id().to_owned() + &name, id + number)) }
}

// Nothing in this crate calls it or names its parameters.
#[rest_method("acme.tell", scope = "basic")]
async fn tell() -> Result<bool, Error> {
    Ok(true)
}

fn main() {}
