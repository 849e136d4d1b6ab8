//! The envelope of REST 3.0 (P-165, P-167, P-168).

use axum::body::Body;
use http::{HeaderValue, Response};

use super::reply as replies;
use super::time::Clock;
use super::v2::json_body;
use crate::api::Api;
use crate::call::{Reply, Version};
use crate::error::Error;
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
