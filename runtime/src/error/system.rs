//! The errors of the system itself: a closed set, with the codes, statuses and texts of the protocol.

use std::borrow::Cow;
use std::fmt;

use http::StatusCode;

use super::Rejection;

/// An error of the system, the same for every method (P-9, P-69, P-79 – P-83, P-89).
#[derive(Debug)]
#[non_exhaustive]
pub enum SystemError {
    /// No such method (P-9).
    MethodNotFound,
    /// The credentials were refused (P-89).
    Refused(Refusal),
    /// The credentials do not hold the scope of the method (P-89, P-92).
    InsufficientScope {
        /// Whether it was a webhook; the texts differ.
        webhook: bool,
    },
    /// The caller may not do this (P-79).
    AccessDenied(Denial),
    /// Not with this kind of authorization (P-80).
    WrongAuthType(
        /// A reason, added to the text.
        Option<String>,
    ),
    /// A feature that the licence lacks (P-81).
    WrongLicense(String),
    /// Too many requests (P-148).
    QueryLimitExceeded,
    /// Too much handler time used (P-152).
    OperationTimeLimit,
    /// The caller was put on hold by hand (P-89).
    Overload,
    /// The portal is closed (P-89).
    PortalDeleted,
    /// An administrator has not decided yet (P-83).
    ConfirmWaiting,
    /// An administrator refused (P-83).
    ConfirmDenied,
    /// The result cannot be written as JSON (P-69).
    WrongEncoding,
    /// The body is larger than the server takes, in bytes.
    BodyTooLarge(usize),
    /// The JSON body holds more values than the server takes.
    TooManyValues(usize),
    /// The headers are larger than the server takes, in bytes.
    HeadersTooLarge(usize),
    /// The body did not arrive in time.
    BodyTimeout,
    /// The body broke off.
    BodyUnreadable,
    /// Anything unexpected (P-82).
    Internal,
}

/// Why [`SystemError::AccessDenied`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Denial {
    /// No reason given.
    Unexplained,
    /// The call has no application context.
    ApplicationRequired,
    /// The call has no user.
    UserRequired,
    /// The user is no administrator.
    AdministratorRequired,
    /// A reason of one's own.
    Because(String),
}

/// Why credentials do not let a caller in (P-89).
#[derive(Debug)]
#[non_exhaustive]
pub enum Refusal {
    /// No credentials of any kind.
    NotFound,
    /// Webhook user or code wrong, inactive or expired.
    InvalidCredentials,
    /// A webhook over plain HTTP (P-15).
    HttpsRequired,
    /// Unknown access token.
    InvalidToken,
    /// The access token is past its time.
    ExpiredToken,
    /// The application is closed to this user.
    UserAccess,
    /// The user is dismissed or blocked.
    UserNotAuthorized,
    /// The application was removed or switched off.
    ApplicationNotFound,
    /// The authorization server does not know the installation.
    ApplicationNotInstalled,
    /// The token could not be checked.
    AuthorizationServer,
    /// The paid or trial period of the application is over.
    PaymentRequired,
    /// REST is not in the plan of the portal: for applications.
    CommercialPlansOnly,
    /// REST is not in the plan of the portal: for webhooks.
    SubscriptionOnly,
    /// The type of this user cannot use REST.
    UserType,
    /// The caller was put on hold by hand.
    Overload,
    /// The accounts cannot be read now; answered as `INTERNAL_SERVER_ERROR`, the cause goes to the log.
    Unavailable(Box<dyn std::error::Error + Send + Sync>),
}

