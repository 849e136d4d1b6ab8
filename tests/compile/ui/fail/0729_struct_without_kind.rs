#![allow(unused)]

use bitrix_rest::{RestError};

#[derive(Debug, thiserror::Error, RestError)]
#[error("wrong")]
struct AskError;

fn main() {}
