#![allow(unused)]

use std::sync::Arc;

use bitrix_rest::{Error, State, rest_method};

type Rule = Arc<dyn Fn(&str) -> bool + Send + Sync>;

#[rest_method("acme.ask", scope = "basic")]
async fn ask(
    State(name): State<&'static str>,
    State(rule): State<Arc<dyn Fn(&str) -> bool + Send + Sync>>,
    State(other): State<Rule>,
    State(pointer): State<fn(&str) -> bool>,
) -> Result<&'static str, Error> {
    let _ = rule(name) && other(name) && pointer(name);
    Ok(name)
}

fn main() {}
