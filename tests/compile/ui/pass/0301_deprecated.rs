#![deny(warnings)]

use bitrix_rest::{Error, Method, rest_method};

#[deprecated(since = "2.0.0", note = "ask less")]
#[rest_method("acme.ask", scope = "basic")]
pub async fn ask(#[param] id: u64) -> Result<u64, Error> {
    Ok(id)
}

#[rest_method("acme.tell", scope = "basic")]
#[deprecated]
pub async fn tell() -> Result<u64, Error> {
    Ok(1)
}

#[allow(deprecated)]
fn main() {
    assert_eq!(AcmeAsk::DESCRIPTOR.deprecated(), Some("ask less"));
    assert_eq!(AcmeTell::DESCRIPTOR.deprecated(), Some(""));
}
