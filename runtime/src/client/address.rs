//! Where a portal is, and how it is let in by its path.

use std::fmt;

use http::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::error::Error;
use crate::call::{Secret, Version};

/// What stands in a segment of a path as it is.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The address of a portal's REST, with the secret of a webhook if that is what it is.
#[derive(Clone)]
pub(super) struct Address {
    /// `https://example.bitrix24.com`
    origin: String,
    /// The path before the methods: `/rest`.
    prefix: String,
    webhook: Option<Webhook>,
}

#[derive(Clone)]
struct Webhook {
    user: String,
    code: Secret,
}

impl Address {
    /// `https://example.bitrix24.com/rest/1/code/`, as the portal shows it (P-1).
    pub(super) fn of_webhook(url: &str) -> Result<Self, Error> {
        let (origin, mut segments) = parse(url)?;
        let (Some(code), Some(user)) = (segments.pop(), segments.pop()) else {
            return Err(Error::request(
                "the address of a webhook ends with a user and a code: https://…/rest/1/code/",
            ));
        };
        Ok(Self {
            webhook: Some(Webhook {
                user: user.to_owned(),
                code: code.into(),
            }),
            ..Self::of(origin, segments)
        })
    }

    /// `https://example.bitrix24.com/rest/`: the `client_endpoint` of an application (P-102).
    pub(super) fn of_endpoint(url: &str) -> Result<Self, Error> {
        let (origin, segments) = parse(url)?;
        Ok(Self::of(origin, segments))
    }

    fn of(origin: String, mut segments: Vec<&str>) -> Self {
        // The address of REST 3.0 names the same portal.
        if segments.last() == Some(&"api") {
            segments.pop();
        }
        if segments.is_empty() {
            segments.push("rest");
        }
        Self {
            origin,
            prefix: format!("/{}", segments.join("/")),
            webhook: None,
        }
    }

    /// Where a method is called (P-1).
    pub(super) fn uri(&self, version: Version, method: &str) -> Result<Uri, Error> {
        let mut text = format!("{}{}/", self.origin, self.prefix);
        if version == Version::V3 {
            text.push_str("api/");
        }
        if let Some(Webhook { user, code }) = &self.webhook {
            // Both stood in an address, encoded.
            text.push_str(&format!("{user}/{}/", code.expose()));
        }
        text.extend(utf8_percent_encode(method, SEGMENT));
        text.parse()
            .map_err(|_| Error::request("the method has a name that no address can hold"))
    }
}

/// The beginning of the address, and the segments of its path.
fn parse(url: &str) -> Result<(String, Vec<&str>), Error> {
    // An address may hold a secret: no message repeats it.
    let uri: Uri = url
        .trim()
        .parse()
        .map_err(|_| Error::request("not an address: https://example.bitrix24.com/rest/…"))?;
    let scheme = uri
        .scheme_str()
        .filter(|scheme| matches!(*scheme, "http" | "https"));
    let (Some(scheme), Some(authority)) = (scheme, uri.authority()) else {
        return Err(Error::request("an address begins with https:// or http://"));
    };
    if authority.as_str().contains('@') || uri.query().is_some() {
        return Err(Error::request(
            "an address of a portal has no password and no query",
        ));
    }
    let origin = format!("{scheme}://{authority}");
    let behind = url.trim().get(origin.len()..).unwrap_or_default();
    let segments = behind.split('/').filter(|segment| !segment.is_empty());
    Ok((origin, segments.collect()))
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}/", self.origin, self.prefix)?;
        match &self.webhook {
            Some(webhook) => write!(f, "{}/***/", webhook.user),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    // Proves: P-1
    #[test]
    fn addresses_of_both_generations() {
        let webhook = Address::of_webhook("https://a.example:8443/rest/1/c0de/").unwrap();
        let of = |version| webhook.uri(version, "user.get").unwrap().to_string();
        assert_eq!(
            of(Version::V2),
            "https://a.example:8443/rest/1/c0de/user.get"
        );
        assert_eq!(
            of(Version::V3),
            "https://a.example:8443/rest/api/1/c0de/user.get"
        );
        assert_eq!(format!("{webhook:?}"), "https://a.example:8443/rest/1/***/");
        let third = Address::of_webhook("https://a.example/rest/api/1/c0de").unwrap();
        assert_eq!(
            third.uri(Version::V2, "a").unwrap(),
            "https://a.example/rest/1/c0de/a"
        );
        for endpoint in ["http://a.example", "http://a.example/rest/"] {
            let endpoint = Address::of_endpoint(endpoint).unwrap();
            assert_eq!(
                endpoint.uri(Version::V3, "a b").unwrap(),
                "http://a.example/rest/api/a%20b"
            );
        }
    }

    #[test]
    fn what_is_no_address_is_said_without_repeating_it() {
        for url in [
            "",
            "a.example/rest/1/hidden/",
            "ftp://a.example/rest/1/hidden/",
            "https://a.example/hidden",
            "https://user:hidden@a.example/rest/1/x/",
            "https://a.example/rest/1/hidden/?a=b",
            "https://a.example/rest/1/hid den/",
        ] {
            let error = Address::of_webhook(url).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("hid"), "{error:?}");
        }
    }
}
