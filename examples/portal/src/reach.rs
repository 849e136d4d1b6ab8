//! How clients reach a portal, and come to trust it.

use std::fmt::Display;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;

use crate::tls::Trust;

/// How clients of this machine reach a portal.
#[derive(Debug)]
pub(crate) struct Reach {
    /// The address of calls, without a slash at the end.
    pub(crate) base: String,
    secure: bool,
    trust: Option<Trust>,
}

impl Reach {
    /// A portal that listens here, over TLS or not. Who has a certificate of their own knows how it is trusted.
    pub(crate) fn new(address: SocketAddr, secure: bool, trust: Option<Trust>) -> Self {
        let host = match address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
            IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
            ip => ip,
        };
        Self {
            base: base(&SocketAddr::new(host, address.port()), secure),
            secure,
            trust,
        }
    }

    /// One that would listen where the configuration says, which may be a host name.
    pub(crate) fn would_be(listen: &str, secure: bool) -> Self {
        match listen.parse() {
            Ok(address) => Self::new(address, secure, None),
            Err(_) => Self {
                base: base(&listen, secure),
                secure,
                trust: None,
            },
        }
    }

    /// What cURL needs to call: an option with a space after it, or nothing.
    pub(crate) fn curl(&self) -> String {
        match &self.trust {
            Some(trust) => format!("--cacert {} ", quoted(&trust.authority)),
            None => String::new(),
        }
    }

    /// How clients come to trust the portal; nothing if it speaks plain HTTP.
    pub(crate) fn trust(&self) -> String {
        match &self.trust {
            Some(Trust { authority, names }) => {
                let file = quoted(authority);
                format!(
                    "Its certificate is for {names}. What makes a client trust it:\n  \
                       curl --cacert {file}\n  \
                       export SSL_CERT_FILE={file}          # OpenSSL, Go, Ruby, Python\n  \
                       export REQUESTS_CA_BUNDLE={file}     # Python's requests\n  \
                       export NODE_EXTRA_CA_CERTS={file}    # Node.js\n",
                    names = names.join(", ")
                )
            }
            None if self.secure => "Call it by a name that your certificate is for.\n".to_owned(),
            None => String::new(),
        }
    }
}

fn base(host: &dyn Display, secure: bool) -> String {
    let scheme = if secure { "https" } else { "http" };
    format!("{scheme}://{host}/rest")
}

/// As a shell takes it.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |char: char| char.is_ascii_alphanumeric() || "/._-".contains(char);
    if text.chars().all(plain) {
        text
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_portal_that_listens_everywhere_is_called_at_home() {
        for (address, secure, url) in [
            ("0.0.0.0:80", false, "http://127.0.0.1:80/rest"),
            ("[::]:8624", true, "https://[::1]:8624/rest"),
            ("192.0.2.7:8624", false, "http://192.0.2.7:8624/rest"),
        ] {
            let reach = Reach::new(address.parse().unwrap(), secure, None);
            assert_eq!(reach.base, url);
            assert_eq!(Reach::would_be(address, secure).base, url);
        }
        let named = Reach::would_be("portal.test:8624", true);
        assert_eq!(named.base, "https://portal.test:8624/rest");
    }

    #[test]
    fn paths_are_quoted_for_a_shell() {
        assert_eq!(quoted(Path::new("/a/tls/ca.pem")), "/a/tls/ca.pem");
        assert_eq!(quoted(Path::new("/a b/it's")), r"'/a b/it'\''s'");
    }
}
