#![allow(unused)]

use bitrix_rest::{Error, Method, rest_method};

type Maybe<T> = core::option::Option<T>;
type Id = Maybe<u64>;

// What looks like an `Option` but is none.
mod other {
    pub type Option = String;
}

#[rest_method("acme.ask", scope = "basic")]
async fn ask(#[param] id: Id, #[param] name: other::Option) -> Result<bool, Error> {
    Ok(id.is_some() && !name.is_empty())
}

fn main() {
    let parameters = AcmeAsk::DESCRIPTOR.parameters();
    assert!(!parameters[0].required() && parameters[1].required());
}
