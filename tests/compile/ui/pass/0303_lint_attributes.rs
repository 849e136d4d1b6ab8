#![deny(warnings, non_snake_case)]

use bitrix_rest::{Error, rest_method};

#[rest_method("acme.ask", scope = "basic")]
#[expect(non_snake_case, reason = "named as on the wire")]
async fn ask(#[param] ID: u64) -> Result<u64, Error> {
    Ok(ID)
}

#[rest_method("acme.tell", scope = "basic")]
async fn tell(
    #[param]
    #[allow(non_snake_case)]
    ID: u64,
    #[expect(unused_variables)] call: bitrix_rest::Call,
) -> Result<u64, Error> {
    Ok(ID)
}

fn main() {}
