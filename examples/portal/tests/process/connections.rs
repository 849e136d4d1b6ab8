//! Connections that are slow, broken, many, or ask for something else.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{Portal, command, file, sqlite};
use crate::tls::{connect, curl};

/// A configuration with a second for headers.
fn impatient() -> (tempfile::TempDir, String) {
    let sample = include_str!("../../portal.toml");
    file(&sample.replace("header_seconds = 10", "header_seconds = 1"))
}

/// What was read until the portal closed, and how long that took.
fn until_closed(mut stream: impl Read) -> (Vec<u8>, Duration) {
    let begun = Instant::now();
    let mut read = Vec::new();
    // That the other side is gone is the end, too.
    let _ = stream.read_to_end(&mut read);
    (read, begun.elapsed())
}

#[test]
fn who_is_slow_with_headers_is_cut_off_and_nobody_waits() {
    let (_directory, config) = impatient();
    let portal = Portal::start(&["--config", &config]);
    let mut slow: Vec<TcpStream> = (0..50)
        .map(|_| TcpStream::connect(&portal.address).unwrap())
        .collect();
    for stream in &mut slow {
        stream
            .write_all(b"GET /healthz HTTP/1.1\r\nHost: por")
            .unwrap();
    }
    let begun = Instant::now();
    assert_eq!(portal.get("server.time?auth=demo-token-1").0, 200);
    assert!(
        begun.elapsed() < Duration::from_secs(1),
        "{:?}",
        begun.elapsed()
    );
    for stream in slow {
        stream
            .set_read_timeout(Some(Duration::from_secs(8)))
            .unwrap();
        let (_, took) = until_closed(&stream);
        assert!(took < Duration::from_secs(6), "{took:?}");
    }
    assert_eq!(portal.get("server.time?auth=demo-token-1").0, 200);
}

#[test]
fn who_does_not_begin_tls_is_cut_off() {
    let (_config, config) = impatient();
    let (directory, store) = sqlite();
    let portal = Portal::start(&["--config", &config, "--store", &store, "--tls-self-signed"]);
    let silent = TcpStream::connect(&portal.address).unwrap();
    let mut half = TcpStream::connect(&portal.address).unwrap();
    // A record of a handshake of 512 bytes, of which one comes.
    half.write_all(&[0x16, 3, 1, 2, 0, 1]).unwrap();
    let mut broken = TcpStream::connect(&portal.address).unwrap();
    broken.write_all(&[0x16; 1024]).unwrap();
    let mut inside = connect(&portal, &directory.path().join("tls/ca.pem"));
    inside.write_all(b"GET /healthz HTTP/1.1\r\nHo").unwrap();
    for stream in [&silent, &half, &broken, &inside.sock] {
        stream
            .set_read_timeout(Some(Duration::from_secs(8)))
            .unwrap();
        let (_, took) = until_closed(stream);
        assert!(took < Duration::from_secs(6), "{took:?}");
    }
    let ca = directory.path().join("tls/ca.pem");
    let url = format!("https://{}/healthz", portal.address);
    assert_eq!(
        curl(&["--cacert", ca.to_str().unwrap(), &url]),
        (0, "ok".to_owned())
    );
}

#[test]
fn plain_http_where_tls_is_spoken_is_told_so() {
    let (_directory, store) = sqlite();
    let portal = Portal::start(&["--store", &store, "--tls-self-signed"]);
    let begun = Instant::now();
    let body = "x".repeat(100_000);
    let url = format!("http://{}/rest/server.time", portal.address);
    for arguments in [vec![url.as_str()], vec![&url, "--data", &body]] {
        let (code, answer) =
            curl(&[&["--write-out", "%{http_code}"], arguments.as_slice()].concat());
        assert_eq!(code, 0, "{answer}");
        assert_eq!(
            answer,
            "This port speaks https only: call it by https:// instead of http://\n400"
        );
    }
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{:?}",
        begun.elapsed()
    );
}

