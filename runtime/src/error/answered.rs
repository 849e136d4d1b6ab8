//! With which code and status an error is answered, and in REST 3.0 with which body.

use std::borrow::Cow;

use http::StatusCode;

use super::{ArgumentError, Error, PREFIX, Refusal, SystemError};
use crate::call::Version;
use crate::params::{Array, Key, Value};

impl Error {
    /// The code and the status, in this generation.
    pub(crate) fn answered(&self, version: Version) -> (Cow<'_, str>, StatusCode) {
        match version {
            Version::V2 => (self.code().into(), self.status()),
            Version::V3 => code(self),
        }
    }

    /// The text of REST 3.0. What is wrong with single fields stands beside it (P-167).
    pub(crate) fn message_v3(&self) -> Cow<'_, str> {
        match self.system() {
            Some(SystemError::Refused(_)) => Cow::Borrowed("Access denied"),
            // An error of parameters is told field by field.
            None if self.exception().is_none() && self.arguments().next().is_some() => {
                Cow::Borrowed("Error during request object validation")
            }
            _ => self.description(),
        }
    }

    /// The body of REST 3.0 (P-167, P-168). What it is in REST 2, [`fields`](Self::fields) has.
    pub(crate) fn fields_v3(&self) -> Array {
        let (code, _) = self.answered(Version::V3);
        let mut inner = Array::new();
        inner.insert("code", code.into_owned());
        inner.insert("message", self.message_v3().into_owned());
        let validation: Array = self.arguments().map(wrong).collect();
        if !validation.is_empty() {
            inner.insert("validation", validation);
        }
        // P-285: what a client needs to know to renew its token.
        if let Some(SystemError::Refused(Refusal::ExpiredToken)) = self.system() {
            inner.insert("reason", "expired_token");
        }
        if self.arguments().next().is_none() {
            let mut own = self.extra();
            own.retain(|key, _| is_free(key));
            inner.extend(own);
        }
        let mut fields = Array::new();
        fields.insert("error", inner);
        fields
    }
}

/// The table of P-170. What a method answers with a code of its own keeps it.
fn code(error: &Error) -> (Cow<'_, str>, StatusCode) {
    let (suffix, status) = match error.system() {
        None if error.exception().is_some() => return (error.code().into(), error.status()),
        None if error.arguments().next().is_some() => (
            "VALIDATION_REQUESTVALIDATIONEXCEPTION",
            StatusCode::BAD_REQUEST,
        ),
        None if error.cause().is_none() => return (error.code().into(), error.status()),
        None => (INTERNAL, StatusCode::INTERNAL_SERVER_ERROR),
        Some(SystemError::MethodNotFound) => ("METHODNOTFOUNDEXCEPTION", StatusCode::NOT_FOUND),
        Some(SystemError::Refused(Refusal::Overload)) => RATE_LIMIT,
        // Known, but without the right: a plan, an application closed to the user.
        Some(SystemError::Refused(_)) if error.status() == StatusCode::FORBIDDEN => {
            (ACCESS_DENIED, StatusCode::FORBIDDEN)
        }
        Some(SystemError::Refused(_)) => (ACCESS_DENIED, StatusCode::UNAUTHORIZED),
        Some(
            SystemError::AccessDenied(_)
            | SystemError::WrongAuthType(_)
            | SystemError::ConfirmWaiting
            | SystemError::ConfirmDenied,
        ) => (ACCESS_DENIED, StatusCode::FORBIDDEN),
        Some(SystemError::InsufficientScope { .. }) => {
            ("INSUFFICIENTSCOPEEXCEPTION", StatusCode::FORBIDDEN)
        }
        Some(SystemError::WrongLicense(_)) => ("LICENSEEXCEPTION", StatusCode::FORBIDDEN),
        Some(
            SystemError::OperationTimeLimit
            | SystemError::QueryLimitExceeded
            | SystemError::Overload,
        ) => RATE_LIMIT,
        // Not in the table: limits of this server, with the statuses that HTTP has for them.
        Some(
            SystemError::BodyTooLarge(_)
            | SystemError::TooManyValues(_)
            | SystemError::BodyTimeout
            | SystemError::BodyUnreadable,
        ) => ("INVALIDJSONEXCEPTION", error.status()),
        Some(SystemError::HeadersTooLarge(_)) => ("LOGICEXCEPTION", error.status()),
        Some(SystemError::PortalDeleted | SystemError::WrongEncoding | SystemError::Internal) => {
            (INTERNAL, StatusCode::INTERNAL_SERVER_ERROR)
        }
    };
    (format!("{PREFIX}{suffix}").into(), status)
}

const RATE_LIMIT: (&str, StatusCode) = ("RATELIMITEXCEPTION", StatusCode::TOO_MANY_REQUESTS);
const ACCESS_DENIED: &str = "ACCESSDENIEDEXCEPTION";
const INTERNAL: &str = "INTERNAL_INTERNALEXCEPTION";

/// Whether an extra key of an error may stand beside those of the protocol.
fn is_free(key: &Key) -> bool {
    !matches!(key, Key::Text(name) if matches!(name.as_str(), "code" | "message" | "validation"))
}

/// One wrong field (P-167).
fn wrong(error: &ArgumentError) -> Value {
    let mut fields = Array::new();
    fields.insert("message", error.message());
    fields.insert("field", error.field());
    fields.into()
}
