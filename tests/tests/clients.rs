//! Published clients, as they are: the official SDKs for Python and JavaScript, unmodified, against the real portal over TLS
//! (P-324 – P-339).
//!
//! What they are asked and what must come back stands in their own languages, in `tests/clients`. `tests/clients/install`
//! installs them. A proxy brings the two names that they call, of which one is built in, to the portal: nothing else is
//! different from a portal in the cloud.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "clients/javascript.rs"]
mod javascript;
#[path = "clients/proxy.rs"]
mod proxy;
#[path = "clients/python.rs"]
mod python;
#[path = "clients/script.rs"]
mod script;
