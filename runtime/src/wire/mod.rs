//! HTTP in, HTTP out. The only place that knows how a call looks on the wire.

#[cfg(feature = "server")]
mod body;
#[cfg(feature = "server")]
mod reply;
#[cfg(feature = "server")]
mod request;
#[cfg(feature = "server")]
mod route;
#[cfg(feature = "server")]
mod service;
pub(crate) mod time;
#[cfg(feature = "server")]
mod v2;
#[cfg(feature = "server")]
mod v3;

#[cfg(feature = "server")]
pub use request::{Secure, client_address};
#[cfg(feature = "server")]
pub use service::RestService;

/// What stands before a result, in every envelope.
pub(crate) const PREFIX: &[u8] = b"{\"result\":";
