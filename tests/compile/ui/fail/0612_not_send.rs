#![allow(unused)]

use bitrix_rest::{Error, rest_method};

#[rest_method("acme.ask", scope = "basic")]
async fn ask() -> Result<bool, Error> {
    let shared = std::rc::Rc::new(true);
    std::future::ready(()).await;
    Ok(*shared)
}

fn main() {}
