//! What is said about certificates that cannot be served, before anything listens.

use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::mistakes::{USER, mistakes};
use crate::support::{command, outcome, refused};

fn pem(label: &str, der: &[u8]) -> String {
    format!(
        "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
        STANDARD.encode(der)
    )
}

/// The one line that is said, and nothing listens.
fn said(arguments: &[&str]) -> String {
    let (code, stdout, stderr) =
        outcome(&[&["serve", "--listen", "127.0.0.1:0"], arguments].concat());
    assert_eq!((code, stdout.as_str()), (2, ""), "{arguments:?}: {stderr}");
    stderr
}

#[test]
fn files_that_do_not_fit() {
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name).to_str().unwrap().to_owned();
    let make = || rcgen::generate_simple_self_signed(["portal.test".to_owned()]).unwrap();
    let (own, other) = (make(), make());
    let key = own.signing_key.serialize_der();
    for (name, text) in [
        ("cert", pem("CERTIFICATE", own.cert.der())),
        ("key", pem("PRIVATE KEY", &key)),
        (
            "other",
            pem("PRIVATE KEY", &other.signing_key.serialize_der()),
        ),
        ("encrypted", pem("ENCRYPTED PRIVATE KEY", &key)),
        ("text", "no PEM at all".to_owned()),
        ("cut", "-----BEGIN CERTIFICATE-----\nAAAA\n".to_owned()),
        ("nonsense", pem("CERTIFICATE", b"nonsense")),
    ] {
        fs::write(path(name), text).unwrap();
    }
    for (cert, key, named, expected) in [
        (
            "none",
            "key",
            "none",
            "cannot be read: No such file or directory",
        ),
        (
            "cert",
            "none",
            "none",
            "cannot be read: No such file or directory",
        ),
        (
            "cert",
            "other",
            "other",
            "does not belong to the first certificate in",
        ),
        ("text", "key", "text", "has no certificate in PEM"),
        ("cert", "text", "text", "has no key in PEM"),
        (
            "key",
            "cert",
            "key",
            "are --tls-cert and --tls-key in each other's place?",
        ),
        ("cert", "cert", "cert", "has a certificate and no key"),
        ("cert", "encrypted", "encrypted", "is encrypted"),
        ("cut", "key", "cut", "is broken PEM"),
        ("nonsense", "key", "nonsense", "cannot be served"),
    ] {
        let stderr = said(&["--tls-cert", &path(cert), "--tls-key", &path(key)]);
        assert!(
            stderr.contains(expected) && stderr.contains(&path(named)),
            "{stderr}"
        );
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
        assert!(stderr.contains("; "), "no way out: {stderr}");
    }
}

#[test]
fn options_that_do_not_fit() {
    for (arguments, expected) in [
        (&["--tls-cert", "c"][..], "--tls-key <FILE>"),
        (&["--tls-key", "k"], "--tls-cert <FILE>"),
        (
            &["--tls-self-signed", "--tls-cert", "c", "--tls-key", "k"],
            "cannot be used with",
        ),
        (
            &["--tls-self-signed"],
            "say where with --tls-folder, as in --tls-folder portal-data/tls",
        ),
        (&["--tls-name", "a.test"], "add --tls-self-signed"),
        (
            &[
                "--tls-self-signed",
                "--tls-folder",
                "/nowhere",
                "--tls-name",
                "https://a.test",
            ],
            "`https://a.test` is no name for a certificate; write a host without scheme, port and path",
        ),
    ] {
        let stderr = said(arguments);
        assert!(stderr.contains(expected), "{arguments:?}: {stderr}");
    }
    let output = command()
        .args(["serve", "--tls-self-signed"])
        .env("PORTAL_TLS_CERT", "c")
        .env("PORTAL_TLS_KEY", "k")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2), "the environment counts, too");
}

#[test]
fn the_file_says_where_the_mistake_is() {
    for (text, expected) in [
        (
            "tls_cert = \"c\"",
            "2:12: `tls_cert` needs `tls_key` beside it; both are PEM files",
        ),
        (
            "tls_key = \"k\"",
            "2:11: `tls_key` needs `tls_cert` beside it; both are PEM files",
        ),
        (
            "tls_names = [\"a.test\", \"a b\"]",
            "2:24: `a b` is no name for a certificate; write a host without scheme, port and path, as in portal.test or 192.0.2.7",
        ),
        (
            "tls_names = \"a.test\"",
            "2:13: expected a list of texts, as [\"portal.test\"]",
        ),
    ] {
        assert_eq!(
            mistakes(&format!("[server]\n{text}\n{USER}")),
            [expected],
            "{text}"
        );
    }
    let both = "[server]\ntls_self_signed = true\ntls_cert = \"c\"\ntls_key = \"k\"\n";
    assert_eq!(
        mistakes(&format!("{both}{USER}")),
        [
            "3:12: `tls_self_signed = true` and `tls_cert` exclude each other; remove one of them",
            "4:11: `tls_self_signed = true` and `tls_key` exclude each other; remove one of them",
        ]
    );
}

/// An authority that is not whole is never replaced without a word: clients trust the old one.
#[test]
fn an_authority_that_is_not_whole() {
    let directory = tempfile::tempdir().unwrap();
    let folder = |name: &str, key: &str, cert: Option<&str>| {
        let folder = directory.path().join(name);
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("ca-key.pem"), key).unwrap();
        if let Some(cert) = cert {
            fs::write(folder.join("ca.pem"), cert).unwrap();
        }
        folder
    };
    let made = rcgen::generate_simple_self_signed(["portal.test".to_owned()]).unwrap();
    let other = rcgen::generate_simple_self_signed(["portal.test".to_owned()]).unwrap();
    let key = pem("PRIVATE KEY", &made.signing_key.serialize_der());
    let foreign = pem("CERTIFICATE", other.cert.der());
    let complain = |folder: &Path, file: &str, expected: &str| {
        let at = folder.to_str().unwrap();
        let (code, stderr) = refused(
            "memory:",
            &["serve", "--tls-self-signed", "--tls-folder", at],
        );
        assert_eq!(code, 1, "{stderr}");
        assert!(
            stderr.contains(&format!("{at}/{file} {expected}")),
            "{stderr}"
        );
        assert!(
            stderr.contains(&format!("remove {at}/ca-key.pem for a new authority")),
            "{stderr}"
        );
    };
    complain(
        &folder("a", &key, None),
        "ca.pem",
        "cannot be read: No such file or directory",
    );
    complain(
        &folder("b", "nonsense", None),
        "ca-key.pem",
        "is not a key of the portal",
    );
    complain(
        &folder("c", &key, Some("nonsense")),
        "ca.pem",
        "is not a certificate",
    );
    complain(
        &folder("d", &key, Some(&foreign)),
        "ca.pem",
        "is not the certificate of the key beside it",
    );
    let file = directory.path().join("file");
    fs::write(&file, "").unwrap();
    let inside = file.join("tls");
    let arguments = [
        "serve",
        "--tls-self-signed",
        "--tls-folder",
        inside.to_str().unwrap(),
    ];
    let (code, stderr) = refused("memory:", &arguments);
    assert!(
        code == 1 && stderr.contains("--tls-folder") && stderr.contains("/file/tls"),
        "{stderr}"
    );
}
