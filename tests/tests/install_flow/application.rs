//! An application of its own server: where browsers return to, and where events are sent.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::RawQuery;
use axum::http::Uri;
use bitrix_rest::Array;
use bitrix_rest::params::query::{self, FormLimits};
use serde_json::Value;

type Received = Arc<Mutex<BTreeMap<String, Vec<Value>>>>;

pub struct Application {
    pub address: String,
    received: Received,
}

impl Application {
    pub async fn start() -> Self {
        let received = Received::default();
        let kept = received.clone();
        let router = Router::new().fallback(
            async move |uri: Uri, RawQuery(query): RawQuery, body: String| {
                let sent = if body.is_empty() {
                    query.unwrap_or_default()
                } else {
                    body
                };
                let mut received = kept.lock().unwrap();
                let all = received.entry(uri.path().to_owned()).or_default();
                all.push(serde_json::to_value(read(&sent)).unwrap());
                "The application has you signed in."
            },
        );
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, received }
    }

    /// What was sent to this path, once something was; it must be one request.
    pub async fn received(&self, path: &str) -> Value {
        let begun = Instant::now();
        loop {
            let taken = self.received.lock().unwrap().remove(path);
            if let Some(mut all) = taken {
                assert_eq!(all.len(), 1, "{path}: {all:?}");
                return all.remove(0);
            }
            assert!(
                begun.elapsed() < Duration::from_secs(20),
                "nothing came to {path}"
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// As PHP reads it.
fn read(text: &str) -> Array {
    query::parse(text.as_bytes(), &FormLimits::default())
}
