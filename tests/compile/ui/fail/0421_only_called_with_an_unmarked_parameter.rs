#![allow(unused)]

use bitrix_rest::{CurrentUser, Error, rest_method};

#[rest_method("acme.ask", scope = "basic")]
async fn ask(user: CurrentUser, question: String) -> Result<bool, Error>;

fn main() {}
