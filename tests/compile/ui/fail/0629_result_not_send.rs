#![allow(unused)]

use bitrix_rest::{Error, rest_method};

#[rest_method("acme.ask", scope = "basic")]
async fn ask() -> Result<std::rc::Rc<u8>, Error> {
    Ok(std::rc::Rc::new(1))
}

fn main() {}
