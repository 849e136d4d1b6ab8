#![allow(unused)]

use bitrix_rest::{Array, Error, Method, rest_method};

const MOST: u32 = 50;

fn even(number: &u32) -> Result<(), Error> {
    if number % 2 == 0 { Ok(()) } else { Err(bitrix_rest::ArgumentError::invalid("", "odd").into()) }
}

#[rest_method("acme.ask", scope = "basic")]
async fn ask(
    /// Its number.
    #[param(rename = "ID", ignore_case, range = 1..=MOST, with = even)]
    mut id: u32,
    #[param(default)] name: String,
    #[param(default = vec![1, 2], length = ..=20)] numbers: Vec<u8>,
    #[param(non_empty, length = 1..)] text: Option<String>,
    #[param(range = -0.5..)] factor: f64,
    #[param(or_rest)] options: Array,
) -> Result<u32, Error> {
    id += 1;
    Ok(id)
}

fn main() {
    let parameters = AcmeAsk::DESCRIPTOR.parameters();
    assert_eq!(parameters.iter().map(|p| p.name()).collect::<Vec<_>>(), [
        "ID", "name", "numbers", "text", "factor", "options"
    ]);
    assert_eq!(parameters[0].description(), "Its number. Must be within 1..=MOST. Is checked by even.");
    assert_eq!(parameters.iter().map(|p| p.required()).collect::<Vec<_>>(), [
        true, false, false, false, true, false
    ]);
    assert_eq!(parameters[2].default(), Some("vec![1, 2]"));
}
