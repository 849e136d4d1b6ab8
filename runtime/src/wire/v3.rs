//! The envelope of REST 3.0 (P-165, P-167, P-168).

use std::borrow::Cow;

use axum::body::Body;
use http::{HeaderValue, Response};

use super::reply as replies;
use super::time::Clock;
use super::v2::json_body;
use crate::api::Api;
use crate::call::{Reply, Version};
use crate::error::{ArgumentError, Error, Refusal, SystemError};
use crate::params::{Array, Key, Value};
use crate::pipeline::IDEMPOTENCY_KEY;

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
    let mut response = replies::json(status, body);
    // P-172.
    if let Some(repeat) = reply.written.repeat {
        let headers = response.headers_mut();
        headers.insert(IDEMPOTENCY_KEY, repeat.key);
        if repeat.replayed {
            headers.insert("idempotent-replayed", HeaderValue::from_static("true"));
        }
    }
    response
}

#[cold]
pub(super) fn failure(api: &Api, error: &Error) -> Response<Body> {
    let (_, status) = error.answered(Version::V3);
    json_body(status, &error.fields_v3(), api)
}

impl Error {
    /// The body of REST 3.0 (P-167, P-168). What it is in REST 2, [`fields`](Self::fields) has.
    pub(crate) fn fields_v3(&self) -> Array {
        let (code, _) = self.answered(Version::V3);
        let mut inner = Array::new();
        inner.insert("code", code.into_owned());
        inner.insert("message", message(self).into_owned());
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

fn message(error: &Error) -> Cow<'_, str> {
    match error.system() {
        Some(SystemError::Refused(_)) => Cow::Borrowed("Access denied"),
        // An error of parameters is told field by field.
        None if error.exception().is_none() && error.arguments().next().is_some() => {
            Cow::Borrowed("Error during request object validation")
        }
        _ => error.description(),
    }
}
