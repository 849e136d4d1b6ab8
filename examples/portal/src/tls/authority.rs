//! A certificate authority of the portal's own: made once, kept, and trusted by those who are told to.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use super::{builder, validity};
use crate::Failure;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How long an authority is valid: ten years.
const LIFE: Duration = Duration::from_secs(3652 * DAY.as_secs());

/// With less time left than this, an authority is replaced when the portal starts.
const REST: Duration = Duration::from_secs(30 * DAY.as_secs());

/// How long a certificate is valid. Clients refuse those of more than 397 days, the day before now included.
const LEAF: Duration = Duration::from_secs(396 * DAY.as_secs());

/// The authority, and where clients find its certificate.
#[derive(Debug)]
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    not_after: SystemTime,
    certificate: PathBuf,
}

impl Authority {
    /// The authority of this folder; if there is none, or its time is over, it is made.
    ///
    /// # Errors
    /// The files cannot be read or written, or are not what was written.
    pub(super) fn of(folder: &Path) -> Result<Self, Failure> {
        let files = Files::of(folder);
        if let Some(authority) = files.load()? {
            return Ok(authority);
        }
        files.make_folder()?;
        let mut key = files.open_key().map_err(|error| files.unwritable(&error))?;
        // Of all that start at the same time one makes it, and the others find it.
        match files.load_from(&mut key)? {
            Some(authority) => Ok(authority),
            None => files.make(&mut key),
        }
    }

    /// The absolute path of the certificate that clients are to trust.
    pub(super) fn certificate(&self) -> PathBuf {
        std::path::absolute(&self.certificate).unwrap_or_else(|_| self.certificate.clone())
    }

    /// TLS with a new key and a certificate for these names.
    pub(super) fn config(&self, names: &[String]) -> Result<ServerConfig, Failure> {
        let now = SystemTime::now();
        let key = KeyPair::generate().map_err(failed)?;
        let mut leaf = CertificateParams::new(names).map_err(failed)?;
        leaf.not_before = (now - DAY).into();
        leaf.not_after = (now + LEAF).min(self.not_after).into();
        leaf.distinguished_name = named("Stand-in portal");
        leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        leaf.use_authority_key_identifier_extension = true;
        let leaf = leaf.signed_by(&key, &self.issuer).map_err(failed)?;
        let key = PrivatePkcs8KeyDer::from(key.serialize_der());
        builder()?
            .with_single_cert(vec![leaf.der().clone()], key.into())
            .map_err(|error| Failure::Runtime(format!("a certificate cannot be served: {error}")))
    }
}

/// Where an authority is kept.
struct Files {
    folder: PathBuf,
    key: PathBuf,
    certificate: PathBuf,
}

