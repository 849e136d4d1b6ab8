//! Errors: the system's, the method's, and how each is answered.

mod answered;
mod argument;
mod derived;
mod exception;
mod rest_error;
mod system;

pub use argument::ArgumentError;
pub(crate) use argument::{ArgumentErrors, write_faults};
pub use derived::{Nested, answered, coded, describe, internal, nested};
pub use exception::Exception;
pub(crate) use exception::PREFIX;
pub use rest_error::{Explained, Rejection, RestError};
pub use system::{Denial, Refusal, SystemError};

use std::borrow::Cow;
use std::fmt;

use http::StatusCode;
use serde::Serialize;

use crate::params::{Array, Value, encode};

/// What a call can fail with, whoever found the fault.
///
/// Built from a [`SystemError`], an [`ArgumentError`], by `#[derive(RestError)]`, or by [`Error::new`]. It knows how it is
/// answered: code, HTTP status, description and extra keys (P-75, P-76).
///
/// ```
/// use bitrix_rest::{Error, http::StatusCode};
///
/// let error = Error::new("PAYMENT_DUE", StatusCode::PAYMENT_REQUIRED, "Pay first").with("invoice", &17);
/// assert_eq!(error.code(), "PAYMENT_DUE");
/// assert_eq!(error.status(), StatusCode::PAYMENT_REQUIRED);
/// assert_eq!(error.to_string(), "Pay first");
/// ```
pub struct Error(Kind);

enum Kind {
    System(SystemError),
    Arguments(Box<ArgumentErrors>),
    Method(Box<MethodError>),
    Exception(Box<Exception>),
    Internal(Box<dyn std::error::Error + Send + Sync>),
}

struct MethodError {
    code: Cow<'static, str>,
    status: StatusCode,
    description: String,
    extra: Array,
}

impl Error {
    /// An error with a code of one's own. A status below 400 is answered as 400 (P-77).
    pub fn new(
        code: impl Into<Cow<'static, str>>,
        status: StatusCode,
        description: impl Into<String>,
    ) -> Self {
        let status = if status.as_u16() < 400 {
            StatusCode::BAD_REQUEST
        } else {
            status
        };
        Self(Kind::Method(Box::new(MethodError {
            code: code.into(),
            status,
            description: description.into(),
            extra: Array::new(),
        })))
    }

