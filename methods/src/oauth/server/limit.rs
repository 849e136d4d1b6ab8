//! How often the authorization server may be asked (P-148): guesses of secrets, tokens and passwords are bounded.

use std::net::IpAddr;
use std::sync::Arc;

use super::OAuth;
use super::grant::Shown;
use crate::limits::{BucketKey, Meter, Tariff, admits};

/// Counts requests.
#[derive(Clone)]
pub(super) struct Limit {
    meter: Arc<dyn Meter>,
    tariff: Tariff,
}

impl OAuth {
    /// Bounds how often an address may ask here, in a bucket apart from that of its calls: then the token endpoint answers
    /// `QUERY_LIMIT_EXCEEDED` with 503, as methods do (P-148), and the sign-in a page that says so. Without it nothing is counted.
    ///
    /// The address is the one of [`ConnectInfo`](axum::extract::ConnectInfo): serve with
    /// `into_make_service_with_connect_info::<SocketAddr>()`, and say [`behind_proxy`](Self::behind_proxy) behind one, or all
    /// clients have one bucket together.
    ///
    /// Whoever has many addresses guesses the secret of an application no faster: all requests that name it share a bucket, but
    /// for those with a code or refresh token of it that holds, which have one for each. So an application that
    /// shows what it was given is not kept out by those who guess from other addresses.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use bitrix_rest_methods::OAuth;
    /// use bitrix_rest_methods::limits::{MemoryMeter, Tariff};
    ///
    /// fn bounded(oauth: OAuth) -> OAuth {
    ///     oauth.limit(Arc::new(MemoryMeter::new()), Tariff::STANDARD)
    /// }
    /// ```
    #[must_use]
    pub fn limit(mut self, meter: Arc<dyn Meter>, tariff: impl Into<Option<Tariff>>) -> Self {
        self.server.limit = tariff.into().map(|tariff| Limit { meter, tariff });
        self
    }

    /// Whether this address may ask now.
    pub(super) async fn admits_address(&self, address: Option<IpAddr>) -> bool {
        self.admits(address, "/oauth".into()).await
    }

    /// Whether somebody may show a secret of this application now, with what is valid of it, if it is.
    pub(super) async fn admits_secret(&self, client_id: &str, valid: Option<&Shown>) -> bool {
        let bucket = match valid {
            Some(valid) => format!("/oauth {client_id} {}", valid.key()),
            None => format!("/oauth {client_id}"),
        };
        self.admits(None, bucket.into()).await
    }

    async fn admits(&self, address: Option<IpAddr>, bucket: Arc<str>) -> bool {
        let Some(Limit { meter, tariff }) = &self.server.limit else {
            return true;
        };
        let bucket = BucketKey {
            portal: self.accounts.portal().clone(),
            address,
            caller: Some(bucket),
        };
        admits(&**meter, &bucket, *tariff).await
    }
}
