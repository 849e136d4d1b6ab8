#![deny(warnings)]

use bitrix_rest::RestError;

#[derive(Debug, thiserror::Error, RestError)]
pub enum AskError {
    #[deprecated]
    #[error("old")]
    #[rest(code = "OLD", replaces = user_required)]
    Old,
    #[error("new")]
    #[rest(code = "NEW")]
    New,
}

fn main() {
    assert_eq!(AskError::New.into_error().code(), "NEW");
}
