//! Options of `portal serve` about TLS.

use clap::Args;
use toml::Spanned;

use crate::Failure;
use crate::config::Server;

/// Options of `portal serve` about TLS. Without any of them, and without their like in the configuration, the portal speaks
/// plain HTTP.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "TLS")]
pub struct TlsOptions {
    /// Serve https with a certificate of an authority of the portal's own
    ///
    /// The authority is made once and kept in the folder `tls` beside the database, its key readable for its owner alone. A
    /// certificate for localhost, 127.0.0.1, ::1 and the listening address is made by it at every start. Commands that make
    /// clients trust it are printed.
    #[arg(long, conflicts_with_all = ["tls_cert", "tls_key"])]
    pub tls_self_signed: bool,

    /// One more name, or address, that the certificate is for; may be repeated
    #[arg(long, value_name = "NAME")]
    pub tls_name: Vec<String>,

    /// Keep the authority in this folder instead of beside the database
    #[arg(long, value_name = "PATH", env = "PORTAL_TLS_FOLDER")]
    pub tls_folder: Option<String>,

    /// Serve https with this certificate, a PEM file; those of its issuers follow in it
    #[arg(
        long,
        value_name = "FILE",
        env = "PORTAL_TLS_CERT",
        requires = "tls_key"
    )]
    pub tls_cert: Option<String>,

    /// The key of --tls-cert, a PEM file
    #[arg(
        long,
        value_name = "FILE",
        env = "PORTAL_TLS_KEY",
        requires = "tls_cert"
    )]
    pub tls_key: Option<String>,
}

impl TlsOptions {
    /// Puts what was given over the configuration: one kind of certificate replaces the other.
    pub(crate) fn put_over(&self, server: &mut Server) -> Result<(), Failure> {
        let given = |text: &String| Spanned::new(0..0, text.clone());
        if self.tls_self_signed {
            server.tls_self_signed = true;
            (server.tls_cert, server.tls_key) = (None, None);
        }
        if let (Some(cert), Some(key)) = (&self.tls_cert, &self.tls_key) {
            server.tls_self_signed = false;
            (server.tls_cert, server.tls_key) = (Some(given(cert)), Some(given(key)));
        }
        if !self.tls_name.is_empty() {
            if !server.tls_self_signed {
                return Err(Failure::Usage(
                    "--tls-name is for certificates that the portal makes; add --tls-self-signed"
                        .to_owned(),
                ));
            }
            server.tls_names = self.tls_name.iter().map(given).collect();
        }
        if let Some(folder) = &self.tls_folder {
            server.tls_folder = Some(folder.clone());
        }
        Ok(())
    }
}
