//! Whether calls would find the store.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::http::StatusCode;
use bitrix_rest_methods::Store;

use crate::failure::explained;

/// How long the store may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// What `/readyz` asks.
#[derive(Debug, Clone)]
pub(crate) struct Readiness {
    store: Arc<dyn Store>,
    /// What the last answer was: the log tells of changes, not of probes.
    reached: Arc<AtomicBool>,
}

impl Readiness {
    /// Of a store that was reached just now.
    pub(crate) fn new(store: Arc<dyn Store>) -> Self {
        Self {
            store,
            reached: Arc::new(AtomicBool::new(true)),
        }
    }

    /// 200 if the store can be reached, else 503. Why is for the log.
    pub(crate) async fn probe(&self) -> (StatusCode, &'static str) {
        let cause = match tokio::time::timeout(PATIENCE, self.store.check()).await {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(explained(&error)),
            Err(_) => Some(format!("it did not answer within {PATIENCE:?}")),
        };
        let before = self.reached.swap(cause.is_none(), Ordering::Relaxed);
        match cause {
            None => {
                if !before {
                    tracing::info!("the store can be reached again");
                }
                (StatusCode::OK, "ready")
            }
            Some(cause) => {
                if before {
                    tracing::error!(%cause, "the store cannot be reached");
                }
                (
                    StatusCode::SERVICE_UNAVAILABLE,
                    "the store cannot be reached",
                )
            }
        }
    }
}
