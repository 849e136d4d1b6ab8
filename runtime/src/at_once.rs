//! Looking at a future before waiting for it.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

/// Polls once: what is ready at once needs no timer. What is not goes on to be awaited.
pub(crate) async fn at_once<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
    poll_fn(|context| Poll::Ready(Pin::new(&mut *future).poll(context))).await
}
