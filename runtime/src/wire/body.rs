//! The body of a request.

use std::pin::pin;
use std::task::Poll;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use http_body_util::{BodyExt, LengthLimitError, Limited};

use crate::api::Settings;
use crate::at_once::at_once;
use crate::error::SystemError;
use crate::params::json::{self, JsonFault};
use crate::params::{Array, query};

/// Reads the whole body, within the limits of size and time.
pub(super) async fn read(
    headers: &HeaderMap,
    body: Body,
    settings: &Settings,
) -> Result<Bytes, SystemError> {
    let limit = settings.body_limit;
    let declared = headers
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|length| length > limit as u64) {
        return Err(SystemError::BodyTooLarge(limit));
    }
    let mut collecting = pin!(collect(Limited::new(body, limit)));
    // A body that came with its headers needs no timer.
    let collected = match at_once(&mut collecting).await {
        Poll::Ready(collected) => collected,
        Poll::Pending => match tokio::time::timeout(settings.body_timeout, collecting).await {
            Ok(collected) => collected,
            Err(_) => return Err(SystemError::BodyTimeout),
        },
    };
    collected.map_err(|error| match is_length_limit(error.as_ref()) {
        true => SystemError::BodyTooLarge(limit),
        false => SystemError::BodyUnreadable,
    })
}

/// The data of all frames. Most bodies are one frame, which is not copied.
async fn collect(mut body: Limited<Body>) -> Result<Bytes, axum::BoxError> {
    let mut first = Bytes::new();
    let mut all = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else {
            continue;
        };
        if first.is_empty() {
            first = data;
            continue;
        }
        if all.is_empty() {
            all.extend_from_slice(&first);
        }
        all.extend_from_slice(&data);
    }
    Ok(if all.is_empty() { first } else { all.freeze() })
}

fn is_length_limit(error: &(dyn std::error::Error + 'static)) -> bool {
    error.is::<LengthLimitError>() || error.source().is_some_and(is_length_limit)
}

/// What a body holds, by its content type (P-21).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Json,
    Form,
    Multipart,
    Other,
}

impl Kind {
    /// Any type that contains `+json` is JSON; letter case and parameters do not count.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let Some(value) = headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
        else {
            return Self::Other;
        };
        if value == "application/json" {
            return Self::Json;
        }
        let kind = value.split(';').next().unwrap_or_default().trim();
        if kind.eq_ignore_ascii_case("application/json") || contains_plus_json(kind) {
            Self::Json
        } else if kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            Self::Form
        } else if kind.eq_ignore_ascii_case("multipart/form-data") {
            Self::Multipart
        } else {
            Self::Other
        }
    }
}

fn contains_plus_json(kind: &str) -> bool {
    kind.as_bytes()
        .windows(5)
        .any(|part| part.eq_ignore_ascii_case(b"+json"))
}

/// The parameters of a body. JSON that cannot be used counts as no body (P-22).
pub(super) async fn parameters(
    kind: Kind,
    headers: &HeaderMap,
    body: Bytes,
    settings: &Settings,
) -> Result<Array, SystemError> {
    let form = |text: &[u8]| {
        suspect(headers, text, settings);
        query::parse(text, &settings.form)
    };
    Ok(match kind {
        Kind::Json => match json::from_slice_within(&body, &settings.json) {
            Ok(parameters) => parameters,
            Err(error) if error.fault() == JsonFault::Values => {
                return Err(SystemError::TooManyValues(settings.json.values));
            }
            Err(error) => {
                if !body.is_empty() {
                    let (line, column) = (error.line(), error.column());
                    tracing::warn!(line, column, "a body was ignored: {error}");
                }
                Array::new()
            }
        },
        Kind::Form => form(&body),
        // Boxed, so that the future of every other request stays small.
        Kind::Multipart => Box::pin(multipart(headers, body, settings)).await,
        Kind::Other => form(body.trim_ascii()),
    })
}

