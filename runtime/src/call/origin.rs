//! Where a call comes from.

use std::net::IpAddr;

use http::HeaderMap;

/// What is known of the request that a call came in.
#[derive(Debug, Default)]
pub(crate) struct Origin {
    pub(crate) headers: HeaderMap,
    pub(crate) address: Option<IpAddr>,
    pub(crate) secure: bool,
}

impl Origin {
    /// Of a call in process.
    pub(crate) fn in_process() -> Self {
        Self {
            secure: true,
            ..Self::default()
        }
    }
}
