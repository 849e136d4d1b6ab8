//! Where faults strike: around every call, and around the method alone.

use std::borrow::Cow;
use std::future::ready;
use std::task::{Context, Poll};
use std::time::Duration;

use bitrix_rest::{
    AuthKind, BoxFuture, Call, CallService, Credentials, Error, Refusal, Reply, SystemError,
};
use tower::{Layer, Service};

use super::{Active, Faults, Kind};
use crate::listen;

/// Where a fault strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Before it is known who calls: answers of the system, and connections.
    Call,
    /// In the time of the method, so that what limits it counts a delay.
    Method,
}

impl Kind {
    const fn place(self) -> Place {
        match self {
            Self::Delay => Place::Method,
            Self::QueryLimit
            | Self::OperationTimeLimit
            | Self::InternalError
            | Self::ExpiredToken
            | Self::Drop
            | Self::LoseAnswer => Place::Call,
        }
    }
}

/// A layer of a place that makes calls fail. Commands of a batch are calls, too.
#[derive(Debug, Clone)]
pub(crate) struct FaultLayer {
    faults: Faults,
    place: Place,
}

impl FaultLayer {
    pub(crate) const fn new(faults: Faults, place: Place) -> Self {
        Self { faults, place }
    }

    fn strike(&self, call: &Call) -> Option<Active> {
        if !self.faults.any() {
            return None;
        }
        // What is not declared is taken in lower case first (P-7).
        let method = match call.descriptor() {
            Some(found) => Cow::Borrowed(found.name()),
            None => Cow::Owned(call.method_name().to_ascii_lowercase()),
        };
        let with_token = || match call.credentials() {
            Credentials::Token(_) => true,
            Credentials::Vouched(caller) => caller.kind() == AuthKind::OAuth,
            _ => false,
        };
        let strike = self.faults.strike(&method, |kind| {
            kind.place() == self.place && (kind != Kind::ExpiredToken || with_token())
        })?;
        // The name that was called may be anything, a secret in the wrong place too; the pattern is the operator's.
        tracing::warn!(
            target: "portal::faults",
            fault = strike.id,
            kind = strike.fault.kind.name(),
            methods = %strike.fault.method,
            request = %call.request_id(),
            "a fault strikes"
        );
        Some(strike)
    }
}

impl Layer<CallService> for FaultLayer {
    type Service = FaultService;

    fn layer(&self, inner: CallService) -> FaultService {
        FaultService {
            layer: self.clone(),
            inner,
        }
    }
}

/// Made by [`FaultLayer`].
#[derive(Clone)]
pub(crate) struct FaultService {
    layer: FaultLayer,
    inner: CallService,
}

impl Service<Call> for FaultService {
    type Response = Reply;
    type Error = Error;
    type Future = BoxFuture<'static, Result<Reply, Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, call: Call) -> Self::Future {
        let Some(strike) = self.layer.strike(&call) else {
            return self.inner.call(call);
        };
        let refused = |error: SystemError| -> Self::Future { Box::pin(ready(Err(error.into()))) };
        match strike.fault.kind {
            Kind::QueryLimit => refused(SystemError::QueryLimitExceeded),
            Kind::OperationTimeLimit => refused(SystemError::OperationTimeLimit),
            Kind::InternalError => refused(SystemError::Internal),
            Kind::ExpiredToken => refused(SystemError::Refused(Refusal::ExpiredToken)),
            Kind::Delay => {
                let mut inner = self.inner.clone();
                let delay = Duration::from_millis(strike.fault.milliseconds.unwrap_or_default());
                Box::pin(async move {
                    tokio::time::sleep(delay).await;
                    inner.call(call).await
                })
            }
            Kind::Drop => Box::pin(async {
                listen::cut_off().await;
                Err(SystemError::Internal.into())
            }),
            Kind::LoseAnswer => {
                let running = self.inner.call(call);
                Box::pin(async move {
                    let answer = running.await;
                    listen::cut_off().await;
                    answer
                })
            }
        }
    }
}
