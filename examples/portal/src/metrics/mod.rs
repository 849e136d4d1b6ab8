//! What is counted while the portal runs, in the text form that Prometheus reads. Nothing of it is there unless somebody asked
//! for the private listener.
//!
//! Labels are names that the program or its store knows, and never what a caller wrote.

mod bounded;
mod calls;
mod process;
mod store;
mod usage;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bitrix_rest::http::StatusCode;
use bitrix_rest_methods::Store;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use tokio::runtime::Handle;
use tower::util::MapResponseLayer;

use calls::Calls;
use process::Process;
use store::{TimedStore, Times};
use usage::Usage;

const OPENMETRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Bounds of time in seconds: a call in memory takes a part of the first, one that waits for a disk some of the next.
const BOUNDS: [f64; 13] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0, 60.0,
];

/// A label and its value.
type One = [(&'static str, &'static str); 1];

/// How long something took, by one label.
type Seconds = Family<One, Histogram, fn() -> Histogram>;

fn seconds() -> Seconds {
    Family::new_with_constructor(|| Histogram::new(BOUNDS))
}

/// Adds what took this long.
fn observe(seconds: &Seconds, label: &One, time: Duration) {
    seconds.get_or_create(label).observe(time.as_secs_f64());
}

/// Everything that is counted; cheap to clone.
#[derive(Clone)]
pub(crate) struct Metrics {
    registry: Arc<Registry>,
    calls: Calls,
    usage: Usage,
    store: Times,
    responses: Family<[(&'static str, u16); 1], Counter>,
}

impl Metrics {
    /// Nothing is counted yet.
    pub(crate) fn new(tasks: Handle) -> Self {
        let mut registry = Registry::default();
        let metrics = Self {
            calls: Calls::registered(&mut registry),
            usage: Usage::registered(&mut registry),
            store: Times::registered(&mut registry),
            responses: Family::default(),
            registry: Arc::default(),
        };
        registry.register(
            "portal_http_responses",
            "Answers to requests of any kind, by HTTP status",
            metrics.responses.clone(),
        );
        registry.register_collector(Box::new(Process::now(tasks)));
        Self {
            registry: Arc::new(registry),
            ..metrics
        }
    }

    /// The layer around every call.
    pub(crate) fn calls(&self) -> Calls {
        self.calls.clone()
    }

    /// The layer around methods.
    pub(crate) fn usage(&self) -> Usage {
        self.usage.clone()
    }

    /// The same store, with its operations timed.
    pub(crate) fn time(&self, store: Arc<dyn Store>) -> Arc<dyn Store> {
        Arc::new(TimedStore::new(store, self.store.clone()))
    }

    /// The same routes, with their answers counted.
    pub(crate) fn count(&self, router: Router) -> Router {
        let responses = self.responses.clone();
        router.layer(MapResponseLayer::new(move |response: Response| {
            let status = response.status().as_u16();
            responses.get_or_create(&[("status", status)]).inc();
            response
        }))
    }

    /// Where they are read.
    pub(crate) fn routes(self) -> Router {
        Router::new().route("/metrics", get(async move || self.response()))
    }

    fn response(&self) -> Response {
        let mut text = String::new();
        match encode(&mut text, &self.registry) {
            Ok(()) => ([(CONTENT_TYPE, OPENMETRICS)], text).into_response(),
            // A text takes whatever is written.
            Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
        }
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}