    /// A fault of the server: the caller sees `INTERNAL_SERVER_ERROR` (P-82), the log sees the cause.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(Kind::Internal(cause.into()))
    }

    /// Adds an extra key to the body (P-76); on errors of the system it is ignored. The keys `error` and
    /// `error_description` cannot be replaced.
    #[must_use]
    pub fn with(mut self, key: &str, value: &(impl Serialize + ?Sized)) -> Self {
        if let Kind::Method(method) = &mut self.0
            && !matches!(key, "error" | "error_description")
        {
            method
                .extra
                .insert(key, encode::to_value(value).unwrap_or(Value::Null));
        }
        self
    }

    /// The `error` of the body.
    pub fn code(&self) -> &str {
        match &self.0 {
            Kind::System(error) => error.code(),
            Kind::Arguments(_) => ArgumentError::CODE,
            Kind::Method(error) => &error.code,
            Kind::Exception(error) => error.code(),
            Kind::Internal(_) => SystemError::Internal.code(),
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        match &self.0 {
            Kind::System(error) => error.status(),
            Kind::Arguments(_) => StatusCode::BAD_REQUEST,
            Kind::Method(error) => error.status,
            Kind::Exception(error) => error.status(),
            Kind::Internal(_) => SystemError::Internal.status(),
        }
    }

    /// The `error_description` of the body.
    pub fn description(&self) -> Cow<'_, str> {
        match &self.0 {
            Kind::System(error) => error.description(),
            Kind::Arguments(errors) => Cow::Owned(errors.first().to_string()),
            Kind::Method(error) => Cow::Borrowed(&error.description),
            Kind::Exception(error) => Cow::Owned(error.to_string()),
            Kind::Internal(_) => SystemError::Internal.description(),
        }
    }

    /// The extra keys of the body.
    pub fn extra(&self) -> Array {
        match &self.0 {
            Kind::Arguments(errors) => {
                let mut extra = Array::new();
                extra.insert("argument", errors.first().argument());
                extra
            }
            Kind::Method(error) => error.extra.clone(),
            Kind::System(_) | Kind::Exception(_) | Kind::Internal(_) => Array::new(),
        }
    }

    /// The body of REST 2: `error`, `error_description`, and the extra keys (P-75, P-76).
    pub(crate) fn fields(&self) -> Array {
        let mut fields = Array::new();
        fields.insert("error", self.code());
        fields.insert("error_description", self.description().into_owned());
        fields.extend(self.extra());
        fields
    }

    /// The error of the system, if it is one.
    pub const fn system(&self) -> Option<&SystemError> {
        match &self.0 {
            Kind::System(error) => Some(error),
            _ => None,
        }
    }

    /// The error of REST 3.0's own, if it is one.
    pub const fn exception(&self) -> Option<&Exception> {
        match &self.0 {
            Kind::Exception(error) => Some(error),
            _ => None,
        }
    }

    /// All wrong and missing parameters, in declaration order, or fields of an object, if that is what it is about.
    pub fn arguments(&self) -> impl Iterator<Item = &ArgumentError> {
        let (parameters, fields) = match &self.0 {
            Kind::Arguments(errors) => (Some(errors.iter()), [].as_slice()),
            Kind::Exception(error) => (None, error.validation()),
            _ => (None, [].as_slice()),
        };
        parameters.into_iter().flatten().chain(fields)
    }

    /// What went wrong inside, for the log; never shown to the caller.
    pub fn cause(&self) -> Option<&(dyn std::error::Error + Send + Sync + 'static)> {
        match &self.0 {
            Kind::Internal(cause) => Some(cause.as_ref()),
            _ => None,
        }
    }

    /// Names the parameter that a check was about.
    pub(crate) fn about(self, name: &str) -> Self {
        match self.0 {
            Kind::Arguments(mut errors) => {
                errors.name(name);
                Self(Kind::Arguments(errors))
            }
            other => Self(other),
        }
    }

    /// Which rejection of the framework it is, for errors that replace it.
    pub(crate) fn rejection(&self) -> Option<Rejection> {
        match &self.0 {
            Kind::System(error) => error.rejection(),
            Kind::Arguments(errors) => Some(errors.first().rejection()),
            _ => None,
        }
    }

    /// Adds the argument errors of `other` to those of `self`; `self` stays the first.
    pub(crate) fn and(self, other: Self) -> Self {
        match (self.0, other.0) {
            (Kind::Arguments(mut first), Kind::Arguments(second)) => {
                first.extend(*second);
                Self(Kind::Arguments(first))
            }
            (first, _) => Self(first),
        }
    }
}

impl From<SystemError> for Error {
    fn from(error: SystemError) -> Self {
        Self(Kind::System(error))
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unavailable(cause) => Self(Kind::Internal(cause)),
            refusal => Self(Kind::System(SystemError::Refused(refusal))),
        }
    }
}

impl From<Exception> for Error {
    fn from(error: Exception) -> Self {
        Self(Kind::Exception(Box::new(error)))
    }
}

impl From<ArgumentError> for Error {
    fn from(error: ArgumentError) -> Self {
        Self(Kind::Arguments(Box::new(ArgumentErrors::new(error))))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.description())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Error");
        debug
            .field("code", &self.code())
            .field("status", &self.status().as_u16())
            .field("description", &self.description());
        if let Some(cause) = self.cause() {
            debug.field("cause", &cause);
        }
        debug.finish()
    }
}

impl std::error::Error for Error {}
