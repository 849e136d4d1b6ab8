#![allow(unused)]

use bitrix_rest::{Error, rest_method};

#[rest_method("acme.ask", scope = "basic")]
async fn ask(#[param] question: Strin) -> Result<bool, Error>;

fn main() {}
