//! Writes that go on although their caller went away.

use std::sync::Arc;

use tokio::sync::watch;

use crate::call::Handling;

/// Finishes handlers, and knows how many are left.
#[derive(Clone)]
pub(crate) struct Background(Arc<watch::Sender<usize>>);

impl Background {
    pub(crate) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(0)))
    }

    /// Runs a handler to its end in a task of its own.
    pub(crate) fn finish(&self, handling: Handling) {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return;
        };
        self.0.send_modify(|count| *count += 1);
        let count = self.0.clone();
        runtime.spawn(async move {
            if let Err(error) = handling.await {
                tracing::warn!(
                    error = error.code(),
                    "a call failed after its caller had gone"
                );
            }
            count.send_modify(|count| *count -= 1);
        });
    }

    /// Waits until none is left.
    pub(crate) async fn finished(&self) {
        // The sender is ours, so the channel cannot be closed.
        let _ = self.0.subscribe().wait_for(|count| *count == 0).await;
    }
}
