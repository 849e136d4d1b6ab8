//! The names that a certificate is for.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use rustls::pki_types::DnsName;

/// A name or an address in the form that certificates have it in.
///
/// # Errors
/// What is wrong with it, and what to write instead.
pub(crate) fn name(text: &str) -> Result<String, String> {
    let address = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(text);
    if let Ok(address) = address.parse::<IpAddr>() {
        return Ok(address.to_string());
    }
    let name = text.to_ascii_lowercase();
    let plain = name.strip_prefix("*.").unwrap_or(&name);
    match DnsName::try_from(plain) {
        Ok(_) => Ok(name),
        Err(_) if !text.is_ascii() => Err(format!(
            "`{text}` is no name for a certificate; write it as DNS has it, beginning with xn--"
        )),
        Err(_) => Err(format!(
            "`{text}` is no name for a certificate; write a host without scheme, port and path, as in portal.test or 192.0.2.7"
        )),
    }
}

/// All that a certificate of the portal is for: this machine, where it listens, and what else was asked for.
pub(super) fn all(listen: &str, address: IpAddr, more: &[String]) -> Vec<String> {
    let mut names = vec![
        "localhost".to_owned(),
        Ipv4Addr::LOCALHOST.to_string(),
        Ipv6Addr::LOCALHOST.to_string(),
    ];
    // Everywhere is not a place to call; and by a name that no certificate can have, nobody can call.
    let host = listen
        .rsplit_once(':')
        .and_then(|(host, _)| name(host).ok());
    let found = [host, Some(address.to_canonical().to_string())];
    for name in found.into_iter().flatten().chain(more.iter().cloned()) {
        let everywhere = name.parse().is_ok_and(|ip: IpAddr| ip.is_unspecified());
        if !everywhere && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn names_and_addresses() {
        for (text, written) in [
            ("Portal.Test", "portal.test"),
            ("*.portal.test", "*.portal.test"),
            ("my_service", "my_service"),
            ("192.0.2.7", "192.0.2.7"),
            ("[2001:DB8::1]", "2001:db8::1"),
        ] {
            assert_eq!(name(text).unwrap(), written);
        }
        for text in [
            "",
            "https://portal.test",
            "portal.test:443",
            "a b",
            "пример.рф",
            "*",
            "a..b",
        ] {
            assert!(name(text).unwrap_err().contains(text), "{text}");
        }
    }

    #[test]
    fn where_it_listens_is_a_name() {
        let home = ["localhost", "127.0.0.1", "::1"];
        let all = |listen: &str, address: &str, more: &[String]| {
            all(listen, address.parse().unwrap(), more)
        };
        assert_eq!(all("127.0.0.1:0", "127.0.0.1", &[]), home);
        assert_eq!(all("0.0.0.0:80", "0.0.0.0", &[]), home);
        assert_eq!(all("[::]:80", "::", &[]), home);
        assert_eq!(
            all(
                "Box.lan:80",
                "192.0.2.7",
                &["a.test".to_owned(), "localhost".to_owned()]
            ),
            [&home[..], &["box.lan", "192.0.2.7", "a.test"]].concat()
        );
    }
}
