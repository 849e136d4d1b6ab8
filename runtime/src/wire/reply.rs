//! What every response has in common (P-14, P-62).

use axum::body::{Body, HttpBody};
use http::header::{
    CONTENT_LENGTH, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderValue, Response, StatusCode};

pub(super) const JSON: &str = "application/json; charset=utf-8";
pub(super) const XML: &str = "text/xml; charset=utf-8";

pub(super) fn response(status: StatusCode, kind: &'static str, body: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.reserve(6);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(
        ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static("origin, content-type, accept"),
    );
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
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
    let mut response = response(StatusCode::OK, JSON, Vec::new());
    response.headers_mut().remove(CONTENT_TYPE);
    response
}
