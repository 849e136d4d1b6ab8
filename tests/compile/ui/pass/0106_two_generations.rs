//! One name, declared for REST 2 and for REST 3.0; and one declaration for both.

use bitrix_rest::{Error, Method, Version, rest_method};

#[rest_method("acme.ask", scope = "basic")]
async fn ask() -> Result<bool, Error> {
    Ok(true)
}

#[rest_method("acme.ask", scope = "basic", versions(v3), params = AskAgain)]
async fn ask_again() -> Result<bool, Error> {
    Ok(false)
}

#[rest_method("acme.both", scope = "basic", versions(v2, v3))]
async fn both(#[param] number: i64) -> Result<i64, Error> {
    Ok(number)
}

fn main() {
    let serves = |method: &bitrix_rest::Descriptor| {
        (method.serves(Version::V2), method.serves(Version::V3))
    };
    assert_eq!(serves(AcmeAsk::DESCRIPTOR), (true, false));
    assert_eq!(serves(AskAgain::DESCRIPTOR), (false, true));
    assert_eq!(serves(AcmeBoth::DESCRIPTOR), (true, true));
}
