#![allow(unused)]

use bitrix_rest::{Error, Method, Scope, rest_method};

#[rest_method(
    "acme.ask",
    scope = custom("acme"),
    private,
    batch = false,
    read_only = true,
    positional,
    alias = "acme.request",
    alias = "ask",
    params = Question,
    crate = ::bitrix_rest,
)]
async fn ask(#[param] id: u64) -> Result<u64, Error> {
    Ok(id)
}

fn main() {
    let descriptor = Question::DESCRIPTOR;
    assert_eq!(descriptor.scope(), Scope::Code("acme"));
    assert_eq!(descriptor.aliases(), ["acme.request", "ask"]);
    assert!(descriptor.is_private() && !descriptor.allows_batch());
    assert!(descriptor.is_read_only() && descriptor.is_positional());
}
