//! Where the portal is, as seen from outside.

use bitrix_rest::http::Uri;

/// The addresses that replies name: of the portal, and of its authorization server. They come from here and never from
/// a request, whose `Host` anybody may write (P-335).
///
/// ```
/// use bitrix_rest_methods::oauth::Endpoints;
///
/// // The portal is its own authorization server …
/// let one = Endpoints::at("https://portal.example")?;
/// // … or names another, as portals in the cloud do.
/// let two = Endpoints::at("http://127.0.0.1:8624/rest/")?.with_server("https://oauth.example/rest/")?;
/// # Ok::<(), bitrix_rest_methods::oauth::EndpointError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoints {
    portal: Endpoint,
    server: Endpoint,
}

/// An address, ending in `/rest/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Endpoint {
    pub(super) url: String,
    /// Host, and port if it is written.
    pub(super) domain: String,
}

/// An address that clients could not call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{address}` is no address of a portal: {why}; write one like https://portal.example")]
pub struct EndpointError {
    address: String,
    why: &'static str,
}

impl Endpoints {
    /// A portal that is its own authorization server, called at this absolute address, with or without `/rest/`.
    ///
    /// # Errors
    /// It is no absolute `http` or `https` address, or has what no endpoint has: a user, a query, a fragment.
    pub fn at(address: &str) -> Result<Self, EndpointError> {
        let portal = Endpoint::read(address)?;
        Ok(Self {
            server: portal.clone(),
            portal,
        })
    }

    /// Names another authorization server in replies: `server_endpoint` and its domain (P-99, P-102).
    ///
    /// # Errors
    /// As [`at`](Self::at).
    pub fn with_server(self, address: &str) -> Result<Self, EndpointError> {
        Ok(Self {
            server: Endpoint::read(address)?,
            ..self
        })
    }

    /// `client_endpoint`: where methods are called, ending in `/rest/` (P-102).
    pub fn client_endpoint(&self) -> &str {
        &self.portal.url
    }

    /// `server_endpoint`: where the authorization server answers, ending in `/rest/` (P-102).
    pub fn server_endpoint(&self) -> &str {
        &self.server.url
    }

    /// The host of the portal, with its port if the address has one (P-324).
    pub fn domain(&self) -> &str {
        &self.portal.domain
    }

    /// The host of the authorization server, with its port if the address has one.
    pub fn server_domain(&self) -> &str {
        &self.server.domain
    }

    /// Whether browsers reach the portal by `https`.
    pub fn is_secure(&self) -> bool {
        self.portal.url.starts_with("https:")
    }
}

impl Endpoint {
    fn read(address: &str) -> Result<Self, EndpointError> {
        let refuse = |why| EndpointError {
            address: address.to_owned(),
            why,
        };
        if address.contains(['?', '#']) {
            return Err(refuse("it has a query or a fragment"));
        }
        let uri: Uri = address.parse().map_err(|_| refuse("it cannot be read"))?;
        let (Some(scheme @ ("http" | "https")), Some(authority)) =
            (uri.scheme_str(), uri.authority())
        else {
            return Err(refuse("it does not begin with http:// or https://"));
        };
        if authority.as_str().contains('@') {
            return Err(refuse("it has a user"));
        }
        let path = uri.path().trim_end_matches('/');
        let path = path.strip_suffix("/rest").unwrap_or(path);
        Ok(Self {
            url: format!("{scheme}://{authority}{path}/rest/"),
            domain: authority.to_string(),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    // Proves: P-335
    #[test]
    fn every_address_ends_in_rest() {
        for (address, url, domain) in [
            (
                "https://portal.example",
                "https://portal.example/rest/",
                "portal.example",
            ),
            (
                "https://portal.example/",
                "https://portal.example/rest/",
                "portal.example",
            ),
            (
                "http://127.0.0.1:8624/rest",
                "http://127.0.0.1:8624/rest/",
                "127.0.0.1:8624",
            ),
            ("http://[::1]:80/rest/", "http://[::1]:80/rest/", "[::1]:80"),
            (
                "https://a.example/b24//",
                "https://a.example/b24/rest/",
                "a.example",
            ),
        ] {
            let endpoints = Endpoints::at(address).unwrap();
            assert_eq!(
                (endpoints.client_endpoint(), endpoints.domain()),
                (url, domain)
            );
            assert_eq!(
                (endpoints.server_endpoint(), endpoints.server_domain()),
                (url, domain)
            );
        }
    }

    #[test]
    fn what_cannot_be_called_is_refused() {
        for address in [
            "",
            "/rest/",
            "portal.example",
            "ftp://portal.example",
            "https://",
            "https://ada:secret@portal.example",
            "https://portal.example/?a=b",
            "https://portal.example/#a",
            "https://portal example",
        ] {
            assert!(Endpoints::at(address).is_err(), "{address}");
        }
    }
}
