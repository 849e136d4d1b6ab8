#![allow(unused)]

use bitrix_rest::{Rejection, RestError};

#[derive(Debug, PartialEq, thiserror::Error, RestError)]
enum AskError {
    #[error("no access")]
    #[rest(code = "AccessException", replaces = application_required, replaces = user_required)]
    NoAccess,
    #[error("empty")]
    #[rest(code = "ArgumentNullException", replaces = argument_empty)]
    Empty {},
    #[error("invalid")]
    #[rest(code = "INVALID", replaces = argument_invalid)]
    Invalid(),
}

fn main() {
    assert_eq!(AskError::replacing(Rejection::ApplicationRequired), Some(AskError::NoAccess));
    assert_eq!(AskError::replacing(Rejection::UserRequired), Some(AskError::NoAccess));
    assert_eq!(AskError::replacing(Rejection::ArgumentEmpty), Some(AskError::Empty {}));
    assert_eq!(AskError::replacing(Rejection::ArgumentInvalid), Some(AskError::Invalid()));
    assert_eq!(AskError::replacing(Rejection::AdministratorRequired), None);
}
