//! Limits of a portal: how often a client may call (P-148 – P-150), and how long its methods may run (P-151 – P-154).
//!
//! Both are tower layers; without them nothing is counted. A [`Meter`] keeps what they count, in the memory of a process
//! ([`MemoryMeter`]) or where all processes of a portal see it.
//!
//! ```
//! use std::sync::Arc;
//! use bitrix_rest::RestApi;
//! use bitrix_rest_methods::limits::{MemoryMeter, OperatingLimit, RateLimit, Tariff};
//!
//! let meter = Arc::new(MemoryMeter::new());
//! let builder = RestApi::collect()
//!     .layer(RateLimit::new("my-portal", meter.clone(), Tariff::STANDARD))
//!     .handler_layer(OperatingLimit::new("my-portal", meter));
//! ```

mod memory;
mod operating;
mod rate;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use bitrix_rest::{BoxFuture, Operating};

use crate::StoreError;

pub use memory::MemoryMeter;
pub use operating::{OperatingLimit, OperatingService};
pub use rate::{Own, RateLimit, RateService, Tariff, Tariffs};

/// Keeps what limits count.
pub trait Meter: Send + Sync + 'static {
    /// Lets a request into a leaky bucket, unless its level is above what the tariff allows; it counts only if it is let in
    /// (P-148, P-150).
    fn admit<'a>(
        &'a self,
        bucket: &'a BucketKey,
        tariff: Tariff,
    ) -> BoxFuture<'a, Result<bool, StoreError>>;

    /// Handler time of the last ten minutes.
    fn used<'a>(&'a self, key: &'a OperatingKey) -> BoxFuture<'a, Result<Operating, StoreError>>;

    /// Adds the time that a handler took, to the bucket of this minute (P-151), and says what is used then.
    fn add<'a>(
        &'a self,
        key: &'a OperatingKey,
        time: Duration,
    ) -> BoxFuture<'a, Result<Operating, StoreError>>;
}

/// A bucket of requests.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BucketKey {
    /// The member id of the portal.
    pub portal: Arc<str>,
    /// The address of the client: applications on one server share a bucket (P-149). None if nobody said.
    pub address: Option<IpAddr>,
    /// The webhook or application that has a tariff of its own, and so a bucket of its own (P-339); beginning with `/oauth`, what
    /// is asked of the [authorization server](crate::OAuth::limit).
    pub caller: Option<Arc<str>>,
}

/// Who used handler time, and of which method (P-151).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OperatingKey {
    /// The member id of the portal.
    pub portal: Arc<str>,
    /// The application or webhook.
    pub caller: Arc<str>,
    /// The name of the method.
    pub method: Arc<str>,
}

/// Whether a request is let in. One that cannot be counted is: better no limit than no server.
pub(crate) async fn admits(meter: &dyn Meter, bucket: &BucketKey, tariff: Tariff) -> bool {
    meter.admit(bucket, tariff).await.unwrap_or_else(|error| {
        tracing::warn!(%error, "requests cannot be counted now");
        true
    })
}

/// How long handler time counts (P-151).
pub(crate) const WINDOW: Duration = Duration::from_secs(600);
