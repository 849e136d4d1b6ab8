//! The portal over https: who trusts it, and who is told what.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use serde_json::Value;

use crate::support::{Portal, file, sqlite};

const CALL: &str = "rest/server.time?auth=demo-token-1";

/// What cURL says: its exit code, and what it got.
pub(crate) fn curl(arguments: &[&str]) -> (i32, String) {
    let output = Command::new("curl")
        .args(["--silent", "--show-error", "--noproxy", "*"])
        .args(arguments)
        .output()
        .unwrap();
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
    )
}

/// A connection inside of TLS, by somebody who trusts this authority alone.
pub(crate) fn connect(
    portal: &Portal,
    authority: &Path,
) -> StreamOwned<ClientConnection, TcpStream> {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_file(authority).unwrap())
        .unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = "localhost".try_into().unwrap();
    let client = ClientConnection::new(Arc::new(config), name).unwrap();
    StreamOwned::new(client, TcpStream::connect(&portal.address).unwrap())
}

fn port(portal: &Portal) -> &str {
    portal.address.rsplit_once(':').unwrap().1
}

// Proves: P-324
#[test]
fn who_trusts_the_authority_can_call() {
    let (directory, store) = sqlite();
    let portal = Portal::start(&[
        "--store",
        &store,
        "--tls-self-signed",
        "--tls-name",
        "portal.test",
        "--tls-name",
        "*.bitrix24.test",
    ]);
    let ca = directory.path().join("tls/ca.pem");
    let trusting = ["--cacert", ca.to_str().unwrap()];
    let port = port(&portal);
    for host in ["localhost", "127.0.0.1", "portal.test", "a.bitrix24.test"] {
        let url = format!("https://{host}:{port}/{CALL}");
        let resolve = format!("{host}:{port}:127.0.0.1");
        let here = ["--resolve", &resolve, &url];
        for version in ["1.2", "1.3"] {
            let only = ["--tls-max", version];
            let (code, body) = curl(&[&trusting[..], &only, &here].concat());
            assert_eq!(code, 0, "{url} by TLS {version}");
            let body: Value = serde_json::from_str(&body).unwrap();
            assert!(body["result"].is_string(), "{body}");
        }
        // 60: the certificate cannot be verified.
        assert_eq!(curl(&here).0, 60, "{url} without the authority");
    }
    let url = format!("https://other.test:{port}/{CALL}");
    let resolve = format!("other.test:{port}:127.0.0.1");
    let (code, _) = curl(&[&trusting[..], &["--resolve", &resolve, &url]].concat());
    assert_eq!(code, 60, "another name");
}

#[test]
fn the_authority_is_made_once_and_its_key_is_for_its_owner_alone() {
    let (directory, store) = sqlite();
    let folder = directory.path().join("tls");
    let read = || ["ca.pem", "ca-key.pem"].map(|name| fs::read(folder.join(name)).unwrap());
    let options = ["--store", store.as_str(), "--tls-self-signed"];
    let portal = Portal::start(&options);
    assert!(portal.stderr().contains("a certificate authority was made"));
    let made = read();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    assert_eq!(mode(&folder.join("ca-key.pem")), 0o600);
    portal.stop();
    let portal = Portal::start(&options);
    assert!(
        !portal.stderr().contains("authority"),
        "{}",
        portal.stderr()
    );
    assert!(read() == made, "it was made again");
    let ca = folder.join("ca.pem");
    let url = format!("https://{}/{CALL}", portal.address);
    assert_eq!(curl(&["--cacert", ca.to_str().unwrap(), &url]).0, 0);
    portal.stop();
    // Who makes it readable is told.
    fs::set_permissions(folder.join("ca-key.pem"), fs::Permissions::from_mode(0o644)).unwrap();
    let portal = Portal::start(&options);
    assert!(
        portal
            .stderr()
            .contains("others may read the key of the authority"),
        "{}",
        portal.stderr()
    );
}

