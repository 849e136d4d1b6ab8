//! Addresses of handlers (P-234).

use bitrix_rest::RestError;
use bitrix_rest::http::Uri;

/// Why an address is none of a handler.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, RestError)]
#[non_exhaustive]
pub enum HandlerError {
    /// It cannot be read, its host has no dot, or it has a user or a password: what a log would say of its connection.
    #[error("Wrong handler URL")]
    #[rest(code = "ERROR_WRONG_HANDLER_URL", status = 400)]
    WrongUrl,
    /// Neither `http` nor `https`.
    #[error("Unsupported handler protocol")]
    #[rest(code = "ERROR_UNSUPPORTED_PROTOCOL", status = 400)]
    UnsupportedProtocol,
}

/// Reads an address. A host without a dot is a name that only the network of the portal has: it is refused unless `local`
/// allows it. That keeps nobody out of that network, for addresses have dots; [`HttpSender::public_only`] does.
///
/// [`HttpSender::public_only`]: super::HttpSender::public_only
pub(super) fn read(address: &str, local: bool) -> Result<Uri, HandlerError> {
    let uri: Uri = address.parse().map_err(|_| HandlerError::WrongUrl)?;
    let host = uri.host().unwrap_or_default();
    let dotted = host.find('.').is_some_and(|at| at > 0) || (local && !host.is_empty());
    let anonymous = uri.authority().is_none_or(|it| !it.as_str().contains('@'));
    let named = dotted && anonymous;
    match uri.scheme_str() {
        None => Err(HandlerError::WrongUrl),
        _ if !named => Err(HandlerError::WrongUrl),
        Some("http" | "https") => Ok(uri),
        Some(_) => Err(HandlerError::UnsupportedProtocol),
    }
}

/// Whether this can be the address of a handler: on a host with a dot, or anywhere if `allow_local`.
///
/// ```
/// use bitrix_rest_methods::events::{HandlerError, check_handler};
///
/// assert_eq!(check_handler("https://app.example/handler", false), Ok(()));
/// assert_eq!(check_handler("http://localhost/handler", false), Err(HandlerError::WrongUrl));
/// ```
///
/// # Errors
/// As `event.bind` refuses it (P-234).
pub fn check_handler(address: &str, allow_local: bool) -> Result<(), HandlerError> {
    read(address, allow_local).map(drop)
}

/// Whose queue it is, and what the log says of it: host and port, without what may be secret.
pub(super) fn receiver(uri: &Uri) -> String {
    let host = uri.host().unwrap_or_default();
    match uri.port_u16() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Proves: P-234
    #[test]
    fn hosts_have_a_dot_and_protocols_are_http() {
        for (address, found) in [
            ("https://app.example/handler?x=1", Ok(())),
            ("http://192.0.2.1:8080/", Ok(())),
            ("https://localhost/", Err(HandlerError::WrongUrl)),
            ("https://.example/", Err(HandlerError::WrongUrl)),
            ("http://[::1]/", Err(HandlerError::WrongUrl)),
            ("/handler.php", Err(HandlerError::WrongUrl)),
            ("app.example", Err(HandlerError::WrongUrl)),
            ("", Err(HandlerError::WrongUrl)),
            ("https://", Err(HandlerError::WrongUrl)),
            ("https://app example/", Err(HandlerError::WrongUrl)),
            (
                "https://user:word@app.example/",
                Err(HandlerError::WrongUrl),
            ),
            ("ftp://app.example/", Err(HandlerError::UnsupportedProtocol)),
            ("ftp://localhost/", Err(HandlerError::WrongUrl)),
        ] {
            assert_eq!(read(address, false).map(drop), found, "{address}");
        }
        for address in ["http://localhost:1/", "http://[::1]:1/", "http://receiver/"] {
            assert!(read(address, true).is_ok(), "{address}");
        }
        assert!(read("ftp://localhost/", true).is_err());
    }

    #[test]
    fn secrets_of_an_address_are_not_named() {
        let uri = read("https://app.example:8443/x?token=secret", false);
        assert_eq!(
            uri.as_ref().map(receiver),
            Ok("app.example:8443".to_owned())
        );
    }
}
