#![allow(unused)]

use bitrix_rest::{Error, rest_method};

struct Answer;

#[rest_method("acme.ask", scope = "basic")]
async fn ask(#[param] question: String) -> Result<Answer, Error>;

fn main() {}
