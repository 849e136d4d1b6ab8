//! What every response has in common (P-14, P-62).

use std::sync::LazyLock;

use axum::body::{Body, HttpBody};
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_DISPOSITION, CONTENT_LENGTH,
    CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};

use crate::method::Media;

/// What a request is found by in the log.
pub(super) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

const JSON: &str = "application/json; charset=utf-8";
const XML: &str = "text/xml; charset=utf-8";

/// The headers of every response, made once: a copy costs less than putting them together.
static HEADERS: LazyLock<HeaderMap> = LazyLock::new(|| {
    let mut headers = HeaderMap::with_capacity(8);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(JSON));
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(
        ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static("origin, content-type, accept"),
    );
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // Its place: to replace a value costs less than to make room for one more.
    headers.insert(X_REQUEST_ID, HeaderValue::from_static(""));
    headers
});

pub(super) fn json(status: StatusCode, body: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    *response.headers_mut() = HEADERS.clone();
    response
}

pub(super) fn xml(status: StatusCode, body: Vec<u8>) -> Response<Body> {
    let mut response = json(status, body);
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(XML));
    response
}

/// A file (P-293).
pub(super) fn file(status: StatusCode, content: Vec<u8>, media: Media) -> Response<Body> {
    let mut response = json(status, content);
    response
        .headers_mut()
        .insert(CONTENT_TYPE, media.content_type);
    if let Some(disposition) = media.disposition {
        response
            .headers_mut()
            .insert(CONTENT_DISPOSITION, disposition);
    }
    response
}

/// The answer to `HEAD`: the headers of a `GET`, its length included (P-11).
#[cold]
pub(super) fn without_body(response: Response<Body>) -> Response<Body> {
    let (mut parts, body) = response.into_parts();
    if let Some(length) = body.size_hint().exact() {
        parts.headers.insert(CONTENT_LENGTH, length.into());
    }
    Response::from_parts(parts, Body::empty())
}

/// The answer to `OPTIONS` (P-13).
pub(super) fn empty() -> Response<Body> {
    let mut response = json(StatusCode::OK, Vec::new());
    response.headers_mut().remove(CONTENT_TYPE);
    response
}
