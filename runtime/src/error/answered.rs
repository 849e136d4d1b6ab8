//! With which code and status an error is answered.

use std::borrow::Cow;

use http::StatusCode;

use super::{Error, PREFIX, Refusal, SystemError};
use crate::call::Version;

impl Error {
    /// The code and the status, in this generation.
    pub(crate) fn answered(&self, version: Version) -> (Cow<'_, str>, StatusCode) {
        match version {
            Version::V2 => (self.code().into(), self.status()),
            Version::V3 => code(self),
        }
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
