//! Who calls what (P-306): calls that passed all checks, by application and method.

use std::task::{Context, Poll};

use bitrix_rest::{AuthKind, Call, CallService, Caller, Error, Reply};
use prometheus_client::registry::Registry;
use tower::{Layer, Service};

use super::bounded::Bounded;

/// The application of calls by a webhook that has none.
const WEBHOOK: &str = "(webhook)";

/// The application of all else.
const OTHER: &str = "(other)";

/// A portal may have any number of applications; these many pairs of application and method are told apart.
const MOST: usize = 5000;

/// A layer that counts; for [`Builder::handler_layer`](bitrix_rest::Builder::handler_layer).
#[derive(Debug, Clone)]
pub(crate) struct Usage(Bounded<Label>);

/// Application and method.
type Label = [(&'static str, String); 2];

impl Usage {
    pub(super) fn registered(registry: &mut Registry) -> Self {
        Self(Bounded::registered(
            registry,
            "portal_application_calls",
            "Calls that passed all checks, by the client id of the application and method",
            MOST,
        ))
    }

    fn count(&self, application: &str, method: &str) {
        let label = |application: &str| -> Label {
            [
                ("application", application.to_owned()),
                ("method", method.to_owned()),
            ]
        };
        self.0.count(label(application), |_| label(OTHER));
    }
}

/// What a caller is counted as.
fn name(caller: Option<&Caller>) -> &str {
    let Some(caller) = caller else { return OTHER };
    match (caller.application(), caller.kind()) {
        (Some(application), _) => application.client_id(),
        (None, AuthKind::Webhook) => WEBHOOK,
        (None, _) => OTHER,
    }
}

impl Layer<CallService> for Usage {
    type Service = CountedUsage;

    fn layer(&self, inner: CallService) -> CountedUsage {
        CountedUsage {
            usage: self.clone(),
            inner,
        }
    }
}

/// Made by [`Usage`].
#[derive(Clone)]
pub(crate) struct CountedUsage {
    usage: Usage,
    inner: CallService,
}

impl Service<Call> for CountedUsage {
    type Response = Reply;
    type Error = Error;
    type Future = <CallService as Service<Call>>::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, call: Call) -> Self::Future {
        self.usage.count(name(call.caller()), call.method_name());
        self.inner.call(call)
    }
}