/// Two that start at the same time end up with the same authority.
#[test]
fn an_authority_may_be_shared() {
    let directory = tempfile::tempdir().unwrap();
    let folder = directory.path().join("deep/tls");
    let options = [
        "--tls-self-signed",
        "--tls-folder",
        folder.to_str().unwrap(),
    ];
    let portals = std::thread::scope(|scope| {
        let started = [(); 4].map(|()| scope.spawn(|| Portal::start(&options)));
        started.map(|portal| portal.join().unwrap())
    });
    let ca = folder.join("ca.pem");
    for portal in &portals {
        let url = format!("https://{}/{CALL}", portal.address);
        assert_eq!(
            curl(&["--cacert", ca.to_str().unwrap(), &url]).0,
            0,
            "{}",
            portal.stderr()
        );
    }
    let making = portals
        .iter()
        .filter(|portal| portal.stderr().contains("was made"));
    assert_eq!(making.count(), 1);
}

// Proves: P-15
#[test]
fn a_webhook_that_wants_https_has_it() {
    let (directory, store) = sqlite();
    let path = "rest/1/demo-app-webhook/server.time";
    let portal = Portal::start(&[
        "--store",
        &store,
        "--https-only-webhooks",
        "--tls-self-signed",
    ]);
    let ca = directory.path().join("tls/ca.pem");
    let url = format!("https://{}/{path}", portal.address);
    let (code, body) = curl(&["--cacert", ca.to_str().unwrap(), &url]);
    assert!(
        code == 0 && body.starts_with(r#"{"result":""#),
        "{code}: {body}"
    );
    portal.stop();
    let portal = Portal::start(&["--store", &store, "--https-only-webhooks"]);
    let (_, body) = curl(&[&format!("http://{}/{path}", portal.address)]);
    assert!(body.contains(r#""error":"INVALID_REQUEST""#), "{body}");
}

#[test]
fn a_certificate_of_ones_own() {
    let made = rcgen::generate_simple_self_signed(["portal.test".to_owned()]).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let [cert, key] = ["cert.pem", "key.pem"].map(|name| directory.path().join(name));
    let pem = |label: &str, der: &[u8]| {
        use base64::Engine;
        let text = base64::engine::general_purpose::STANDARD.encode(der);
        format!("Notes before it\n-----BEGIN {label}-----\n{text}\n-----END {label}-----\n")
    };
    fs::write(&cert, pem("CERTIFICATE", made.cert.der())).unwrap();
    fs::write(&key, pem("PRIVATE KEY", &made.signing_key.serialize_der())).unwrap();
    let [cert, key] = [&cert, &key].map(|path| path.to_str().unwrap());
    let in_file = format!("{}\n", include_str!("../../portal.toml"))
        .replace("# tls_cert = \"cert.pem\"", &format!("tls_cert = {cert:?}"))
        .replace("# tls_key = \"key.pem\"", &format!("tls_key = {key:?}"));
    let (_configured, config) = file(&in_file);
    for options in [
        ["--tls-cert", cert, "--tls-key", key].as_slice(),
        &["--config", &config],
    ] {
        let portal = Portal::start(options);
        let banner = portal.stdout();
        assert!(
            banner.contains("Call it by a name that your certificate is for.")
                && !banner.contains("--cacert"),
            "{banner}"
        );
        let port = port(&portal);
        let (resolve, url) = (
            format!("portal.test:{port}:127.0.0.1"),
            format!("https://portal.test:{port}/{CALL}"),
        );
        let (code, body) = curl(&["--cacert", cert, "--resolve", &resolve, &url]);
        assert!(
            code == 0 && body.starts_with(r#"{"result":""#),
            "{code}: {body}"
        );
    }
}

/// What is printed is pasted into a shell as it stands; also where the path has a space.
#[test]
fn every_command_that_is_printed_works_over_https() {
    let directory = tempfile::tempdir().unwrap();
    let folder = directory.path().join("of mine");
    let portal = Portal::start(&[
        "--tls-self-signed",
        "--tls-folder",
        folder.to_str().unwrap(),
    ]);
    let banner = portal.stdout();
    let sh = |line: &str| {
        // They would win over what the line sets.
        let mut sh = Command::new("sh");
        sh.env_remove("CURL_CA_BUNDLE")
            .env_remove("SSL_CERT_DIR")
            .arg("-c")
            .arg(line);
        let output = sh.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let body: Value =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{line}: {said}"));
        assert!(body["time"]["duration"].is_number(), "{line}: {body}");
    };
    let blocks = banner
        .split("\n\n")
        .filter_map(|block| block.split_once("\ncurl"));
    let commands: Vec<String> = blocks.map(|(_, rest)| format!("curl -sS{rest}")).collect();
    assert_eq!(commands.len(), 7, "{banner}");
    commands.iter().for_each(|line| sh(line));
    let url = format!("https://{}/{CALL}", portal.address);
    let trusted: Vec<&str> = banner
        .lines()
        .filter_map(|line| line.strip_prefix("  export "))
        .collect();
    let names: Vec<&str> = trusted
        .iter()
        .filter_map(|line| line.split('=').next())
        .collect();
    assert_eq!(
        names,
        ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"]
    );
    // cURL reads the first of them; the others are of the same form.
    sh(&format!("export {}\ncurl -sS '{url}'", trusted[0]));
    assert!(
        banner.contains("Its certificate is for localhost, 127.0.0.1, ::1. "),
        "{banner}"
    );
}

#[test]
fn the_file_turns_it_on_and_an_option_wins() {
    let directory = tempfile::tempdir().unwrap();
    let folder = directory.path().join("tls");
    let sample = include_str!("../../portal.toml")
        .replace(
            "tls_self_signed = false\ntls_names = []",
            "tls_self_signed = true\ntls_names = [\"in-file.test\"]",
        )
        .replace(
            "# tls_folder = \"portal-data/tls\"",
            &format!("tls_folder = {folder:?}"),
        );
    let (_file, config) = file(&sample);
    let portal = Portal::start(&["--config", &config]);
    assert!(
        portal.stdout().contains("is at https://")
            && portal.stdout().contains("::1, in-file.test. "),
        "{}",
        portal.stdout()
    );
    let portal = Portal::start(&["--config", &config, "--tls-name", "option.test"]);
    assert!(
        portal.stdout().contains("::1, option.test. "),
        "{}",
        portal.stdout()
    );
}

/// What is read after the signal is the answer.
#[test]
fn a_running_call_over_https_is_answered_before_the_end() {
    let (directory, store) = sqlite();
    let mut portal = Portal::start(&["--store", &store, "--tls-self-signed"]);
    let ca = directory.path().join("tls/ca.pem");
    let mut call = connect(&portal, &ca);
    let head = "POST /rest/user.option.set?auth=demo-token-1 HTTP/1.1\r\nHost: portal\r\n\
                Content-Type: application/json\r\nContent-Length: 17\r\nExpect: 100-continue\r\n\r\n";
    call.write_all(head.as_bytes()).unwrap();
    let mut asked = [0; 25];
    call.read_exact(&mut asked).unwrap();
    assert_eq!(&asked, b"HTTP/1.1 100 Continue\r\n\r\n");
    call.write_all(b"{\"data\":").unwrap();
    let mut idle = connect(&portal, &ca);
    idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: portal\r\n\r\n")
        .unwrap();
    idle.read_exact(&mut [0; 15]).unwrap();
    let silent = TcpStream::connect(&portal.address).unwrap();
    portal.signal("TERM");
    // Those without a call are closed, while the call still runs.
    let mut rest = Vec::new();
    idle.read_to_end(&mut rest).unwrap();
    assert_eq!((&silent).read(&mut [0]).unwrap_or(0), 0);
    call.write_all(b"\"value\" }").unwrap();
    let mut reply = String::new();
    call.read_to_string(&mut reply).unwrap();
    assert!(
        reply.starts_with("HTTP/1.1 200 ") && reply.contains("\"result\":true"),
        "{reply}"
    );
    assert_eq!(portal.ended().code(), Some(0), "{}", portal.stderr());
}
