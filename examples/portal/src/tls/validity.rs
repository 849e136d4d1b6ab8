//! What the portal needs to know of a certificate that is there already.

use std::time::{Duration, SystemTime};

use rustls::pki_types::CertificateDer;
use x509_cert::Certificate;
use x509_cert::der::Decode;

/// When a certificate is valid, and whose it is.
#[derive(Debug)]
pub(super) struct Validity {
    not_before: SystemTime,
    pub(super) not_after: SystemTime,
    key: Vec<u8>,
}

/// Of this certificate, if it is one.
pub(super) fn of(certificate: &CertificateDer<'_>) -> Option<Validity> {
    let body = Certificate::from_der(certificate).ok()?.tbs_certificate;
    Some(Validity {
        not_before: body.validity.not_before.to_system_time(),
        not_after: body.validity.not_after.to_system_time(),
        key: body
            .subject_public_key_info
            .subject_public_key
            .raw_bytes()
            .to_vec(),
    })
}

impl Validity {
    pub(super) fn contains(&self, time: SystemTime) -> bool {
        self.not_before <= time && time <= self.not_after
    }

    /// Whether it is still valid after this time from now.
    pub(super) fn lasts(&self, time: Duration) -> bool {
        self.not_after > SystemTime::now() + time
    }

    /// Whether it is about this public key.
    pub(super) fn is_of(&self, key: &[u8]) -> bool {
        self.key == key
    }
}
