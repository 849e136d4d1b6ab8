//! What `#[derive(RestError)]` calls.

use http::StatusCode;

use super::{Error, RestError};
use crate::method::ErrorEntry;

/// The text for the caller. Asks for no more than the trait that is being implemented, so that a missing `Display` is
/// one error.
pub fn describe<E: RestError>(error: &E) -> String {
    error.text()
}

/// The error with this code among some; of several that share it, the one with this text.
pub fn answered<E: RestError, const N: usize>(
    code: &str,
    text: &str,
    known: [(&str, E); N],
) -> Option<E> {
    let mut found = Vec::from(known);
    found.retain(|(known, _)| *known == code);
    if found.len() > 1 {
        found.retain(|(_, error)| error.text() == text);
    }
    found.pop().map(|(_, error)| error)
}

/// An error with a code.
#[cold]
pub fn coded(code: &'static str, status: u16, description: String) -> Error {
    Error::new(
        code,
        StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST),
        description,
    )
}

/// An error that the caller learns nothing of.
#[cold]
pub fn internal<E: RestError>(error: E) -> Error {
    Error::internal(error.into_cause())
}

/// How the error in a `transparent` variant is answered. The bound on `E` is stated by [`nested`] alone.
pub struct Nested<E> {
    errors: &'static [ErrorEntry],
    answer: fn(E) -> Error,
}

/// Of an error type. A free function, so that the compiler answers a wrong type with the text of [`RestError`].
pub const fn nested<E: RestError>() -> Nested<E> {
    Nested {
        errors: E::ERRORS,
        answer: E::into_error,
    }
}

impl<E> Nested<E> {
    /// What it declares.
    pub const fn errors(&self) -> &'static [ErrorEntry] {
        self.errors
    }

    /// How a value of it is answered.
    pub fn answer(&self, error: E) -> Error {
        (self.answer)(error)
    }
}
