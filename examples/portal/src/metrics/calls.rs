//! Calls, as their callers see them: every method, commands of batches included.

use std::borrow::Cow;
use std::task::{Context, Poll};
use std::time::Instant;

use bitrix_rest::{BoxFuture, Call, CallService, Error, Reply};
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::{Registry, Unit};
use tower::{Layer, Service};

use super::bounded::Bounded;
use super::{Seconds, observe, seconds};

/// The method of calls of methods that do not exist.
const UNKNOWN: &str = "(unknown)";

/// The error of calls whose caller or connection went away before the answer.
const UNANSWERED: &str = "(no answer)";

/// The error of those whose code is one too many.
const OTHER: &str = "(other)";

/// How many pairs of method and code are told apart: codes are made by methods, which may make any number.
const MOST: usize = 2000;

/// A layer that counts; for [`Builder::layer`](bitrix_rest::Builder::layer), as the outermost.
#[derive(Debug, Clone)]
pub(crate) struct Calls {
    errors: Bounded<Failure>,
    seconds: Seconds,
    running: Gauge,
}

/// Method and error code.
type Failure = [(&'static str, Cow<'static, str>); 2];

impl Calls {
    pub(super) fn registered(registry: &mut Registry) -> Self {
        let calls = Self {
            errors: Bounded::registered(
                registry,
                "portal_call_errors",
                "Calls that ended with an error, by method and error code",
                MOST,
            ),
            seconds: seconds(),
            running: Gauge::default(),
        };
        registry.register_with_unit(
            "portal_call",
            "How long calls took that ended, by method; commands of a batch are calls, and the batch is one too",
            Unit::Seconds,
            calls.seconds.clone(),
        );
        registry.register(
            "portal_calls_running",
            "Calls that run now",
            calls.running.clone(),
        );
        calls
    }

    fn begin(&self, call: &Call) -> Running {
        self.running.inc();
        Running {
            calls: self.clone(),
            method: call.descriptor().map_or(UNKNOWN, |found| found.name()),
            begun: Instant::now(),
            error: Some(UNANSWERED.into()),
        }
    }

    fn failed(&self, method: &'static str, code: Cow<'static, str>) {
        let failure = |code| [("method", method.into()), ("error", code)];
        self.errors.count(failure(code), |_| failure(OTHER.into()));
    }
}

impl Layer<CallService> for Calls {
    type Service = CountedCalls;

    fn layer(&self, inner: CallService) -> CountedCalls {
        CountedCalls {
            calls: self.clone(),
            inner,
        }
    }
}

/// Made by [`Calls`].
#[derive(Clone)]
pub(crate) struct CountedCalls {
    calls: Calls,
    inner: CallService,
}

impl Service<Call> for CountedCalls {
    type Response = Reply;
    type Error = Error;
    type Future = BoxFuture<'static, Result<Reply, Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, call: Call) -> Self::Future {
        let mut counted = self.calls.begin(&call);
        let running = self.inner.call(call);
        Box::pin(async move {
            let result = running.await;
            counted.answered(result.as_ref().err());
            result
        })
    }
}

/// A call that runs. It is counted when it ends, whichever way.
struct Running {
    calls: Calls,
    method: &'static str,
    begun: Instant,
    error: Option<Cow<'static, str>>,
}

impl Running {
    fn answered(&mut self, error: Option<&Error>) {
        self.error = error.map(|error| error.code().to_owned().into());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let label = [("method", self.method)];
        self.calls.running.dec();
        observe(&self.calls.seconds, &label, self.begun.elapsed());
        if let Some(code) = self.error.take() {
            self.calls.failed(self.method, code);
        }
    }
}
