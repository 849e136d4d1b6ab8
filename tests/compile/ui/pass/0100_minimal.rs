#![allow(unused)]

use bitrix_rest::{Error, Method, rest_method};

#[rest_method("acme.ask", scope = "basic")]
async fn ask() -> Result<bool, Error> {
    Ok(true)
}

fn main() {
    // The function is still there to be called.
    let _ = ask();
    assert_eq!(AcmeAsk::DESCRIPTOR.name(), "acme.ask");
    assert!(AcmeAsk {}.into_parameters().is_empty());
}
