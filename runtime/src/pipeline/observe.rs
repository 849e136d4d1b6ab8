//! What the log learns of a call: never a parameter, never a credential.

use std::task::{Context, Poll};

use tower::Service;
use tracing::Instrument;
use tracing::field::Empty;

use super::Running;
use crate::call::{Call, Reply, RequestId, Version};
use crate::error::Error;
use crate::method::Descriptor;

/// Opens a span for the call and says how it ended.
#[derive(Clone)]
pub(super) struct Observe<S>(pub(super) S);

impl<S> Service<Call> for Observe<S>
where
    S: Service<Call, Response = Reply, Error = Error>,
    S::Future: Send + 'static,
{
    type Response = Reply;
    type Error = Error;
    type Future = Running;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, call: Call) -> Running {
        let (started, id, version) = (call.started, call.id, call.version);
        // A batch of REST 3.0 answers it, too (P-139), and tells it.
        let is_told = version == Version::V3 && call.in_batch;
        let span = tracing::info_span!(
            "call",
            request = %call.id,
            method = call.descriptor.map(|found| found.name()),
            version = match call.version {
                Version::V2 => 2,
                Version::V3 => 3,
            },
            user = Empty,
            application = Empty,
            status = Empty,
            error = Empty,
            microseconds = Empty,
        );
        let running = span.in_scope(|| self.0.call(call));
        if span.is_disabled() {
            return Box::pin(async move {
                running.await.inspect_err(|error| {
                    if !is_told {
                        report(id, error);
                    }
                })
            });
        }
        Box::pin(
            async move {
                let result = running.await;
                let span = tracing::Span::current();
                let status = match &result {
                    Ok(reply) => reply.written.status,
                    Err(error) => {
                        let (code, status) = error.answered(version);
                        span.record("error", &*code);
                        if !is_told {
                            report(id, error);
                        }
                        status
                    }
                };
                span.record("status", status.as_u16());
                span.record(
                    "microseconds",
                    u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
                );
                tracing::info!("answered");
                result
            }
            .instrument(span),
        )
    }
}

/// The cause of an internal error: for the log alone. With the id of the request, since the span of the call may be below the
/// level that is logged.
pub(crate) fn report(id: RequestId, error: &Error) {
    if let Some(cause) = error.cause() {
        let mut text = cause.to_string();
        let mut source = cause.source();
        while let Some(inner) = source {
            let words = inner.to_string();
            // Some errors say what lies beneath them themselves.
            if !text.ends_with(&words) {
                text.push_str(": ");
                text.push_str(&words);
            }
            source = inner.source();
        }
        tracing::error!(request = %id, cause = text, "internal error");
    }
}

/// Records the name of a method that is not declared.
pub(super) fn name(call: &Call) {
    // One that a resolver knows is recorded when it is found.
    if call.api.resolvers.is_empty() {
        let name = shown(&call.name, &call.api.sorted);
        tracing::Span::current().record("method", name);
    }
}

/// What the log may show of a name that is no method's. It may be anything, a webhook code in the wrong place too, so only
/// a mistyped method is shown: a name that begins as a registered one and has no digits.
fn shown<'n>(name: &'n str, methods: &[&'static Descriptor]) -> &'n str {
    let mut words = name.split('.');
    let first = words.next();
    let known = methods
        .iter()
        .any(|method| method.name().split('.').next() == first);
    let word = |text: &str| text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'_'));
    if known && words.all(word) && name.len() <= 64 {
        name
    } else {
        "(unknown)"
    }
}