impl Files {
    fn of(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            key: folder.join("ca-key.pem"),
            certificate: folder.join("ca.pem"),
        }
    }

    /// What is there, without a need to write.
    fn load(&self) -> Result<Option<Authority>, Failure> {
        let mut key = match File::open(&self.key) {
            Ok(key) => key,
            // That a folder cannot be made there is told by whoever makes it.
            Err(error)
                if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) =>
            {
                return Ok(None);
            }
            Err(error) => return Err(self.unreadable(&self.key, &error)),
        };
        key.lock_shared()
            .map_err(|error| self.unreadable(&self.key, &error))?;
        self.load_from(&mut key)
    }

    fn load_from(&self, file: &mut File) -> Result<Option<Authority>, Failure> {
        let mut pem = Vec::new();
        file.read_to_end(&mut pem)
            .map_err(|error| self.unreadable(&self.key, &error))?;
        if pem.is_empty() {
            return Ok(None);
        }
        let key = match PrivateKeyDer::from_pem_slice(&pem) {
            Ok(key) => KeyPair::try_from(key.secret_der())
                .map_err(|_| self.broken(&self.key, "a key of the portal"))?,
            Err(_) => return Err(self.broken(&self.key, "a key of the portal")),
        };
        let pem = std::fs::read(&self.certificate)
            .map_err(|error| self.unreadable(&self.certificate, &error))?;
        let found = CertificateDer::from_pem_slice(&pem).ok();
        let Some(found) = found.as_ref().and_then(validity::of) else {
            return Err(self.broken(&self.certificate, "a certificate"));
        };
        if !found.is_of(key.public_key_raw()) {
            return Err(self.broken(&self.certificate, "the certificate of the key beside it"));
        }
        if !found.lasts(REST) {
            tracing::warn!(
                file = %self.certificate.display(),
                "the time of the authority is over: a new one is made, which clients have to be told to trust"
            );
            return Ok(None);
        }
        self.warn_of_readers(file);
        Ok(Some(self.authority(key, found.not_after)))
    }

    /// Makes an authority; the key file is locked. Its key is written last, for without it there is none.
    fn make(&self, file: &mut File) -> Result<Authority, Failure> {
        let key = KeyPair::generate().map_err(failed)?;
        let now = SystemTime::now();
        let not_after = now + LIFE;
        let mut params = params(&key);
        params.not_before = (now - DAY).into();
        params.not_after = not_after.into();
        let certificate = params.self_signed(&key).map_err(failed)?;
        let write = |file: &mut File| {
            file.set_len(0)?;
            std::fs::write(&self.certificate, pem("CERTIFICATE", certificate.der()))?;
            file.seek(SeekFrom::Start(0))?;
            file.write_all(pem("PRIVATE KEY", &key.serialize_der()).as_bytes())?;
            file.sync_all()
        };
        write(file).map_err(|error| self.unwritable(&error))?;
        tracing::info!(file = %self.certificate.display(), "a certificate authority was made");
        Ok(self.authority(key, not_after))
    }

    fn authority(&self, key: KeyPair, not_after: SystemTime) -> Authority {
        Authority {
            issuer: Issuer::new(params(&key), key),
            not_after,
            certificate: self.certificate.clone(),
        }
    }

    /// For its owner alone; one that is there stays as it is.
    fn make_folder(&self) -> Result<(), Failure> {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder
            .create(&self.folder)
            .map_err(|error| self.unwritable(&error))
    }

    /// The file of the key, locked.
    fn open_key(&self) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).read(true).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&self.key)?;
        file.lock()?;
        Ok(file)
    }

    #[cfg(unix)]
    fn warn_of_readers(&self, key: &File) {
        use std::os::unix::fs::PermissionsExt;

        let mode = key.metadata().map(|found| found.permissions().mode());
        if mode.is_ok_and(|mode| mode & 0o077 != 0) {
            tracing::warn!(
                file = %self.key.display(),
                "others may read the key of the authority, and pretend to be any server to who trusts it; chmod 600"
            );
        }
    }

    #[cfg(not(unix))]
    fn warn_of_readers(&self, _: &File) {}

    fn unreadable(&self, file: &Path, error: &io::Error) -> Failure {
        Failure::Runtime(format!(
            "{} cannot be read: {error}; mend that, or remove {} for a new authority, which clients have to be told to trust",
            file.display(),
            self.key.display()
        ))
    }

    fn broken(&self, file: &Path, what: &str) -> Failure {
        Failure::Runtime(format!(
            "{} is not {what}; restore it, or remove {} for a new authority, which clients have to be told to trust",
            file.display(),
            self.key.display()
        ))
    }

    fn unwritable(&self, error: &io::Error) -> Failure {
        Failure::Runtime(format!(
            "the certificate authority cannot be kept in {}: {error}; allow it, or take another folder with --tls-folder",
            self.folder.display()
        ))
    }
}

/// What an authority of this key says of itself. It is made anew at every start and has to stay the same.
fn params(key: &KeyPair) -> CertificateParams {
    let mark: String = key
        .public_key_raw()
        .iter()
        .rev()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let mut params = CertificateParams::default();
    params.distinguished_name = named(&format!("Stand-in portal, local authority {mark}"));
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

fn named(name: &str) -> DistinguishedName {
    let mut full = DistinguishedName::new();
    full.push(DnType::CommonName, name);
    full
}

fn pem(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut pem = format!("-----BEGIN {label}-----\n");
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, more) = rest.split_at_checked(64).unwrap_or((rest, ""));
        pem.push_str(line);
        pem.push('\n');
        rest = more;
    }
    pem.push_str(&format!("-----END {label}-----\n"));
    pem
}

fn failed(error: rcgen::Error) -> Failure {
    Failure::Runtime(format!("a certificate cannot be made: {error}"))
}
