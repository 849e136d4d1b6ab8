#![allow(unused)]

use bitrix_rest::{Method, RestError, rest_method};

#[derive(Debug, thiserror::Error, RestError)]
enum Inner {
    /// Too much.
    #[error("much")]
    #[rest(code = "MUCH", status = 413)]
    Much,
}

#[derive(Debug, thiserror::Error, RestError)]
enum Outer {
    /// Wrong.
    #[error("wrong")]
    #[rest(code = "WRONG")]
    Wrong,
    #[error(transparent)]
    #[rest(transparent)]
    Inner(#[from] Inner),
    #[error("secret")]
    #[rest(internal)]
    Secret,
}

#[rest_method("acme.ask", scope = "basic")]
async fn ask(#[param] id: u8) -> Result<bool, Outer> {
    match id {
        0 => Err(Outer::Wrong),
        1 => Err(Outer::Secret),
        _ => Err(Inner::Much.into()),
    }
}

fn main() {
    let errors = AcmeAsk::DESCRIPTOR.errors();
    let errors: Vec<_> = errors.iter().map(|(code, status, docs)| (*code, status.as_u16(), *docs)).collect();
    assert_eq!(errors, [("WRONG", 400, "Wrong."), ("MUCH", 413, "Too much.")]);
}