impl SystemError {
    /// The `error` of the body.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::MethodNotFound => "ERROR_METHOD_NOT_FOUND",
            Self::Refused(refusal) => refusal.code(),
            Self::InsufficientScope { .. } => "insufficient_scope",
            Self::AccessDenied(_) => "ACCESS_DENIED",
            Self::WrongAuthType(_) => "WRONG_AUTH_TYPE",
            Self::WrongLicense(_) => "WRONG_LICENSE",
            Self::QueryLimitExceeded => "QUERY_LIMIT_EXCEEDED",
            Self::OperationTimeLimit => "OPERATION_TIME_LIMIT",
            Self::Overload => "OVERLOAD_LIMIT",
            Self::PortalDeleted => "PORTAL_DELETED",
            Self::ConfirmWaiting => "METHOD_CONFIRM_WAITING",
            Self::ConfirmDenied => "METHOD_CONFIRM_DENIED",
            Self::WrongEncoding => "WRONG_ENCODING",
            Self::BodyTooLarge(_) | Self::TooManyValues(_) => "ERROR_REQUEST_TOO_LARGE",
            Self::HeadersTooLarge(_) => "ERROR_HEADERS_TOO_LARGE",
            Self::BodyTimeout => "ERROR_REQUEST_TIMEOUT",
            Self::BodyUnreadable => "ERROR_REQUEST_BODY",
            Self::Internal => "INTERNAL_SERVER_ERROR",
        }
    }

    /// The HTTP status (P-9, P-69, P-79 – P-89, P-266 – P-268).
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::MethodNotFound => StatusCode::NOT_FOUND,
            Self::Refused(refusal) => refusal.status(),
            Self::InsufficientScope { .. } | Self::ConfirmWaiting => StatusCode::UNAUTHORIZED,
            Self::AccessDenied(_)
            | Self::WrongAuthType(_)
            | Self::WrongLicense(_)
            | Self::ConfirmDenied => StatusCode::FORBIDDEN,
            Self::QueryLimitExceeded | Self::Overload => StatusCode::SERVICE_UNAVAILABLE,
            Self::OperationTimeLimit => StatusCode::TOO_MANY_REQUESTS,
            Self::WrongEncoding => StatusCode::OK,
            Self::BodyTooLarge(_) | Self::TooManyValues(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::HeadersTooLarge(_) => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::BodyTimeout => StatusCode::REQUEST_TIMEOUT,
            Self::BodyUnreadable => StatusCode::BAD_REQUEST,
            Self::PortalDeleted | Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The `error_description` of the body.
    pub fn description(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::MethodNotFound => "Method not found!",
            Self::Refused(refusal) => refusal.description(),
            Self::InsufficientScope { webhook: false } => {
                "The request requires higher privileges than provided by the access token"
            }
            Self::InsufficientScope { webhook: true } => {
                "The request requires higher privileges than provided by the webhook token"
            }
            Self::AccessDenied(denial) => return denial.description(),
            Self::WrongAuthType(None) => "Current authorization type is denied for this method",
            Self::WrongAuthType(Some(reason)) => {
                return Cow::Owned(format!(
                    "Current authorization type is denied for this method {reason}"
                ));
            }
            Self::WrongLicense(feature) => {
                return Cow::Owned(format!(
                    "This feature is not enabled for the current license: {feature}"
                ));
            }
            Self::QueryLimitExceeded => "Too many requests",
            Self::OperationTimeLimit => "Method is blocked due to operation time limit.",
            Self::Overload => "REST API is blocked due to overload.",
            Self::PortalDeleted => "Portal was deleted",
            Self::ConfirmWaiting => "Waiting for confirmation",
            Self::ConfirmDenied => "Method call denied",
            Self::WrongEncoding => "Wrong request encoding",
            Self::BodyTooLarge(limit) => {
                return Cow::Owned(format!(
                    "The request body is larger than the {limit} bytes that this server takes"
                ));
            }
            Self::TooManyValues(limit) => {
                return Cow::Owned(format!(
                    "The request body holds more than the {limit} values that this server takes"
                ));
            }
            Self::HeadersTooLarge(limit) => {
                return Cow::Owned(format!(
                    "The request headers are larger than the {limit} bytes that this server takes"
                ));
            }
            Self::BodyTimeout => "The request body did not arrive in time",
            Self::BodyUnreadable => "The request body broke off",
            Self::Internal => "Internal server error",
        })
    }

    pub(crate) const fn rejection(&self) -> Option<Rejection> {
        match self {
            Self::AccessDenied(Denial::ApplicationRequired) => Some(Rejection::ApplicationRequired),
            Self::AccessDenied(Denial::UserRequired) => Some(Rejection::UserRequired),
            Self::AccessDenied(Denial::AdministratorRequired) => {
                Some(Rejection::AdministratorRequired)
            }
            _ => None,
        }
    }
}

impl Denial {
    fn description(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Unexplained => "Access denied!",
            Self::ApplicationRequired => "Access denied! Application context required",
            Self::UserRequired => "Access denied! User authorization required",
            Self::AdministratorRequired => "Access denied! Administrator authorization required",
            Self::Because(reason) => return Cow::Owned(format!("Access denied! {reason}")),
        })
    }
}

impl Refusal {
    const fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "NO_AUTH_FOUND",
            Self::InvalidCredentials => "INVALID_CREDENTIALS",
            Self::HttpsRequired => "INVALID_REQUEST",
            Self::InvalidToken => "invalid_token",
            Self::ExpiredToken => "expired_token",
            Self::UserAccess => "user_access_error",
            Self::UserNotAuthorized => "authorization_error",
            Self::ApplicationNotFound => "APPLICATION_NOT_FOUND",
            Self::ApplicationNotInstalled => "ERROR_OAUTH",
            Self::AuthorizationServer => "CONNECTION_ERROR",
            Self::PaymentRequired => "PAYMENT_REQUIRED",
            Self::CommercialPlansOnly | Self::SubscriptionOnly | Self::UserType => "ACCESS_DENIED",
            Self::Overload => SystemError::Overload.code(),
            Self::Unavailable(_) => SystemError::Internal.code(),
        }
    }

    const fn status(&self) -> StatusCode {
        match self {
            Self::HttpsRequired => StatusCode::BAD_REQUEST,
            Self::UserAccess
            | Self::CommercialPlansOnly
            | Self::SubscriptionOnly
            | Self::UserType => StatusCode::FORBIDDEN,
            Self::Overload => SystemError::Overload.status(),
            Self::Unavailable(_) => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::UNAUTHORIZED,
        }
    }

    const fn description(&self) -> &'static str {
        match self {
            Self::NotFound => "Wrong authorization data",
            Self::InvalidCredentials => "Invalid request credentials",
            Self::HttpsRequired => "Https required.",
            Self::InvalidToken => "Unable to get application by token",
            Self::ExpiredToken => "The access token provided has expired",
            Self::UserAccess => "The user does not have access to the application.",
            Self::UserNotAuthorized => "Unable to authorize user",
            Self::ApplicationNotFound => "Application not found",
            Self::ApplicationNotInstalled => "Application not installed",
            Self::AuthorizationServer => "Error connecting to authorization server",
            Self::PaymentRequired => "Subscription has been ended",
            Self::CommercialPlansOnly => "REST is available only on commercial plans.",
            Self::SubscriptionOnly => "REST is available only by subscription.",
            Self::UserType => "Current user can't be authorized in this context",
            Self::Overload => "REST API is blocked due to overload.",
            Self::Unavailable(_) => "Internal server error",
        }
    }
}

impl fmt::Display for SystemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.description())
    }
}

impl std::error::Error for SystemError {}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.description())
    }
}

impl std::error::Error for Refusal {}
