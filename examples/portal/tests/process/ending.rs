//! How the portal ends: running calls first.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::support::{Portal, file};

/// A call whose body is still under way: the portal has asked for it.
fn half_a_call(portal: &Portal) -> TcpStream {
    let mut stream = TcpStream::connect(&portal.address).unwrap();
    let head = "POST /rest/user.option.set?auth=demo-token-1 HTTP/1.1\r\nHost: portal\r\n\
                Content-Type: application/json\r\nContent-Length: 17\r\n\
                Expect: 100-continue\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let expected = b"HTTP/1.1 100 Continue\r\n\r\n";
    let mut asked = [0; 25];
    stream.read_exact(&mut asked).unwrap();
    assert_eq!(&asked, expected);
    stream.write_all(b"{\"data\":").unwrap();
    stream
}

fn wait_until_closed(portal: &Portal) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while TcpStream::connect(&portal.address).is_ok() {
        assert!(
            Instant::now() < deadline,
            "still listening: {}",
            portal.stderr()
        );
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_running_call_is_answered_before_the_end() {
    for signal in ["TERM", "INT"] {
        let mut portal = Portal::start(&[]);
        let mut call = half_a_call(&portal);
        portal.signal(signal);
        wait_until_closed(&portal);
        call.write_all(b"\"value\" }").unwrap();
        let mut reply = String::new();
        call.read_to_string(&mut reply).unwrap();
        assert!(
            reply.starts_with("HTTP/1.1 200 ") && reply.contains("\"result\":true"),
            "{reply}"
        );
        assert_eq!(
            portal.ended().code(),
            Some(0),
            "{signal}: {}",
            portal.stderr()
        );
    }
}

#[test]
fn a_call_that_does_not_end_is_cut_off() {
    let sample = include_str!("../../portal.toml");
    let (_directory, path) = file(&sample.replace("shutdown_seconds = 10", "shutdown_seconds = 1"));
    let mut portal = Portal::start(&["--config", &path]);
    let call = half_a_call(&portal);
    let signalled = Instant::now();
    portal.signal("TERM");
    assert_eq!(portal.ended().code(), Some(1));
    let took = signalled.elapsed();
    assert!(
        (Duration::from_secs(1)..Duration::from_secs(8)).contains(&took),
        "{took:?}"
    );
    let stderr = portal.stderr();
    assert!(
        stderr.ends_with("portal: calls still ran 1s after the signal and were cut off\n"),
        "{stderr}"
    );
    drop(call);
}

#[test]
fn an_idle_connection_does_not_hold_it_up() {
    let mut portal = Portal::start(&[]);
    let mut idle = TcpStream::connect(&portal.address).unwrap();
    idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: portal\r\n\r\n")
        .unwrap();
    let mut first = [0; 15];
    idle.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200 OK");
    let signalled = Instant::now();
    portal.signal("TERM");
    assert_eq!(portal.ended().code(), Some(0));
    assert!(signalled.elapsed() < Duration::from_secs(8));
}
