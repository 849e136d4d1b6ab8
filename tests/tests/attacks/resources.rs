//! Requests that cost more than they look.

use std::fs;
use std::io::{Read, Write};
use std::process::Command;
use std::time::{Duration, Instant};

use bitrix_rest_tests::process::peak_memory;
use serde_json::{Value, json};

use crate::support::{Victim, victim};

/// The most memory that it ever held, in KiB: what it has given back counts, too.
fn memory(victim: &Victim) -> u64 {
    peak_memory(victim.portal.id()).unwrap()
}

/// It still answers, at once.
fn lives(victim: &Victim) {
    let begun = Instant::now();
    let answer = victim.get("/rest/1/secret-hook/server.time");
    assert_eq!(answer.status, 200);
    assert!(begun.elapsed() < Duration::from_secs(2));
}

// Attack: 10 000 brackets in a name, in the query and in a form
// Answer: what is answered without the parameter, as PHP leaves out what nests too deep; all of it within three seconds
#[test]
fn brackets() {
    let victim = victim();
    let path = "/rest/user.option.get?auth=secret-ada-1";
    let without = victim.get(path).result();
    assert_ne!(without, victim.get(&format!("{path}&option=k")).result());
    let brackets = "[a]".repeat(10_000);
    let begun = Instant::now();
    for answer in [
        victim.get(&format!(
            "/rest/user.option.get?auth=secret-ada-1&option{brackets}=1"
        )),
        victim.form(
            "/rest/user.option.get",
            &format!("auth=secret-ada-1&option{brackets}=1"),
        ),
        victim.form(
            "/rest/user.option.get",
            &format!("auth=secret-ada-1&{}=1", "[".repeat(10_000)),
        ),
    ] {
        assert_eq!(answer.result(), without);
    }
    assert!(begun.elapsed() < Duration::from_secs(3));
}

// Attack: JSON that nests 100 000 deep, batch commands that nest 10 000 deep
// Answer: 200, as PHP reads neither; all of it within ten seconds, and no stack is used up: the portal goes on
#[test]
fn depths() {
    let victim = victim();
    let begun = Instant::now();
    let kind = "Content-Type: application/json\r\n";
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        let answer = victim.send(
            "POST",
            "/rest/1/secret-hook/server.time",
            kind,
            deep.as_bytes(),
        );
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    let command = format!("user.option.get?option{}=1", "[a]".repeat(10_000));
    let body =
        json!({"cmd": [command, format!("user.option.get?x={}", "$result[0]".repeat(10_000))]});
    let answer = victim.post("/rest/1/secret-hook/batch", &body);
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(begun.elapsed() < Duration::from_secs(10));
    lives(&victim);
}

// Attack: bodies of 50 MB, told beforehand or not
// Answer: 413 `ERROR_REQUEST_TOO_LARGE`, or for what was not told the connection ends; memory grows by less than one body
#[test]
fn bodies_of_50_megabytes() {
    let victim = Victim::new("", &[]);
    lives(&victim);
    let before = memory(&victim);
    let body = vec![b'a'; 50_000_000];
    let told = victim.send(
        "POST",
        "/rest/1/secret-hook/user.option.set",
        "Content-Type: application/x-www-form-urlencoded\r\n",
        &body,
    );
    assert_eq!(told.error(), (413, "ERROR_REQUEST_TOO_LARGE".to_owned()));
    let mut chunked = b"POST /rest/1/secret-hook/user.option.set HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    for _ in 0..50 {
        chunked.extend(b"F4240\r\n");
        chunked.extend(&body[..1_000_000]);
        chunked.extend(b"\r\n");
    }
    chunked.extend(b"0\r\n\r\n");
    let untold = victim.raw(&chunked);
    assert!(
        untold.is_empty() || untold.starts_with("HTTP/1.1 413"),
        "{untold}"
    );
    let grown = memory(&victim).saturating_sub(before);
    assert!(grown < body.len() as u64 / 1024, "{grown} KiB");
    lives(&victim);
}

// Attack: a body, or headers, that arrive a byte at a time
// Answer: 408 `ERROR_REQUEST_TIMEOUT`, or the connection ends; here a second is allowed, and it takes less than five
#[test]
fn slow_requests() {
    let victim = Victim::new("[limits]\nbody_seconds = 1\nheader_seconds = 1\n", &[]);
    let head = "POST /rest/1/secret-hook/user.option.get HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
    for begin in [
        format!("{head}Content-Length: 1000\r\n\r\n{{"),
        head.to_owned(),
    ] {
        let mut stream = victim.connect();
        stream.write_all(begin.as_bytes()).unwrap();
        let begun = Instant::now();
        // A byte now and then does not give it more time.
        while begun.elapsed() < Duration::from_secs(10) && stream.write_all(b"a").is_ok() {
            std::thread::sleep(Duration::from_millis(100));
            let mut byte = [0];
            stream.set_nonblocking(true).unwrap();
            match stream.peek(&mut byte) {
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                _ => break,
            }
        }
        let took = begun.elapsed();
        assert!(took < Duration::from_secs(5), "{took:?}");
        stream.set_nonblocking(false).unwrap();
        let mut answer = Vec::new();
        // What it no longer read may end the connection before the answer came.
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8(answer).unwrap();
        let timed_out =
            answer.starts_with("HTTP/1.1 408 ") && answer.contains("ERROR_REQUEST_TIMEOUT");
        assert!(answer.is_empty() || timed_out, "{answer}");
    }
    lives(&victim);
}

