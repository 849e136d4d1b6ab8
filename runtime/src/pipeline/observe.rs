//! What the log learns of a call: never a parameter, never a credential.

use std::task::{Context, Poll};

use tower::Service;
use tracing::Instrument;
use tracing::field::Empty;

use super::Running;
use crate::call::{Call, Reply, Version};
use crate::error::Error;

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
        let started = call.started;
        let span = tracing::info_span!(
            "call",
            method = call
                .descriptor
                .map_or_else(|| shown(&call.name), |found| found.name()),
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
            return Box::pin(async move { running.await.inspect_err(report) });
        }
        Box::pin(
            async move {
                let result = running.await;
                let span = tracing::Span::current();
                let status = match &result {
                    Ok(reply) => reply.written.status,
                    Err(error) => {
                        span.record("error", error.code());
                        report(error);
                        error.status()
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

/// The cause of an internal error: for the log alone.
fn report(error: &Error) {
    if let Some(cause) = error.cause() {
        let mut text = cause.to_string();
        let mut source = cause.source();
        while let Some(inner) = source {
            text.push_str(": ");
            text.push_str(&inner.to_string());
            source = inner.source();
        }
        tracing::error!(cause = text, "internal error");
    }
}

/// Where the methods of Bitrix24 are: the scopes of P-255, and what else their names begin with.
const NAMESPACES: [&str; 56] = [
    "access",
    "app",
    "batch",
    "biconnector",
    "bizproc",
    "booking",
    "calendar",
    "call",
    "cashbox",
    "catalog",
    "crm",
    "delivery",
    "department",
    "disk",
    "documentation",
    "documentgenerator",
    "entity",
    "event",
    "events",
    "feature",
    "humanresources",
    "im",
    "imbot",
    "imconnector",
    "imopenlines",
    "intranet",
    "landing",
    "lists",
    "log",
    "mail",
    "mailservice",
    "main",
    "messageservice",
    "method",
    "methods",
    "mobile",
    "note",
    "placement",
    "profile",
    "pull",
    "rest",
    "rpa",
    "sale",
    "salescenter",
    "scope",
    "scopes",
    "server",
    "sign",
    "socialnetwork",
    "task",
    "tasks",
    "telephony",
    "timeman",
    "user",
    "userfieldconfig",
    "vote",
];

/// What the log may show of a name that is no method's. It may be anything, a webhook code in the wrong place too, so only
/// a name is shown that begins as methods of Bitrix24 do and has no digits.
fn shown(name: &str) -> &str {
    let mut segments = name.split('.');
    let known = segments
        .next()
        .is_some_and(|first| NAMESPACES.contains(&first));
    let word = |text: &str| text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'_'));
    if known && segments.all(word) && name.len() <= 64 {
        name
    } else {
        "(unknown)"
    }
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn only_what_looks_like_a_method_is_shown() {
        for name in [
            "crm.deal.list",
            "user.userfield.add",
            "batch",
            "tasks.task.get",
        ] {
            assert_eq!(shown(name), name);
        }
        let long = format!("crm.{}", "b".repeat(64));
        let codes = [
            "",
            "sesame",
            "k8s0vd1x",
            "sesame.method",
            "k3y0secret.server.time",
        ];
        for name in codes
            .iter()
            .chain(&["crm.k3y0secret", "eyjh.bgci.x", "crm.a/b", &long])
        {
            assert_eq!(shown(name), "(unknown)", "{name}");
        }
    }
}
