#![allow(unused)]

use bitrix_rest::{Error, RestError};

#[derive(Debug, thiserror::Error, RestError)]
enum AskError {
    /// The name is too long.
    #[error("name is longer than {limit}")]
    #[rest(code = "ERROR_ARGUMENT", status = 422)]
    TooLong {
        #[rest(extra)]
        limit: usize,
        #[rest(extra = "argument")]
        name: &'static str,
        length: usize,
    },
    #[error("second is {1}")]
    #[rest(code = "SECOND")]
    Tuple(#[rest(extra = "first")] u8, u8),
    #[error(transparent)]
    #[rest(internal)]
    Store(#[from] std::io::Error),
    #[error(transparent)]
    #[rest(transparent)]
    Other(#[from] Error),
    #[error("a cause with a name")]
    #[rest(transparent)]
    Named { source: Error },
}

fn main() {
    let error = AskError::TooLong { limit: 5, name: "NAME", length: 7 }.into_error();
    assert_eq!((error.code(), error.status().as_u16()), ("ERROR_ARGUMENT", 422));
    assert_eq!(error.to_string(), "name is longer than 5");
    assert_eq!(error.extra().len(), 2);

    let error = AskError::Tuple(1, 2).into_error();
    assert_eq!((error.code(), error.status().as_u16(), error.extra().len()), ("SECOND", 400, 1));

    let error = AskError::from(std::io::Error::other("disk")).into_error();
    assert_eq!(error.code(), "INTERNAL_SERVER_ERROR");
    assert_eq!(error.cause().map(ToString::to_string).as_deref(), Some("disk"));

    let inner = || Error::new("INNER", bitrix_rest::http::StatusCode::CONFLICT, "inner");
    assert_eq!(AskError::from(inner()).into_error().code(), "INNER");
    assert_eq!(AskError::Named { source: inner() }.into_error().code(), "INNER");
}
