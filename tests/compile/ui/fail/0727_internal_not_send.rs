#![allow(unused)]

use bitrix_rest::{RestError};

#[derive(Debug, thiserror::Error, RestError)]
enum AskError {
    #[error("wrong")]
    #[rest(internal)]
    Wrong(std::rc::Rc<u8>),
}

fn main() {}
