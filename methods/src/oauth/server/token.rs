//! `/oauth/token/`: the requests and replies of applications (P-100 – P-104, P-335).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use bitrix_rest::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_MAX_AGE, ALLOW, CACHE_CONTROL, CONTENT_TYPE, PRAGMA, X_CONTENT_TYPE_OPTIONS,
};
use bitrix_rest::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use serde::Serialize;

use super::OAuth;
use super::grant::Grant;
use super::parameters::Parameters;
use super::refusal::Refusal;

const METHODS: HeaderValue = HeaderValue::from_static("GET, POST, OPTIONS");

pub(super) async fn answer(State(oauth): State<Arc<OAuth>>, request: Request) -> Response {
    let issued = match *request.method() {
        Method::OPTIONS => return preflight(),
        // Not HEAD: who sees no body would lose the tokens in it.
        Method::GET | Method::POST => issue(&oauth, request).await,
        _ => Err(Refusal::Method),
    };
    match issued {
        Ok(body) => json(StatusCode::OK, body),
        Err(refusal) => refused(&refusal),
    }
}

async fn issue(oauth: &OAuth, request: Request) -> Result<Vec<u8>, Refusal> {
    if !oauth.admits_address(oauth.client(&request)).await {
        return Err(Refusal::TooOften);
    }
    let parameters = Parameters::of(request)
        .await
        .map_err(|why| Refusal::InvalidRequest(why.into()))?;
    let grant = Grant::read(&parameters)?;
    let issued = oauth.grant(grant).await?;
    written(&issued)
}

fn refused(refusal: &Refusal) -> Response {
    match refusal {
        Refusal::Internal(cause) => tracing::error!(cause = &**cause, "no tokens were issued"),
        other => tracing::debug!(code = other.code(), "no tokens were issued"),
    }
    // A text and a text: there is nothing that cannot be written.
    let body = written(&refusal.body()).unwrap_or_default();
    let mut response = json(refusal.status(), body);
    if let Refusal::Method = refusal {
        response.headers_mut().insert(ALLOW, METHODS);
    }
    response
}

fn written(body: &impl Serialize) -> Result<Vec<u8>, Refusal> {
    serde_json::to_vec(body).map_err(|error| Refusal::Internal(error.into()))
}

fn json(status: StatusCode, body: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    set(headers, CONTENT_TYPE, "application/json; charset=utf-8");
    set(headers, X_CONTENT_TYPE_OPTIONS, "nosniff");
    // Tokens are nothing to keep on the way.
    set(headers, CACHE_CONTROL, "no-store");
    set(headers, PRAGMA, "no-cache");
    set(headers, ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    response
}

/// What a browser asks before a page of another site may send its request.
fn preflight() -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers = response.headers_mut();
    headers.insert(ALLOW, METHODS);
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    set(headers, ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    set(headers, ACCESS_CONTROL_ALLOW_HEADERS, "*");
    set(headers, ACCESS_CONTROL_MAX_AGE, "86400");
    response
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}