// Proves: P-327
#[test]
fn an_upgrade_to_http2_is_ignored() {
    let portal = Portal::start(&[]);
    let body = r#"{"options":{"k":"v"},"auth":"demo-token-1"}"#;
    let request = format!(
        "POST /rest/user.option.set HTTP/1.1\r\nHost: portal\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\
         HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    // The connection stays as it was: a second call is answered on it.
    let second = "GET /rest/user.option.get?option=k&auth=demo-token-1 HTTP/1.1\r\nHost: portal\r\nConnection: close\r\n\r\n";
    let mut stream = TcpStream::connect(&portal.address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut first = [0; 15];
    stream.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200 OK");
    stream.write_all(second.as_bytes()).unwrap();
    let (replies, _) = until_closed(stream);
    let replies = String::from_utf8(replies).unwrap();
    assert!(
        replies.contains(r#"{"result":true,"#) && replies.contains(r#"{"result":"v","#),
        "{replies}"
    );
    assert!(
        !replies.contains("101 Switching") && !replies.to_lowercase().contains("upgrade:"),
        "{replies}"
    );
}

// Proves: P-329
#[test]
fn long_query_strings() {
    let (directory, store) = sqlite();
    let ca = directory.path().join("tls/ca.pem");
    let value = "v".repeat(65_000);
    let path = format!("/rest/user.option.set?auth=demo-token-1&options[k]={value}");
    let request = format!("GET {path} HTTP/1.1\r\nHost: portal\r\nConnection: close\r\n\r\n");
    let portal = Portal::start(&["--store", &store]);
    let reply = portal.raw(request.as_bytes());
    assert!(
        reply.starts_with("HTTP/1.1 200 ") && reply.contains(r#""result":true"#),
        "{reply}"
    );
    let (_, kept) = portal.get("user.option.get?option=k&auth=demo-token-1");
    assert_eq!(kept["result"], json!(value));
    portal.stop();
    let portal = Portal::start(&["--store", &store, "--tls-self-signed"]);
    let mut stream = connect(&portal, &ca);
    stream.write_all(request.as_bytes()).unwrap();
    let (reply, _) = until_closed(stream);
    let reply = String::from_utf8(reply).unwrap();
    assert!(
        reply.starts_with("HTTP/1.1 200 ") && reply.contains(r#""result":true"#),
        "{reply}"
    );
}

/// With no file left for one more connection, the portal goes on as soon as there is one.
#[test]
fn more_connections_than_files() {
    let program = command().get_program().to_owned();
    let mut limited = Command::new("sh");
    limited
        .args(["-c", "ulimit -n 48; exec \"$0\" \"$@\""])
        .arg(program)
        .args(["serve", "--listen", "127.0.0.1:0", "--store", "memory:"])
        .process_group(0);
    let portal = Portal::start_with(&mut limited);
    let many: Vec<TcpStream> = (0..80)
        .map(|_| TcpStream::connect(&portal.address).unwrap())
        .collect();
    let deadline = Instant::now() + Duration::from_secs(20);
    while !portal.stderr().contains("no connection can be accepted") {
        assert!(Instant::now() < deadline, "{}", portal.stderr());
        std::thread::sleep(Duration::from_millis(20));
    }
    drop(many);
    assert_eq!(portal.get("server.time?auth=demo-token-1").0, 200);
    portal.stop();
}

/// Nothing was asked on it yet.
#[test]
fn a_connection_without_a_call_does_not_hold_up_the_end() {
    let mut portal = Portal::start(&[]);
    let silent = TcpStream::connect(&portal.address).unwrap();
    assert_eq!(portal.get("server.time?auth=demo-token-1").0, 200);
    let signalled = Instant::now();
    portal.signal("TERM");
    assert_eq!(portal.ended().code(), Some(0), "{}", portal.stderr());
    assert!(
        signalled.elapsed() < Duration::from_secs(5),
        "{:?}",
        signalled.elapsed()
    );
    drop(silent);
}
