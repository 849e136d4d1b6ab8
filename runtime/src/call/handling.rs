//! A running handler, and what comes out of it.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::FutureExt;
use http::StatusCode;

use super::{Arguments, Call};
use crate::error::Error;
use crate::method::{DynamicMethod, Outcome, Output, Written};

/// The future of one handler. A panic in it becomes an internal error.
pub struct Handling(Pin<Box<dyn Future<Output = Result<Written, Error>> + Send>>);

impl Handling {
    /// Runs `run` with the arguments of `call`, and writes what it returns.
    pub fn new<R, F>(
        outcome: &'static Outcome<R>,
        call: Call,
        run: impl FnOnce(Arguments) -> F,
    ) -> Self
    where
        R: 'static,
        F: Future<Output = Result<R, Error>> + Send + 'static,
    {
        let output = Output::new(call.envelope, call.api.settings.escaping, call.shape());
        let running = run(Arguments::new(call));
        // Mapped rather than awaited in a block, which would keep room for the future twice.
        Self(Box::pin(running.map(move |result| match result {
            Ok(result) => (outcome.write)(result, output),
            Err(error) => Err(outcome.replace(error)),
        })))
    }
}

impl Handling {
    /// Runs a method that a resolver made.
    pub(crate) fn dynamic(method: Arc<DynamicMethod>, call: Call) -> Self {
        Self::of(async move { method.run(call).await })
    }

    /// Whatever writes a result.
    pub(crate) fn of(
        running: impl Future<Output = Result<Written, Error>> + Send + 'static,
    ) -> Self {
        Self(Box::pin(running))
    }
}

impl Future for Handling {
    type Output = Result<Written, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match catch_unwind(AssertUnwindSafe(|| self.0.as_mut().poll(context))) {
            Ok(poll) => poll,
            Err(panic) => Poll::Ready(Err(Error::internal(message(&*panic)))),
        }
    }
}

#[cold]
fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("the method panicked: {}", text.unwrap_or("(no message)"))
}

/// What the pipeline answers: seen by layers around it.
#[derive(Debug)]
pub struct Reply {
    pub(crate) written: Written,
    pub(crate) processing: Duration,
    pub(crate) operating: Option<Operating>,
}

/// What the accounting of handler time says of a caller and a method (P-60, P-151, P-153).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operating {
    /// Handler time of the last ten minutes.
    pub used: Duration,
    /// When the oldest of it is forgotten, in Unix seconds: ten minutes after the first call in the oldest minute that still
    /// counts, or after now if there is none (P-153).
    pub reset_at: u64,
}

impl Reply {
    /// The HTTP status, 2xx.
    pub const fn status(&self) -> StatusCode {
        self.written.status
    }

    /// Time spent inside the handler.
    pub const fn processing(&self) -> Duration {
        self.processing
    }

    /// Tells the caller about the accounting of its handler time: `operating` and `operating_reset_at` in the `time` of the
    /// reply. For a [layer around the handler](crate::Builder::handler_layer).
    #[must_use]
    pub const fn with_operating(mut self, operating: Operating) -> Self {
        self.operating = Some(operating);
        self
    }

    /// The result as JSON text, without its envelope.
    pub fn result(&self) -> &[u8] {
        self.written.result()
    }
}
