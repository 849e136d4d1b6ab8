#![allow(unused)]

use bitrix_rest::{Error, Method, rest_method};

#[cfg(all())]
#[rest_method("acme.ask", scope = "basic")]
async fn ask() -> Result<u8, Error> {
    Ok(1)
}

#[rest_method("acme.ask", scope = "basic")]
#[cfg(any())]
async fn ask() -> Result<String, Error> {
    Ok(String::new())
}

fn main() {
    fn is_a_number<M: Method<Outcome = Result<u8, Error>>>(_: M) {}
    is_a_number(AcmeAsk {});
}
