//! The envelope of REST 3.0 (P-165, P-167, P-168).

use axum::body::Body;
use http::{Response, StatusCode};

use super::reply as replies;
use super::time::Clock;
use super::v2::json_body;
use crate::api::Api;
use crate::call::Reply;
use crate::error::{Error, SystemError};
use crate::params::Array;

pub(super) fn success(api: &Api, reply: Reply, clock: &Clock) -> Response<Body> {
    let status = reply.status();
    if let Some(media) = reply.written.media {
        return replies::file(status, reply.written.buffer, media);
    }
    let mut body = reply.written.buffer;
    body.extend_from_slice(b",\"time\":");
    clock.write(
        &mut body,
        &api.settings.zone,
        reply.processing,
        reply.operating,
    );
    body.push(b'}');
    replies::json(status, body)
}

#[cold]
pub(super) fn failure(api: &Api, error: &Error) -> Response<Body> {
    let (code, status) = match error.system() {
        Some(SystemError::MethodNotFound) => ("METHODNOTFOUNDEXCEPTION", StatusCode::NOT_FOUND),
        Some(SystemError::Refused(_)) => ("ACCESSDENIEDEXCEPTION", StatusCode::UNAUTHORIZED),
        Some(SystemError::AccessDenied(_)) => ("ACCESSDENIEDEXCEPTION", StatusCode::FORBIDDEN),
        Some(SystemError::InsufficientScope { .. }) => {
            ("INSUFFICIENTSCOPEEXCEPTION", StatusCode::FORBIDDEN)
        }
        Some(SystemError::WrongLicense(_)) => ("LICENSEEXCEPTION", StatusCode::FORBIDDEN),
        Some(SystemError::OperationTimeLimit | SystemError::QueryLimitExceeded) => {
            ("RATELIMITEXCEPTION", StatusCode::TOO_MANY_REQUESTS)
        }
        _ => ("INTERNAL_INTERNALEXCEPTION", error.status()),
    };
    let mut inner = Array::new();
    inner.insert("code", format!("BITRIX_REST_V3_EXCEPTION_{code}"));
    inner.insert("message", error.description().into_owned());
    let mut fields = Array::new();
    fields.insert("error", inner);
    json_body(status, &fields, api)
}
