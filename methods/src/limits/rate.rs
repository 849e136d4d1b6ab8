//! How often a client may call.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bitrix_rest::{BoxFuture, Call, CallService, Error, Reply, SystemError};
use tower::{Layer, Service, ServiceExt};

use super::{BucketKey, Meter, admits};

/// How much a leaky bucket holds, and how fast it empties (P-149).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tariff {
    /// The level above which requests are refused; each raises it by one.
    pub capacity: u32,
    /// By how much the level falls in a second.
    pub leak: u32,
}

impl Tariff {
    /// Of the Enterprise plan.
    pub const ENTERPRISE: Self = Self {
        capacity: 250,
        leak: 5,
    };
    /// Of all other plans.
    pub const STANDARD: Self = Self {
        capacity: 50,
        leak: 2,
    };
}

/// Says which callers have a tariff of their own, or no limit (P-339). Asked before credentials are checked.
pub trait Tariffs: Send + Sync + 'static {
    /// What holds for a call: none if the usual tariff does.
    fn of<'a>(&'a self, call: &'a Call) -> BoxFuture<'a, Option<Own>>;
}

/// What holds for a caller in the place of the usual tariff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    /// What its bucket is known by.
    pub caller: Arc<str>,
    /// Its tariff; none if it may call as often as it likes.
    pub tariff: Option<Tariff>,
}

/// A layer for [`Builder::layer`](bitrix_rest::Builder::layer): answers `QUERY_LIMIT_EXCEEDED` to a client that calls too
/// often (P-148).
///
/// A batch is one request (P-124). Calls in process that come from no address are counted together, as those of a server
/// that does not say where its clients are: give it axum's `ConnectInfo`.
#[derive(Clone)]
pub struct RateLimit(Arc<Settings>);

#[derive(Clone)]
struct Settings {
    portal: Arc<str>,
    meter: Arc<dyn Meter>,
    tariff: Option<Tariff>,
    own: Option<Arc<dyn Tariffs>>,
}

impl RateLimit {
    /// With one tariff for every client of the portal, or none for those that [`with`](Self::with) does not name.
    pub fn new(
        portal: impl Into<Arc<str>>,
        meter: Arc<dyn Meter>,
        tariff: impl Into<Option<Tariff>>,
    ) -> Self {
        Self(Arc::new(Settings {
            portal: portal.into(),
            meter,
            tariff: tariff.into(),
            own: None,
        }))
    }

    /// With tariffs of their own for some callers.
    #[must_use]
    pub fn with(mut self, own: impl Tariffs) -> Self {
        Arc::make_mut(&mut self.0).own = Some(Arc::new(own));
        self
    }

    async fn admits(&self, call: &Call) -> bool {
        let Settings {
            portal,
            meter,
            tariff,
            own,
        } = &*self.0;
        let own = match own {
            Some(tariffs) => tariffs.of(call).await,
            None => None,
        };
        let (caller, tariff) = match own {
            Some(Own { caller, tariff }) => (Some(caller), tariff),
            None => (None, *tariff),
        };
        let Some(tariff) = tariff else { return true };
        let bucket = BucketKey {
            portal: portal.clone(),
            address: call.address(),
            caller,
        };
        admits(&**meter, &bucket, tariff).await
    }
}

impl fmt::Debug for RateLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RateLimit")
            .field("portal", &self.0.portal)
            .field("tariff", &self.0.tariff)
            .finish_non_exhaustive()
    }
}

impl Layer<CallService> for RateLimit {
    type Service = RateService;

    fn layer(&self, inner: CallService) -> RateService {
        RateService {
            limit: self.clone(),
            inner,
        }
    }
}

/// Made by [`RateLimit`].
#[derive(Clone)]
pub struct RateService {
    limit: RateLimit,
    inner: CallService,
}

impl fmt::Debug for RateService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RateService").field(&self.limit).finish()
    }
}

impl Service<Call> for RateService {
    type Response = Reply;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Reply, Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, call: Call) -> Self::Future {
        let Self { limit, inner } = self.clone();
        Box::pin(async move {
            // P-124: its batch was counted.
            if !call.is_in_batch() && !limit.admits(&call).await {
                return Err(SystemError::QueryLimitExceeded.into());
            }
            inner.oneshot(call).await
        })
    }
}
