//! Writes that go on although their caller went away.

use std::sync::Arc;

use tokio::sync::watch;
use tracing::Instrument;

use crate::call::{Handling, RequestId};
use crate::pipeline::observe;

/// Finishes handlers, and knows how many are left.
#[derive(Clone)]
pub(crate) struct Background(Arc<watch::Sender<usize>>);

impl Background {
    pub(crate) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(0)))
    }

    /// Runs a handler to its end in a task of its own.
    pub(crate) fn finish(&self, id: RequestId, handling: Handling) {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return;
        };
        self.0.send_modify(|count| *count += 1);
        let count = self.0.clone();
        // The future that is dropped stands in the span of its call.
        let span = tracing::Span::current();
        let finishing = async move {
            match handling.await {
                Ok(_) => tracing::info!("finished after its caller had gone"),
                Err(error) => {
                    tracing::warn!(error = error.code(), "failed after its caller had gone");
                    observe::report(id, &error);
                }
            }
            count.send_modify(|count| *count -= 1);
        };
        runtime.spawn(finishing.instrument(span));
    }

    /// Waits until none is left.
    pub(crate) async fn finished(&self) {
        // The sender is ours, so the channel cannot be closed.
        let _ = self.0.subscribe().wait_for(|count| *count == 0).await;
    }
}
