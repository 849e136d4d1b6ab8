//! A handler of events, which is no part of the portal.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// Takes events on a free port of this machine.
pub struct Handler {
    pub port: u16,
    heard: Receiver<String>,
}

impl Handler {
    /// Answers with this status after so long.
    pub fn start(status: u16, delay: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (tell, heard) = channel();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let request = read(&mut stream);
                if tell.send(request).is_err() {
                    return;
                }
                thread::sleep(delay);
                let reply = format!(
                    "HTTP/1.1 {status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                );
                let _ = stream.write_all(reply.as_bytes());
            }
        });
        Self { port, heard }
    }

    pub fn url(&self) -> String {
        format!("http://localhost:{}/handler", self.port)
    }

    pub fn next(&self) -> String {
        self.heard.recv_timeout(Duration::from_secs(20)).unwrap()
    }
}

/// Head and body of a request.
fn read(stream: &mut TcpStream) -> String {
    let mut reader = BufReader::new(stream);
    let (mut text, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap() == 0 || line == "\r\n" {
            break;
        }
        let lower = line.to_ascii_lowercase();
        if let Some(value) = lower.strip_prefix("content-length: ") {
            length = value.trim().parse().unwrap();
        }
        text.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    text.push_str(std::str::from_utf8(&body).unwrap());
    text
}

/// A value of a form.
pub fn value<'a>(request: &'a str, name: &str) -> Option<&'a str> {
    let form = request.lines().last()?;
    let mut pairs = form.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find_map(|(key, value)| (key == name).then_some(value))
}
