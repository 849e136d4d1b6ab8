//! Faults over HTTP, on the private listener:
//!
//! | | |
//! |---|---|
//! | `GET /faults` | 200, those that are on, as a list |
//! | `POST /faults`, a fault as JSON | 201, the fault with its id; `known` says whether the portal has such a method |
//! | `DELETE /faults`, `DELETE /faults/{id}` | 200, `removed`: how many |
//!
//! What cannot be done is answered 4xx with `error`, a text.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Active, Fault, Faults};

/// What was added.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Added {
    #[serde(flatten)]
    pub(crate) active: Active,
    /// Whether the portal has a method that it is about.
    pub(crate) known: bool,
}

/// What was removed.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Removed {
    pub(crate) removed: usize,
}

/// What could not be done. What has more keys is somebody else's.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Refused {
    pub(crate) error: String,
}

#[derive(Debug, Clone)]
struct Switches {
    faults: Faults,
    methods: Arc<[&'static str]>,
}

/// The routes of faults; `methods` are those of the portal.
pub(crate) fn routes(faults: Faults, methods: impl Iterator<Item = &'static str>) -> Router {
    Router::new()
        .route("/faults", get(list).post(add).delete(remove_all))
        .route("/faults/{id}", delete(remove))
        .with_state(Switches {
            faults,
            methods: methods.collect(),
        })
}

async fn list(State(switches): State<Switches>) -> Response {
    json(StatusCode::OK, &switches.faults.all())
}

async fn add(State(switches): State<Switches>, body: Bytes) -> Response {
    let fault: Fault = match serde_json::from_slice(&body) {
        Ok(fault) => fault,
        Err(error) => return refused(StatusCode::BAD_REQUEST, error.to_string()),
    };
    let mistakes = fault.mistakes();
    if !mistakes.is_empty() {
        let texts: Vec<String> = mistakes.into_iter().map(|mistake| mistake.text).collect();
        return refused(StatusCode::BAD_REQUEST, texts.join("; "));
    }
    let known = switches.methods.iter().any(|name| fault.is_about(name));
    match switches.faults.add(fault) {
        Some(active) => {
            tracing::info!(
                target: "portal::faults",
                fault = active.id,
                kind = active.fault.kind.name(),
                methods = %active.fault.method,
                "a fault is on"
            );
            json(StatusCode::CREATED, &Added { active, known })
        }
        None => refused(
            StatusCode::CONFLICT,
            "there are too many faults; remove some first".to_owned(),
        ),
    }
}

async fn remove_all(State(switches): State<Switches>) -> Response {
    removed(switches.faults.remove(None))
}

async fn remove(State(switches): State<Switches>, Path(id): Path<u64>) -> Response {
    match switches.faults.remove(Some(id)) {
        0 => refused(StatusCode::NOT_FOUND, format!("there is no fault {id}")),
        count => removed(count),
    }
}

fn removed(removed: usize) -> Response {
    tracing::info!(target: "portal::faults", removed, "faults are off");
    json(StatusCode::OK, &Removed { removed })
}

/// An answer that says why not.
pub(crate) fn refused(status: StatusCode, error: String) -> Response {
    json(status, &Refused { error })
}

fn json(status: StatusCode, value: &impl Serialize) -> Response {
    let body = serde_json::to_string(value)
        .unwrap_or_else(|error| json!({"error": error.to_string()}).to_string());
    let kind = HeaderValue::from_static("application/json");
    (status, [(CONTENT_TYPE, kind)], body).into_response()
}
