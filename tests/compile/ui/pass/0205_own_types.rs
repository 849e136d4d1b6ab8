#![allow(unused)]

use bitrix_rest::{Error, Method, rest_method};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
enum Kind {
    Call,
    Mail,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Item<T> {
    kind: Kind,
    value: T,
}

#[rest_method("acme.ask", scope = "basic")]
async fn ask(#[param] items: Vec<Item<(u8, Option<String>)>>) -> Result<Vec<Item<u8>>, Error> {
    Ok(items.into_iter().map(|item| Item { kind: item.kind, value: item.value.0 }).collect())
}

fn main() {
    let items = vec![Item { kind: Kind::Mail, value: (1, None) }];
    assert_eq!(AcmeAsk { items }.into_parameters().len(), 1);
}
