#![allow(unused)]

use std::collections::BTreeMap;

use bitrix_rest::{Error, Method, rest_method};

#[rest_method("acme.ask", scope = "basic")]
async fn ask(
    #[param] id: u64,
    #[param(rest, non_empty)] others: BTreeMap<String, String>,
) -> Result<usize, Error> {
    Ok(others.len())
}

fn main() {
    let others = BTreeMap::from([("a".to_owned(), "1".to_owned()), ("b".to_owned(), "2".to_owned())]);
    // The others are sent as parameters of their own.
    assert_eq!(AcmeAsk { id: 1, others }.into_parameters().len(), 3);
}
