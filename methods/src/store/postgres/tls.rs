//! How a connection is encrypted.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::address::Trust;
use crate::store::{OpenError, OpenErrorKind};

/// What connects with this much trust.
pub(super) fn connector(store: &str, trust: &Trust) -> Result<MakeRustlsConnect, OpenError> {
    let provider = Arc::new(ring::default_provider());
    let failed = |error: &dyn fmt::Display| {
        let what = "encryption cannot be set up";
        OpenError::new(OpenErrorKind::Failed, store, what, "see the cause")
            .because(error.to_string())
    };
    let roots = match trust {
        Trust::Any => None,
        Trust::Issuer(file) | Trust::Host(Some(file)) => Some(from_file(store, file)?),
        Trust::Host(None) => Some(from_system(store)?),
    };
    let inner = roots
        .map(|roots| {
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone()).build()
        })
        .transpose()
        .map_err(|error| failed(&error))?;
    let verifier = Verifier {
        inner,
        host: matches!(trust, Trust::Host(_)),
        provider: provider.clone(),
    };
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(&error))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

fn from_file(store: &str, file: &Path) -> Result<RootCertStore, OpenError> {
    let wrong = |what: String| {
        let remedy =
            "`sslrootcert` must be a file of certificates in PEM that the program may read";
        OpenError::new(OpenErrorKind::Address, store, what, remedy)
    };
    let what = || format!("the root certificates {} cannot be read", file.display());
    let mut roots = RootCertStore::empty();
    let certificates =
        CertificateDer::pem_file_iter(file).map_err(|error| wrong(what()).because(error))?;
    for certificate in certificates {
        let certificate = certificate.map_err(|error| wrong(what()).because(error))?;
        roots
            .add(certificate)
            .map_err(|error| wrong(what()).because(error))?;
    }
    if roots.is_empty() {
        return Err(wrong(format!("{} has no certificate", file.display())));
    }
    Ok(roots)
}

fn from_system(store: &str) -> Result<RootCertStore, OpenError> {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() {
        let what = "the system has no root certificates";
        let remedy =
            "install them (`apt-get install ca-certificates`), or name a file by `sslrootcert`";
        let error = OpenError::new(OpenErrorKind::Address, store, what, remedy);
        return Err(match found.errors.into_iter().next() {
            Some(cause) => error.because(cause),
            None => error,
        });
    }
    Ok(roots)
}

/// As libpq: the host is checked in `verify-full` alone, the issuer if there are root certificates.
#[derive(Debug)]
struct Verifier {
    inner: Option<Arc<WebPkiServerVerifier>>,
    host: bool,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        host: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(inner) = &self.inner else {
            return Ok(ServerCertVerified::assertion());
        };
        match inner.verify_server_cert(certificate, intermediates, host, ocsp, now) {
            // The host is looked at last, when all else is well.
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if !self.host => Ok(ServerCertVerified::assertion()),
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}