/// The JSON of a body of REST 3.0, or why there is none (P-157). That matters only to methods that have parameters (P-159).
pub(super) fn strict(
    kind: Kind,
    body: &[u8],
    settings: &Settings,
) -> Result<Result<Array, Box<str>>, SystemError> {
    if kind != Kind::Json {
        return Ok(Err("the content type is not `application/json`".into()));
    }
    match json::from_slice_within(body, &settings.json) {
        Ok(parameters) => Ok(Ok(parameters)),
        Err(error) if error.fault() == JsonFault::Values => {
            Err(SystemError::TooManyValues(settings.json.values))
        }
        Err(_) if body.is_empty() => Ok(Err("it is empty".into())),
        Err(error) => Ok(Err(error.to_string().into())),
    }
}

/// Tells the log of what the protocol accepts in silence, though it is hardly meant (P-23, P-36).
fn suspect(headers: &HeaderMap, form: &[u8], settings: &Settings) {
    if matches!(form.trim_ascii_start().first(), Some(b'{' | b'[')) {
        tracing::warn!(
            "a body looks like JSON, but was read as a form, because its content type is not JSON"
        );
    }
    if headers.contains_key(CONTENT_ENCODING) {
        tracing::warn!("a body has a content encoding, but was read as it is");
    }
    let limit = settings.form.variables;
    if form.len() > limit && form.iter().filter(|byte| **byte == b'&').count() >= limit {
        tracing::warn!(
            limit,
            "a form has more variables than the limit; what is beyond is dropped"
        );
    }
}

/// Text fields, named as P-32 – P-35 say; files never become parameters (P-27).
#[cfg(feature = "multipart")]
async fn multipart(headers: &HeaderMap, body: Bytes, settings: &Settings) -> Array {
    use axum::extract::{DefaultBodyLimit, FromRequest, Multipart};

    let mut parameters = Array::new();
    if body.is_empty() {
        return parameters;
    }
    let mut request = http::Request::new(Body::from(body));
    if let Some(kind) = headers.get(CONTENT_TYPE) {
        request.headers_mut().insert(CONTENT_TYPE, kind.clone());
    }
    // Ours was applied when the body was read.
    DefaultBodyLimit::disable().apply(&mut request);
    let mut form = match Multipart::from_request(request, &()).await {
        Ok(form) => form,
        Err(error) => {
            tracing::warn!("a multipart body was ignored: {error}");
            return parameters;
        }
    };
    let mut variables = 0;
    // As of broken JSON, nothing is made of what cannot be read; what came before it counts.
    loop {
        let field = match form.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => return parameters,
            Err(error) => {
                tracing::warn!("the rest of a multipart body was ignored: {error}");
                return parameters;
            }
        };
        if field.file_name().is_some() {
            continue;
        }
        // P-36: what is beyond is dropped.
        variables += 1;
        if variables > settings.form.variables {
            return parameters;
        }
        let name = field.name().unwrap_or_default().to_owned();
        let Ok(value) = field.bytes().await else {
            tracing::warn!("a part of a multipart body was ignored: it broke off");
            return parameters;
        };
        let value = String::from_utf8_lossy(&value).into_owned();
        query::insert_variable(&mut parameters, name.as_bytes(), value, &settings.form);
    }
}

#[cfg(not(feature = "multipart"))]
async fn multipart(_: &HeaderMap, _: Bytes, _: &Settings) -> Array {
    tracing::warn!("a multipart body was ignored: the feature `multipart` is off");
    Array::new()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    // Proves: P-21
    #[test]
    fn the_content_type_names_the_source() {
        for (value, kind) in [
            ("application/json", Kind::Json),
            ("Application/JSON; charset=utf-8", Kind::Json),
            ("application/vnd.api+json", Kind::Json),
            ("application/problem+JSON;x=y", Kind::Json),
            (
                "application/x-www-form-urlencoded; charset=utf-8",
                Kind::Form,
            ),
            ("multipart/form-data; boundary=x", Kind::Multipart),
            ("text/plain", Kind::Other),
            ("text/json", Kind::Other),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, value.parse().unwrap());
            assert_eq!(Kind::of(&headers), kind, "{value}");
        }
        assert_eq!(Kind::of(&HeaderMap::new()), Kind::Other);
    }
}
