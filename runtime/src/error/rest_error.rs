//! The trait of a method's error type.

use super::{Error, Exception, SystemError};
use crate::method::ErrorEntry;

/// What `#[derive(RestError)]` needs of a type: a text for the caller.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no text to show to the caller",
    label = "not a `std::error::Error` that can be sent between threads",
    note = "add `#[derive(Debug, thiserror::Error)]` and an `#[error(\"…\")]` to every variant"
)]
pub trait Explained {
    /// The text for the caller.
    #[doc(hidden)]
    fn text(&self) -> String;
    /// The cause for the log.
    #[doc(hidden)]
    fn into_cause(self) -> Box<dyn std::error::Error + Send + Sync>;
}

// What is asked for stands here and not above the trait: the compiler then says the trait's own words, and says them once.
#[diagnostic::do_not_recommend]
impl<T: std::error::Error + Send + Sync + 'static> Explained for T {
    fn text(&self) -> String {
        self.to_string()
    }

    fn into_cause(self) -> Box<dyn std::error::Error + Send + Sync> {
        self.into()
    }
}

/// The error type of a method: its variants are the documentation of the method's error codes.
///
/// Derived. The description is the type's `Display`; `#[rest(…)]` says the rest.
///
/// ```
/// use bitrix_rest::RestError;
///
/// #[derive(Debug, thiserror::Error, RestError)]
/// pub enum TransferError {
///     /// The account does not hold the amount.
///     #[error("the balance is only {balance}")]
///     #[rest(code = "BALANCE_TOO_LOW", status = 402)]
///     Balance {
///         #[rest(extra)]
///         balance: i64,
///     },
///     /// Answered in the place of `Access denied! User authorization required`.
///     #[error("log in first")]
///     #[rest(code = "LOGIN_REQUIRED", status = 401, replaces = user_required)]
///     NoUser,
///     /// The caller sees INTERNAL_SERVER_ERROR, the log sees the cause.
///     #[error(transparent)]
///     #[rest(internal)]
///     Store(#[from] std::io::Error),
/// }
///
/// let error = TransferError::Balance { balance: 3 }.into_error();
/// assert_eq!((error.code(), error.status().as_u16()), ("BALANCE_TOO_LOW", 402));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the error of a REST method",
    label = "not a `RestError`",
    note = "add `#[derive(Debug, thiserror::Error, bitrix_rest::RestError)]` to it, or use `bitrix_rest::Error`"
)]
pub trait RestError: Explained + Sized {
    /// The errors that it declares.
    const ERRORS: &'static [ErrorEntry];

    /// How it is answered.
    fn into_error(self) -> Error;

    /// The error that is answered in the place of a rejection by the framework, if it declares one.
    fn replacing(rejection: Rejection) -> Option<Self> {
        let _ = rejection;
        None
    }

    /// The error that an answer with this code and text tells of, if it declares one that holds nothing.
    fn answered(code: &str, text: &str) -> Option<Self> {
        let _ = (code, text);
        None
    }
}

impl RestError for Error {
    const ERRORS: &'static [ErrorEntry] = &[];

    fn into_error(self) -> Self {
        self
    }
}

impl RestError for SystemError {
    const ERRORS: &'static [ErrorEntry] = &[];

    fn into_error(self) -> Error {
        self.into()
    }
}

impl RestError for Exception {
    const ERRORS: &'static [ErrorEntry] = &[];

    fn into_error(self) -> Error {
        self.into()
    }
}

impl RestError for std::convert::Infallible {
    const ERRORS: &'static [ErrorEntry] = &[];

    fn into_error(self) -> Error {
        match self {}
    }
}

/// The rejections that a method's own error may replace, with `#[rest(replaces = …)]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rejection {
    /// `application_required`: the call has no application context.
    ApplicationRequired,
    /// `user_required`: the call has no user.
    UserRequired,
    /// `administrator_required`: the user is no administrator.
    AdministratorRequired,
    /// `argument_empty`: a parameter is missing, null or empty.
    ArgumentEmpty,
    /// `argument_invalid`: a parameter has a wrong type or value.
    ArgumentInvalid,
}
