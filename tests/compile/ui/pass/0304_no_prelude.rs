#![no_implicit_prelude]
#![allow(unused_variables, dead_code)]

// Every name that generated code could take from a prelude means something else here.
#[allow(dead_code)]
mod shadow {
    pub struct Option;
    pub struct Result;
    pub struct Vec;
    pub fn drop() {}
}

#[allow(unused_imports)]
use shadow::{self as core, self as std, self as alloc};

#[derive(::thiserror::Error, ::std::fmt::Debug, ::bitrix_rest::RestError)]
enum AskError {
    #[error("never")]
    #[rest(code = "NEVER", replaces = user_required)]
    Never,
    #[error("wrong {limit}")]
    #[rest(code = "WRONG", status = 404)]
    Wrong {
        #[rest(extra)]
        limit: u8,
    },
    #[error(transparent)]
    #[rest(transparent)]
    Other(#[from] ::bitrix_rest::Error),
    #[error(transparent)]
    #[rest(internal)]
    Store(#[from] ::std::io::Error),
}

/// Asks.
#[::bitrix_rest::rest_method("acme.ask", scope = "basic", alias = "ask")]
async fn ask(
    app: ::bitrix_rest::Application,
    /// Its number.
    #[param(default, range = 1..=5, ignore_case)]
    id: u8,
    #[param(length = 1.., non_empty)] name: ::std::string::String,
    #[param(rest)] rest: ::bitrix_rest::Array,
) -> ::std::result::Result<u8, AskError> {
    ::std::result::Result::Err(AskError::Wrong { limit: id })
}

fn main() {}
