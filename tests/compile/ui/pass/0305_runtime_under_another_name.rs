#![allow(unused)]

// As in a crate that knows the runtime through another one.
mod acme {
    pub mod rest {
        pub use ::bitrix_rest::*;
        pub use ::bitrix_rest::__private;
    }
}

// What the default path would find.
mod bitrix_rest {}

use acme::rest::{Error, RestError, State, rest_method};

#[derive(Debug, thiserror::Error, RestError)]
#[rest(crate = crate::acme::rest)]
enum AskError {
    #[error("wrong")]
    #[rest(code = "WRONG")]
    Wrong,
}

#[derive(Debug, thiserror::Error, RestError)]
#[error("wrong")]
#[rest(internal, crate = crate::acme::rest)]
struct Internal;

#[rest_method("acme.ask", scope = "basic", crate = crate::acme::rest)]
async fn ask(State(_): State<u8>, #[param(default)] id: u8) -> Result<u8, AskError> {
    if id == 0 { Err(AskError::Wrong) } else { Ok(id) }
}

#[rest_method("acme.tell", scope = "basic", crate = acme::rest)]
async fn tell() -> Result<u8, Error> {
    Ok(1)
}

fn main() {}
