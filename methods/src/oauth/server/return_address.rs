//! Where the browser goes after a sign-in.

use bitrix_rest::Array;
use bitrix_rest::http::Uri;
use bitrix_rest::params::query;

/// The address of an application, from its record and from nowhere else (P-98).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ReturnAddress {
    address: String,
    /// Scheme, host and port, as a content security policy names them.
    origin: String,
}

impl ReturnAddress {
    /// None if a browser could not be sent there: it must be an absolute `http` or `https` address without fragment.
    pub(super) fn read(address: &str) -> Option<Self> {
        if !address.bytes().all(|byte| byte.is_ascii_graphic()) || address.contains('#') {
            return None;
        }
        let uri: Uri = address.parse().ok()?;
        let (scheme @ ("http" | "https"), authority) = (uri.scheme_str()?, uri.authority()?) else {
            return None;
        };
        // A policy is a list of words: a host with other characters could add to it.
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte);
        if !authority.as_str().bytes().all(plain) {
            return None;
        }
        Some(Self {
            origin: format!("{scheme}://{authority}"),
            address: address.to_owned(),
        })
    }

    pub(super) fn origin(&self) -> &str {
        &self.origin
    }

    /// With more parameters in its query.
    pub(super) fn with(&self, parameters: &Array) -> String {
        let separator = match self.address.contains('?') {
            false => "?",
            true if self.address.ends_with(['?', '&']) => "",
            true => "&",
        };
        format!("{}{separator}{}", self.address, query::encode(parameters))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn parameters_join_those_that_are_there() {
        let mut parameters = Array::new();
        parameters.insert("scope", "crm,user");
        for (address, expected) in [
            (
                "https://app.example",
                "https://app.example?scope=crm%2Cuser",
            ),
            ("http://[::1]:80/a?", "http://[::1]:80/a?scope=crm%2Cuser"),
            (
                "https://app.example/?a=b",
                "https://app.example/?a=b&scope=crm%2Cuser",
            ),
        ] {
            let read = ReturnAddress::read(address).unwrap();
            assert_eq!(read.with(&parameters), expected);
        }
    }

    #[test]
    fn a_policy_gets_the_origin_alone() {
        let read = ReturnAddress::read("https://app.example:8443/a/b?c=;d").unwrap();
        assert_eq!(read.origin(), "https://app.example:8443");
    }

    #[test]
    fn a_browser_is_not_sent_elsewhere() {
        for address in [
            "",
            "/signed-in",
            "javascript:alert(1)",
            "data:text/html,a",
            "https:///a",
            "https://app.example/#a",
            "https://app.example/a b",
            "https://app.example/\r\nSet-Cookie: a=b",
            "https://ada@app.example/",
            "https://app.example;script-src/",
        ] {
            assert_eq!(ReturnAddress::read(address), None, "{address}");
        }
    }
}
