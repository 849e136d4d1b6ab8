//! How long the methods of a caller may run.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bitrix_rest::{AuthKind, Call, CallService, Caller, Error, Operating, Reply, SystemError};
use tokio::time::Instant;
use tower::{Layer, Service, ServiceExt};

use super::{Meter, OperatingKey};
use crate::StoreError;

/// A layer for [`Builder::handler_layer`](bitrix_rest::Builder::handler_layer): counts the time that handlers take, for each
/// application or webhook and method, tells it in `time`, and answers `OPERATION_TIME_LIMIT` to who used too much in ten
/// minutes (P-151 – P-154).
///
/// `batch` is not counted; its commands are (P-124). Callers who are neither an application nor a webhook are not counted.
#[derive(Clone)]
pub struct OperatingLimit {
    portal: Arc<str>,
    meter: Arc<dyn Meter>,
    limit: Duration,
}

impl OperatingLimit {
    /// Runs of this time or less are not counted (P-151).
    pub const FREE: Duration = Duration::from_millis(100);

    /// Of 420 s in ten minutes (P-152, P-281).
    pub fn new(portal: impl Into<Arc<str>>, meter: Arc<dyn Meter>) -> Self {
        Self {
            portal: portal.into(),
            meter,
            limit: Duration::from_secs(420),
        }
    }

    /// Of another time in ten minutes.
    #[must_use]
    pub const fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    fn key(&self, call: &Call) -> Option<OperatingKey> {
        let caller = call.caller()?;
        if call.method_name() == "batch" {
            return None;
        }
        Some(OperatingKey {
            portal: self.portal.clone(),
            caller: name(caller)?,
            method: call.method_name().into(),
        })
    }
}

/// What a caller is accounted by.
fn name(caller: &Caller) -> Option<Arc<str>> {
    match (caller.kind(), caller.webhook(), caller.application()) {
        (AuthKind::Webhook, Some(id), _) => Some(format!("webhook {id}").into()),
        (_, _, Some(application)) => Some(format!("app {}", application.client_id()).into()),
        _ => None,
    }
}

impl fmt::Debug for OperatingLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OperatingLimit")
            .field("portal", &self.portal)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}

impl Layer<CallService> for OperatingLimit {
    type Service = OperatingService;

    fn layer(&self, inner: CallService) -> OperatingService {
        OperatingService {
            limit: self.clone(),
            inner,
        }
    }
}

/// Made by [`OperatingLimit`].
#[derive(Clone)]
pub struct OperatingService {
    limit: OperatingLimit,
    inner: CallService,
}

impl fmt::Debug for OperatingService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OperatingService")
            .field(&self.limit)
            .finish()
    }
}

impl Service<Call> for OperatingService {
    type Response = Reply;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Reply, Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, call: Call) -> Self::Future {
        let Self { limit, inner } = self.clone();
        Box::pin(async move {
            let Some(key) = limit.key(&call) else {
                return inner.oneshot(call).await;
            };
            let before = counted(limit.meter.used(&key).await);
            if before.is_some_and(|before| before.used > limit.limit) {
                return Err(SystemError::OperationTimeLimit.into());
            }
            let mut running = Running::begin(limit.meter.clone(), key);
            let result = inner.oneshot(call).await;
            // The call that crosses the limit is answered.
            let told = match running.end() {
                Some((key, time)) => counted(limit.meter.add(&key, time).await),
                None => before,
            };
            result.map(|reply| match told {
                Some(operating) => reply.with_operating(operating),
                None => reply,
            })
        })
    }
}

/// A handler that runs. One that nobody waits for any more, since its caller left or its time was over, is charged, too: else
/// the longest runs would cost nothing.
struct Running {
    meter: Arc<dyn Meter>,
    key: Option<OperatingKey>,
    started: Instant,
}

impl Running {
    fn begin(meter: Arc<dyn Meter>, key: OperatingKey) -> Self {
        Self {
            meter,
            key: Some(key),
            started: Instant::now(),
        }
    }

    /// What is to be charged, if anything is.
    fn end(&mut self) -> Option<(OperatingKey, Duration)> {
        let (key, time) = (self.key.take()?, self.started.elapsed());
        (time > OperatingLimit::FREE).then_some((key, time))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let (Some((key, time)), Ok(runtime)) = (self.end(), tokio::runtime::Handle::try_current())
        else {
            return;
        };
        let meter = self.meter.clone();
        runtime.spawn(async move { counted(meter.add(&key, time).await) });
    }
}

/// Better no limit than no server.
fn counted(used: Result<Operating, StoreError>) -> Option<Operating> {
    used.inspect_err(|error| tracing::warn!(%error, "handler time cannot be counted now"))
        .ok()
}
