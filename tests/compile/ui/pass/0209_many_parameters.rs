#![allow(unused)]

use bitrix_rest::{Error, Method, rest_method};

#[rest_method("acme.ask", scope = "basic")]
async fn ask(
    #[param] a: u8,
    #[param] b: u16,
    #[param] c: u32,
    #[param] d: i64,
    #[param] e: f64,
    #[param] f: bool,
    #[param] g: String,
    #[param] h: Option<char>,
    #[param] i: Vec<String>,
    #[param] j: bitrix_rest::Date,
    #[param] k: bitrix_rest::DateTime,
    #[param] l: Option<bitrix_rest::File>,
    #[param] m: bitrix_rest::Truthy,
    #[param] n: bitrix_rest::Value,
    #[param] o: bitrix_rest::Array,
) -> Result<(u8, u16), Error> {
    Ok((a, b))
}

fn main() {
    assert_eq!(AcmeAsk::DESCRIPTOR.parameters().len(), 15);
}
