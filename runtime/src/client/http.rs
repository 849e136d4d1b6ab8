//! Requests over HTTP/1.1 and TLS.

use std::io;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};

use super::error::Error;
use super::transport::{Transport, TransportError};
use crate::api::BoxFuture;

/// How long a connection may take to be made.
const CONNECTING: Duration = Duration::from_secs(10);

/// How long a connection is kept for the next call. Portals of Bitrix24 close theirs after a minute.
const IDLE: Duration = Duration::from_secs(30);

/// The largest answer that is read, in bytes: a portal that is none should not fill the memory.
const ANSWER: usize = 256 << 20;

/// Connections to a portal, kept for the next call.
#[derive(Debug)]
pub(super) struct Http {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
}

impl Http {
    /// One that trusts what the operating system trusts, and these certificates.
    pub(super) fn new(certificates: Vec<CertificateDer<'_>>) -> Result<Self, Error> {
        let mut http = HttpConnector::new();
        http.enforce_http(false);
        http.set_connect_timeout(Some(CONNECTING));
        http.set_nodelay(true);
        let https = HttpsConnectorBuilder::new()
            .with_tls_config(trusting(certificates)?)
            .https_or_http()
            .enable_http1()
            .wrap_connector(http);
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .build(https);
        Ok(Self { client })
    }
}

/// The certificates of a text in PEM, of which there must be one.
pub(super) fn certificates(text: &[u8]) -> Result<Vec<CertificateDer<'_>>, Error> {
    let all: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(text).collect();
    match all {
        Ok(all) if all.is_empty() => Err(Error::request(
            "no certificate in it: in PEM one begins with `-----BEGIN CERTIFICATE-----`",
        )),
        all => all.map_err(|_| Error::request(UNUSABLE)),
    }
}

const UNUSABLE: &str = "not a certificate in PEM";

fn trusting(certificates: Vec<CertificateDer<'_>>) -> Result<ClientConfig, Error> {
    /// Read once: that are some hundred files.
    static SYSTEM: LazyLock<RootCertStore> = LazyLock::new(|| {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        roots
    });
    let mut roots = SYSTEM.clone();
    for certificate in certificates {
        let added = roots.add(certificate.into_owned());
        added.map_err(|_| Error::request(UNUSABLE))?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::request(error.to_string()))?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

impl Transport for Http {
    fn send(
        &self,
        request: Request<Vec<u8>>,
    ) -> BoxFuture<'_, Result<Response<Vec<u8>>, TransportError>> {
        let sending = self
            .client
            .request(request.map(|body| Full::new(body.into())));
        Box::pin(async move {
            let (parts, body) = match sending.await {
                Ok(response) => response.into_parts(),
                Err(error) if error.is_connect() => return Err(TransportError::unsent(error)),
                Err(error) => return Err(TransportError::new(error)),
            };
            let body = Limited::new(body, ANSWER).collect().await;
            let body = body.map_err(|error| TransportError::new(io::Error::other(error)))?;
            Ok(Response::from_parts(parts, body.to_bytes().into()))
        })
    }
}
