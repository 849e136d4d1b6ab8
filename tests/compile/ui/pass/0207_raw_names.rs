#![allow(unused)]

use bitrix_rest::{Error, Method, rest_method};

#[rest_method("acme.type", scope = "basic")]
async fn r#type(#[param] r#type: String, #[param] r#in: u8) -> Result<String, Error> {
    Ok(r#type)
}

fn main() {
    let _ = AcmeType { r#type: String::new(), r#in: 1 };
    assert_eq!(AcmeType::DESCRIPTOR.parameters()[0].name(), "type");
}
