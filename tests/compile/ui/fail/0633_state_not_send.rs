#![allow(unused)]

use bitrix_rest::{Error, State, rest_method};

#[rest_method("acme.ask", scope = "basic")]
async fn ask(
    State(store): State<std::rc::Rc<u8>>,
) -> Result<bool, Error> {
    Ok(true)
}

fn main() {}