// Attack: a compressed body of 100 kB that unpacks to 100 MB, with a good token in it
// Answer: 401 `NO_AUTH_FOUND`: it is never unpacked, and memory grows by less than 10 MB
#[test]
fn compressed_bodies() {
    let victim = Victim::new("", &[]);
    lives(&victim);
    let mut plain = br#"{"auth":"secret-ada-1","option":"k"}"#.to_vec();
    // Plain, the token is good.
    let headers = "Content-Type: application/json\r\n";
    let answer = victim.send("POST", "/rest/user.option.get", headers, &plain);
    assert_eq!(answer.status, 200, "{answer:?}");
    plain.resize(100_000_000, b' ');
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("body");
    fs::write(&file, plain).unwrap();
    let output = Command::new("gzip").arg("-c").arg(&file).output().unwrap();
    assert!(output.status.success() && output.stdout.len() < 200_000);
    let before = memory(&victim);
    let headers = "Content-Encoding: gzip\r\nContent-Type: application/json\r\n";
    let answer = victim.send("POST", "/rest/user.option.get", headers, &output.stdout);
    assert_eq!(answer.error(), (401, "NO_AUTH_FOUND".to_owned()));
    let grown = memory(&victim).saturating_sub(before);
    assert!(grown < 10_000, "{grown} KiB");
}

// Attack: 500 001 values in one JSON body
// Answer: 413 `ERROR_REQUEST_TOO_LARGE`
#[test]
fn many_values() {
    let victim = Victim::new("", &[]);
    let body = |count: usize| json!({"x": vec![0; count]});
    let path = "/rest/1/secret-hook/user.option.get";
    let answer = victim.post(path, &body(500_001));
    assert_eq!(answer.error(), (413, "ERROR_REQUEST_TOO_LARGE".to_owned()));
    assert_eq!(victim.post(path, &body(400_000)).status, 200);
}

// Attack: 20 000 variables in one form
// Answer: the first 1000 are read, as PHP does; the others do not exist
#[test]
fn many_variables() {
    let victim = Victim::new("", &[]);
    let form: String = (0..20_000).map(|at| format!("options[k{at}]=1&")).collect();
    let path = "/rest/1/secret-hook/user.option";
    assert_eq!(
        victim.form(&format!("{path}.set"), &form).result(),
        json!(true)
    );
    let kept = victim.get(&format!("{path}.get")).result();
    assert_eq!(kept.as_object().map(serde_json::Map::len), Some(1000));
    lives(&victim);
}

// Attack: a batch whose commands double what the one before answered, 23 times over
// Answer: `ERROR_REQUEST_TOO_LARGE` for commands that become larger than a body may be; within a minute and 400 MB
#[test]
fn a_batch_that_doubles() {
    let victim = Victim::new("", &[]);
    let mut commands = serde_json::Map::new();
    commands.insert(
        "s0".into(),
        format!("user.option.set?options[k]={}", "x".repeat(1000)).into(),
    );
    commands.insert("g0".into(), "user.option.get?option=k".into());
    for at in 1..24 {
        let before = format!("$result[g{}]", at - 1);
        let set = format!("user.option.set?options[k][a]={before}&options[k][b]={before}");
        commands.insert(format!("s{at}"), set.into());
        commands.insert(format!("g{at}"), "user.option.get?option=k".into());
    }
    let begun = Instant::now();
    let answer = victim.post(
        "/rest/1/secret-hook/batch",
        &json!({"cmd": Value::Object(commands)}),
    );
    assert!(
        begun.elapsed() < Duration::from_secs(60),
        "{:?}",
        begun.elapsed()
    );
    assert!(
        answer.text.contains("ERROR_REQUEST_TOO_LARGE"),
        "{} {}",
        answer.status,
        answer.text.chars().take(300).collect::<String>()
    );
    let used = memory(&victim);
    assert!(used < 400_000_000 / 1024, "{used} KiB");
    lives(&victim);
}

// Attack: 500 connections that say nothing
// Answer: others are served meanwhile; the silent ones are ended after the configured seconds
#[test]
fn silent_connections() {
    let victim = Victim::new("[limits]\nheader_seconds = 2\n", &[]);
    let silent: Vec<_> = (0..500).map(|_| victim.connect()).collect();
    lives(&victim);
    std::thread::sleep(Duration::from_secs(4));
    let ended = silent.iter().filter(|stream| {
        let mut byte = [0];
        stream.set_nonblocking(true).unwrap();
        stream.peek(&mut byte).is_ok_and(|read| read == 0)
    });
    assert_eq!(ended.count(), 500);
}
