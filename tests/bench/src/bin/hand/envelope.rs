//! What every reply looks like.

use std::convert::Infallible;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::tz::Offset;
use serde::Serialize;

const HEADERS: [(HeaderName, HeaderValue); 4] = [
    (
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json; charset=utf-8"),
    ),
    (
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    ),
    (
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static("origin, content-type, accept"),
    ),
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
];

/// When the request began. As the first extractor it is read before the body.
pub(crate) struct Clock {
    started: SystemTime,
    instant: Instant,
}

impl<S: Sync> FromRequestParts<S> for Clock {
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self {
            started: SystemTime::now(),
            instant: Instant::now(),
        })
    }
}

impl Clock {
    pub(crate) fn handler_starts(self) -> Running {
        Running {
            clock: self,
            handler: Instant::now(),
        }
    }
}

/// A handler at work.
pub(crate) struct Running {
    clock: Clock,
    handler: Instant,
}

impl Running {
    pub(crate) fn reply<T>(self, result: T) -> Reply<T> {
        let processing = self.handler.elapsed().as_secs_f64();
        let start = self
            .clock
            .started
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let duration = self.clock.instant.elapsed();
        let finish = start + duration;
        let time = Time {
            start: start.as_secs_f64(),
            finish: finish.as_secs_f64(),
            duration: duration.as_secs_f64(),
            processing,
            date_start: date(start),
            date_finish: date(finish),
        };
        Reply { result, time }
    }
}

/// `YYYY-MM-DDThh:mm:ss+00:00`.
fn date(since_epoch: Duration) -> String {
    let seconds = since_epoch.as_secs().try_into().unwrap_or_default();
    let timestamp = Timestamp::from_second(seconds).unwrap_or_default();
    timestamp.display_with_offset(Offset::UTC).to_string()
}

#[derive(Serialize)]
struct Time {
    start: f64,
    finish: f64,
    duration: f64,
    processing: f64,
    date_start: String,
    date_finish: String,
}

/// A successful reply.
#[derive(Serialize)]
pub(crate) struct Reply<T> {
    result: T,
    time: Time,
}

impl<T: Serialize> IntoResponse for Reply<T> {
    fn into_response(self) -> Response {
        (HEADERS, Json(self)).into_response()
    }
}

/// Why a call failed.
pub(crate) enum ApiError {
    InvalidCredentials,
    MethodNotFound,
    NoOptions,
}

#[derive(Serialize)]
struct ErrorBody {
    error: &'static str,
    error_description: &'static str,
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, error, error_description) = match self {
            Self::InvalidCredentials => (
                StatusCode::UNAUTHORIZED,
                "INVALID_CREDENTIALS",
                "Invalid request credentials",
            ),
            Self::MethodNotFound => (
                StatusCode::NOT_FOUND,
                "ERROR_METHOD_NOT_FOUND",
                "Method not found!",
            ),
            Self::NoOptions => (
                StatusCode::BAD_REQUEST,
                "ArgumentNullException",
                "options is empty",
            ),
        };
        (
            status,
            HEADERS,
            Json(ErrorBody {
                error,
                error_description,
            }),
        )
            .into_response()
    }
}
