//! Why an application gets no tokens (P-104).

use std::borrow::Cow;
use std::error::Error;

use bitrix_rest::http::StatusCode;
use serde::Serialize;

use crate::StoreError;

/// What the token endpoint refuses with.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The request is not made as it has to be.
    InvalidRequest(Cow<'static, str>),
    /// A verb that the endpoint does not have.
    Method,
    /// No application has this `client_id`.
    WrongClient,
    /// The secret is not that of the application.
    InvalidClient,
    /// The application is switched off.
    NotInstalled,
    /// Its paid or trial period is over.
    PaymentRequired,
    /// The code or refresh token gives nothing, or gives nothing any more.
    InvalidGrant(&'static str),
    /// More was asked for than was granted.
    InvalidScope,
    /// Somebody asks too often (P-148).
    TooOften,
    /// Something failed here.
    Internal(Box<dyn Error + Send + Sync>),
}

/// The body of a refusal.
#[derive(Serialize)]
pub(super) struct Body<'a> {
    error: &'a str,
    error_description: &'a str,
}

impl Refusal {
    /// A parameter that has to be there.
    pub(super) fn no(parameter: &str) -> Self {
        Self::InvalidRequest(format!("No \"{parameter}\" parameter found").into())
    }

    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::InvalidRequest(_) | Self::InvalidClient | Self::InvalidGrant(_) => {
                StatusCode::BAD_REQUEST
            }
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            // So it was seen.
            Self::WrongClient => StatusCode::OK,
            Self::NotInstalled | Self::PaymentRequired => StatusCode::UNAUTHORIZED,
            Self::InvalidScope => StatusCode::FORBIDDEN,
            Self::TooOften => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    pub(super) const fn code(&self) -> &'static str {
        match self {
            Self::InvalidRequest(_) | Self::Method => "invalid_request",
            Self::WrongClient => "wrong_client",
            Self::InvalidClient => "invalid_client",
            Self::NotInstalled => "NOT_INSTALLED",
            Self::PaymentRequired => "PAYMENT_REQUIRED",
            Self::InvalidGrant(_) => "invalid_grant",
            Self::InvalidScope => "invalid_scope",
            Self::TooOften => "QUERY_LIMIT_EXCEEDED",
            Self::Internal(_) => "INTERNAL_SERVER_ERROR",
        }
    }

    pub(super) fn body(&self) -> Body<'_> {
        Body {
            error: self.code(),
            error_description: self.description(),
        }
    }

    fn description(&self) -> &str {
        match self {
            Self::InvalidRequest(why) => why,
            Self::Method => "Tokens are asked for by GET or POST",
            Self::WrongClient => "No application has this client_id",
            Self::InvalidClient => "The client_secret is not that of the application",
            Self::NotInstalled => "Application not installed",
            Self::PaymentRequired => "Payment required",
            Self::InvalidGrant(why) => why,
            Self::InvalidScope => "The requested scope exceeds the granted one",
            Self::TooOften => "Too many requests",
            Self::Internal(_) => "Internal server error",
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Internal(error.into())
    }
}
