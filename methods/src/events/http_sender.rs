//! Events over HTTP.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bitrix_rest::BoxFuture;
use bitrix_rest::http::header::{CONTENT_TYPE, USER_AGENT};
use bitrix_rest::http::{HeaderValue, Request, StatusCode};
use bytes::Bytes;
use http_body_util::Full;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::Name;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::{ClientConfig, RootCertStore};
use tower::Service;

use super::public::is_public;
use super::sender::{Delivery, SendError, Sender};

/// How long a connection may take to be made.
const CONNECTING: Duration = Duration::from_secs(5);

/// How long a connection is kept for the next event.
const IDLE: Duration = Duration::from_secs(15);

/// Posts events over HTTP/1.1 and TLS. It trusts the certificates that the operating system trusts (or those that
/// `SSL_CERT_FILE` names), follows no redirect, and reads no more of an answer than its head.
#[derive(Debug, Clone)]
pub struct HttpSender {
    client: Client<HttpsConnector<HttpConnector<Resolver>>, Full<Bytes>>,
    public_only: bool,
}

impl HttpSender {
    /// Needs no runtime yet. Where the operating system has no certificates to trust, handlers on `https` are not reached,
    /// and the log says so.
    ///
    /// # Errors
    /// TLS cannot be set up.
    pub fn new() -> Result<Self, io::Error> {
        Self::resolving(false)
    }

    /// One that reaches only what anybody in the internet can reach: for a server whose users are not trusted with the network
    /// that it stands in. Names are refused that lead into private networks, and so are their addresses.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn public_only() -> Result<Self, io::Error> {
        Self::resolving(true)
    }

    fn resolving(public_only: bool) -> Result<Self, io::Error> {
        let mut http = HttpConnector::new_with_resolver(Resolver { public_only });
        http.enforce_http(false);
        http.set_connect_timeout(Some(CONNECTING));
        http.set_nodelay(true);
        let https = HttpsConnectorBuilder::new()
            .with_tls_config(trusting()?)
            .https_or_http()
            .enable_http1()
            .wrap_connector(http);
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .build(https);
        Ok(Self {
            client,
            public_only,
        })
    }
}

const NOT_PUBLIC: &str = "the receiver is in a private network";

/// Asks the operating system for addresses.
#[derive(Debug, Clone, Copy)]
struct Resolver {
    public_only: bool,
}

impl Service<Name> for Resolver {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = BoxFuture<'static, Result<Self::Response, io::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), io::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let public_only = self.public_only;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let mut addresses: Vec<SocketAddr> = found.collect();
            // These are connected to: nobody can change the name in between.
            addresses.retain(|address| !public_only || is_public(address.ip()));
            match addresses.is_empty() {
                true => Err(io::Error::other(NOT_PUBLIC)),
                false => Ok(addresses.into_iter()),
            }
        })
    }
}

/// TLS that trusts what the operating system trusts.
fn trusting() -> Result<ClientConfig, io::Error> {
    let mut roots = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    let (trusted, _) = roots.add_parsable_certificates(found.certs);
    if trusted == 0 {
        tracing::warn!(
            "there are no certificates to trust: no handler on https will hear of events"
        );
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

impl Sender for HttpSender {
    fn send(&self, delivery: Delivery) -> BoxFuture<'_, Result<StatusCode, SendError>> {
        let mut request = Request::new(Full::from(delivery.form));
        *request.method_mut() = bitrix_rest::http::Method::POST;
        *request.uri_mut() = delivery.url;
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        request.headers_mut().insert(CONTENT_TYPE, form);
        let agent = HeaderValue::from_static(concat!("bitrix-rest/", env!("CARGO_PKG_VERSION")));
        request.headers_mut().insert(USER_AGENT, agent);
        // An address in digits is not asked for by name.
        let host = request.uri().host().unwrap_or_default();
        let digits = host.trim_start_matches('[').trim_end_matches(']');
        let digits: Option<IpAddr> = digits.parse().ok();
        let refused = self.public_only && digits.is_some_and(|address| !is_public(address));
        let sending = self.client.request(request);
        Box::pin(async move {
            if refused {
                return Err(SendError::new(NOT_PUBLIC));
            }
            let answered = sending
                .await
                .map_err(|error| SendError::new(chain(&error)))?;
            Ok(answered.status())
        })
    }
}

/// With all causes: `client error (Connect): tcp connect error: Connection refused`.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test]
    async fn private_networks_are_not_reached_if_they_are_not_to_be() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let sender = HttpSender::public_only().unwrap();
        for host in [
            "127.0.0.1",
            "localhost",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "2130706433",
        ] {
            let delivery = Delivery {
                url: format!("http://{host}:{port}/").parse().unwrap(),
                form: String::new(),
            };
            let refused = sender.send(delivery).await.unwrap_err();
            assert!(
                refused.to_string().contains(NOT_PUBLIC),
                "{host}: {refused}"
            );
        }
        let nobody = tokio::time::timeout(Duration::from_millis(50), listener.accept());
        assert!(nobody.await.is_err());
    }
}
