#![allow(unused)]

use bitrix_rest::{RestError};

#[derive(Debug, thiserror::Error, RestError)]
enum AskError {
    #[error("one")]
    #[rest(code = "ONE", replaces = user_required)]
    One,
    #[error("two")]
    #[rest(code = "TWO", replaces = user_required)]
    Two,
}

fn main() {}
