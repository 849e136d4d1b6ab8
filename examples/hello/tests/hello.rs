//! The smallest server, run as its readers would.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

#[test]
fn it_fits_on_a_screen() {
    assert!(include_str!("../src/main.rs").lines().count() <= 25);
}

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn post(address: &str, path: &str, body: &str) -> String {
    let mut stream = connect(address);
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nHost: hello\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    reply
}

/// The server needs a moment to start.
fn connect(address: &str) -> TcpStream {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        match TcpStream::connect(address) {
            Ok(stream) => return stream,
            Err(error) => assert!(Instant::now() < deadline, "{error}"),
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

// Proves: P-1, P-89
#[test]
fn it_greets() {
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .to_string();
    let _server = Server(
        Command::new(env!("CARGO_BIN_EXE_hello"))
            .arg(&free)
            .spawn()
            .unwrap(),
    );
    let greeting = post(&free, "/rest/1/secret/demo.hello", "name=Ada");
    assert!(greeting.starts_with("HTTP/1.1 200 "), "{greeting}");
    assert!(
        greeting.contains(r#"{"result":"Hello, Ada!","time":{"#),
        "{greeting}"
    );
    for (path, body, code) in [
        (
            "/rest/1/wrong/demo.hello",
            "name=Ada",
            "INVALID_CREDENTIALS",
        ),
        (
            "/rest/2/secret/demo.hello",
            "name=Ada",
            "INVALID_CREDENTIALS",
        ),
        ("/rest/1/secret/demo.hello", "name=", "ERROR_ARGUMENT"),
        ("/rest/demo.hello", "name=Ada", "NO_AUTH_FOUND"),
    ] {
        let refused = post(&free, path, body);
        assert!(
            refused.contains(&format!(r#"{{"error":"{code}","#)),
            "{path} {body}: {refused}"
        );
    }
}
