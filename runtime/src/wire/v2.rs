//! The envelope of REST 2 (P-55 – P-60, P-71 – P-75).

use axum::body::Body;
use http::{Response, StatusCode};

use super::reply;
use super::route::Format;
use super::time::Clock;
use crate::api::Api;
use crate::call::Reply;
use crate::error::{Error, SystemError};
use crate::params::{Array, Value, json};
use crate::text;

pub(super) fn success(api: &Api, format: Format, reply: Reply, clock: &Clock) -> Response<Body> {
    let status = reply.status();
    if let Some(media) = reply.written.media {
        return reply::file(status, reply.written.buffer, media);
    }
    let body = envelope(api, reply, clock);
    match format {
        Format::Json => reply::json(status, body),
        Format::Xml => match json::from_slice_within(&body, &json::Limits::NONE) {
            Ok(envelope) => reply::xml(status, xml(envelope)),
            Err(_) => failure(format, api, &SystemError::WrongEncoding.into()),
        },
    }
}

/// `result`, `next`?, `total`?, `time`, in this order.
fn envelope(api: &Api, reply: Reply, clock: &Clock) -> Vec<u8> {
    let Reply {
        written,
        processing,
        operating,
    } = reply;
    let mut body = written.buffer;
    if written.soft_error {
        // P-59: the result is the whole body.
        body.drain(..written.start);
        return body;
    }
    for (name, number) in [("next", written.next), ("total", written.total)] {
        if let Some(number) = number {
            body.extend_from_slice(b",\"");
            body.extend_from_slice(name.as_bytes());
            body.extend_from_slice(b"\":");
            body.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
        }
    }
    body.extend_from_slice(b",\"time\":");
    clock.write(&mut body, &api.settings.zone, processing, operating);
    body.push(b'}');
    body
}

#[cold]
pub(super) fn failure(format: Format, api: &Api, error: &Error) -> Response<Body> {
    let fields = error.fields();
    match format {
        Format::Json => json_body(error.status(), &fields, api),
        Format::Xml => reply::xml(error.status(), xml(fields)),
    }
}

pub(super) fn json_body(status: StatusCode, fields: &Array, api: &Api) -> Response<Body> {
    let mut body = Vec::with_capacity(160);
    if text::json::write(&mut body, fields, api.settings.escaping).is_err() {
        // P-69: only an extra key with a number that JSON lacks can lead here.
        body =
            br#"{"error":"WRONG_ENCODING","error_description":"Wrong request encoding"}"#.to_vec();
    }
    reply::json(status, body)
}

fn xml(envelope: Array) -> Vec<u8> {
    let mut body = Vec::with_capacity(256);
    text::xml::write_tag(&mut body, "response", &Value::Array(envelope));
    body
}
