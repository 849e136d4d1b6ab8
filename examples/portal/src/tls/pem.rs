//! A certificate and a key of one's own, from PEM files.

use std::path::Path;

use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{Error, ServerConfig};

use super::builder;
use crate::Failure;

/// TLS with the chain and the key of these files.
pub(super) fn config(cert: &Path, key: &Path) -> Result<ServerConfig, Failure> {
    let chain = chain(cert)?;
    warn_of_its_time(cert, &chain);
    let private = private(key)?;
    builder()?.with_single_cert(chain, private).map_err(|error| {
        let (cert, key) = (cert.display(), key.display());
        Failure::Usage(match error {
            Error::InconsistentKeys(_) => format!(
                "the key {key} does not belong to the first certificate in {cert}; give the key that it was made with, and put \
                 the certificate of the server before those of its issuers"
            ),
            error => format!(
                "the certificate {cert} cannot be served with the key {key}: {error}; make both anew, the key of ECDSA or RSA"
            ),
        })
    })
}

fn chain(file: &Path) -> Result<Vec<CertificateDer<'static>>, Failure> {
    let bytes = read(file, "certificate", "--tls-cert")?;
    let chain: Vec<_> = CertificateDer::pem_slice_iter(&bytes)
        .collect::<Result<_, _>>()
        .map_err(|error| broken(file, &error))?;
    if !chain.is_empty() {
        return Ok(chain);
    }
    let name = file.display();
    Err(Failure::Usage(
        if PrivateKeyDer::from_pem_slice(&bytes).is_ok() {
            format!(
                "{name} has a key and no certificate; are --tls-cert and --tls-key in each other's place?"
            )
        } else {
            format!(
                "{name} has no certificate in PEM (`-----BEGIN CERTIFICATE-----`); if it is DER, \
             `openssl x509 -inform der -in {name} -out cert.pem` makes PEM of it"
            )
        },
    ))
}

fn private(file: &Path) -> Result<PrivateKeyDer<'static>, Failure> {
    let bytes = read(file, "key", "--tls-key")?;
    let name = file.display();
    PrivateKeyDer::from_pem_slice(&bytes).map_err(|error| match error {
        pem::Error::NoItemsFound if holds(&bytes, b"-----BEGIN ENCRYPTED PRIVATE KEY-----") => Failure::Usage(format!(
            "the key in {name} is encrypted, which the portal cannot read; `openssl pkey -in {name} -out key.pem` makes one \
             that is not"
        )),
        pem::Error::NoItemsFound if CertificateDer::from_pem_slice(&bytes).is_ok() => Failure::Usage(format!(
            "{name} has a certificate and no key; are --tls-cert and --tls-key in each other's place?"
        )),
        pem::Error::NoItemsFound => Failure::Usage(format!(
            "{name} has no key in PEM (`-----BEGIN PRIVATE KEY-----`); if it is DER, \
             `openssl pkey -inform der -in {name} -out key.pem` makes PEM of it"
        )),
        error => broken(file, &error),
    })
}

fn read(file: &Path, what: &str, option: &str) -> Result<Vec<u8>, Failure> {
    std::fs::read(file).map_err(|error| {
        Failure::Usage(format!(
            "the {what} {} cannot be read: {error}; name another with {option}, or let the portal make all with \
             --tls-self-signed",
            file.display()
        ))
    })
}

fn broken(file: &Path, error: &pem::Error) -> Failure {
    Failure::Usage(format!(
        "{} is broken PEM: {error}; copy it again, from `-----BEGIN` to the end",
        file.display()
    ))
}

fn holds(bytes: &[u8], line: &[u8]) -> bool {
    bytes.windows(line.len()).any(|window| window == line)
}

/// Clients will refuse it, which may be what a test is about.
fn warn_of_its_time(file: &Path, chain: &[CertificateDer<'_>]) {
    if let Some(first) = chain.first()
        && let Some(time) = super::validity::of(first)
        && !time.contains(std::time::SystemTime::now())
    {
        tracing::warn!(
            certificate = %file.display(),
            "it has expired or is not valid yet, so that clients will refuse it"
        );
    }
}
