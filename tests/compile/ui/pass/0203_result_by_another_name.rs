#![allow(unused)]

use bitrix_rest::rest_method;

type Answer<T> = std::result::Result<T, bitrix_rest::Error>;
type Yes = Answer<bool>;

#[rest_method("acme.ask", scope = "basic")]
async fn ask() -> Answer<bool> {
    Ok(true)
}

#[rest_method("acme.tell", scope = "basic")]
async fn tell() -> Yes {
    Ok(true)
}

fn main() {}
