//! TLS: whose certificate, for which names, and how clients come to trust it.

mod acceptor;
mod authority;
mod names;
mod options;
mod pem;
mod validity;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::{ConfigBuilder, ServerConfig, server::WantsServerCert};

use crate::Failure;
use crate::config::Server;
use crate::store::Address;

pub(crate) use acceptor::Acceptor;
pub(crate) use names::name;
pub use options::TlsOptions;

use authority::Authority;

/// The name of the folder of an authority, beside a database.
const FOLDER: &str = "tls";

/// Where the certificate comes from: read, or ready to be made.
pub(crate) enum Source {
    /// Plain HTTP.
    None,
    /// The files of the owner.
    Own(Box<ServerConfig>),
    /// An authority of the portal's own; and names that its certificates are for beside those of the machine.
    Local(Box<Authority>, Vec<String>),
}

/// What connections are begun with, and what clients need.
#[derive(Debug)]
pub(crate) struct Tls {
    pub(crate) acceptor: Acceptor,
    /// Who has a certificate of their own knows how it is trusted.
    pub(crate) trust: Option<Trust>,
}

/// How clients come to trust the portal.
#[derive(Debug)]
pub(crate) struct Trust {
    /// The certificate of the authority, in PEM.
    pub(crate) authority: PathBuf,
    /// What the portal may be called by.
    pub(crate) names: Vec<String>,
}

/// Reads, or makes, what TLS needs.
///
/// # Errors
/// Files that cannot be read or do not fit; no place for an authority.
pub(crate) fn source(server: &Server, store: &Address) -> Result<Source, Failure> {
    if let (Some(cert), Some(key)) = (&server.tls_cert, &server.tls_key) {
        let config = pem::config(Path::new(cert.get_ref()), Path::new(key.get_ref()))?;
        return Ok(Source::Own(Box::new(config)));
    }
    if !server.tls_self_signed {
        return Ok(Source::None);
    }
    let folder = match (&server.tls_folder, store) {
        (Some(folder), _) => PathBuf::from(folder),
        (None, Address::Sqlite(path)) => path.with_file_name(FOLDER),
        (None, other) => {
            return Err(Failure::Usage(format!(
                "--tls-self-signed keeps a certificate authority beside the database, and {other} is no file; say where with \
                 --tls-folder, as in --tls-folder portal-data/{FOLDER}"
            )));
        }
    };
    let more = server
        .tls_names
        .iter()
        .map(|name| names::name(name.get_ref()));
    let more = more.collect::<Result<_, _>>().map_err(Failure::Usage)?;
    Ok(Source::Local(Box::new(Authority::of(&folder)?), more))
}

impl Source {
    /// TLS for who listens here.
    pub(crate) fn serve(self, listen: &str, address: SocketAddr) -> Result<Option<Tls>, Failure> {
        let (mut config, trust) = match self {
            Self::None => return Ok(None),
            Self::Own(config) => (*config, None),
            Self::Local(authority, more) => {
                let names = names::all(listen, address.ip(), &more);
                let trust = Trust {
                    authority: authority.certificate(),
                    names,
                };
                (authority.config(&trust.names)?, Some(trust))
            }
        };
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Some(Tls {
            acceptor: Acceptor::new(config),
            trust,
        }))
    }
}

fn builder() -> Result<ConfigBuilder<ServerConfig, WantsServerCert>, Failure> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Failure::Runtime(format!("TLS cannot be served: {error}")))?;
    Ok(builder.with_no_client_auth())
}
