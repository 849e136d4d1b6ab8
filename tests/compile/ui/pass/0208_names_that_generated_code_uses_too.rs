#![allow(unused)]

use bitrix_rest::{Error, Method, rest_method};

#[derive(Clone)]
struct Descriptor;
struct Field;
mod rest {
    pub type Scope = u8;
}
const VALUE: u8 = 3;

fn value(_: &u8) -> Result<(), Error> {
    Ok(())
}

#[rest_method("acme.ask", scope = "basic", params = Arguments)]
async fn handle(
    bitrix_rest::State(_): bitrix_rest::State<Descriptor>,
    #[param] call: u8,
    #[param] arguments: rest::Scope,
    #[param(with = value, range = ..=VALUE)] value: u8,
    #[param] argument_0: u8,
    #[param] list: u8,
    #[param] error: u8,
    #[param] description: u8,
    #[param] outcome: u8,
) -> Result<u8, Error> {
    Ok(call)
}

fn main() {
    assert_eq!(Arguments::DESCRIPTOR.parameters().len(), 8);
}
