//! Who calls.

use std::sync::Arc;
use std::task::{Context, Poll};

use tower::Service;

use super::Running;
use crate::call::{Call, Caller, Credentials, Reply};
use crate::error::{Error, Refusal};

/// Asks the authenticators about the credentials (P-39, P-84 – P-87).
#[derive(Clone)]
pub(super) struct Authenticate<S>(pub(super) S);

impl<S> Service<Call> for Authenticate<S>
where
    S: Service<Call, Response = Reply, Error = Error> + Clone + Send + 'static,
    S::Future: Send,
{
    type Response = Reply;
    type Error = Error;
    type Future = Running;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, mut call: Call) -> Running {
        let mut inner = self.0.clone();
        Box::pin(async move {
            let caller = match &call.credentials {
                Credentials::Vouched(caller) => caller.clone(),
                // P-15, P-86: before the code is looked at.
                Credentials::Webhook { .. }
                    if !call.origin.secure && !call.api.settings.webhooks_over_http =>
                {
                    return Err(Refusal::HttpsRequired.into());
                }
                _ => asked(&call).await?,
            };
            for name in caller.consumed() {
                call.parameters.remove(name);
            }
            tracing::Span::current()
                .record("user", caller.user().map(|user| user.id))
                .record(
                    "application",
                    caller.application().map(|found| found.client_id()),
                );
            call.caller = Some(caller);
            inner.call(call).await
        })
    }
}

/// The first authenticator whose credentials they are decides, with no falling through (P-39, P-301).
async fn asked(call: &Call) -> Result<Arc<Caller>, Refusal> {
    for authenticator in &call.api.authenticators {
        if let Some(caller) = authenticator.authenticate(call).await? {
            return Ok(caller);
        }
    }
    Err(Refusal::NotFound)
}
