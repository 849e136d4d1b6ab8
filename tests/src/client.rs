//! The smallest HTTP client that a load needs: one kept connection, one request at a time.

use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use serde_json::Value;

/// A connection to a server; made anew after it broke.
#[derive(Debug)]
pub struct Client {
    address: String,
    patience: Duration,
    stream: Option<TcpStream>,
}

/// Status, request id and body of an answer.
#[derive(Debug)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// `X-Request-Id`; empty if there is none.
    pub request_id: String,
    /// The body; null if it is no JSON.
    pub body: Value,
}

impl Response {
    /// The `result`; null for an error.
    pub fn result(&self) -> &Value {
        self.body.get("result").unwrap_or(&Value::Null)
    }

    /// The `error`; empty for a result.
    pub fn error(&self) -> &str {
        self.body
            .get("error")
            .and_then(Value::as_str)
            .unwrap_or_default()
    }
}

impl Client {
    /// For host and port; an answer that takes longer than `patience` is an error.
    pub fn new(address: impl Into<String>, patience: Duration) -> Self {
        Self {
            address: address.into(),
            patience,
            stream: None,
        }
    }

    /// Host and port.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// `POST` of a JSON body.
    ///
    /// # Errors
    /// Nobody answers, or not in time. Whether the request was carried out is not known then.
    pub fn post(&mut self, path: &str, body: &Value) -> io::Result<Response> {
        self.post_with(path, "", body)
    }

    /// The same with further headers, each a line with `\r\n` at its end.
    ///
    /// # Errors
    /// As [`post`](Self::post).
    pub fn post_with(&mut self, path: &str, headers: &str, body: &Value) -> io::Result<Response> {
        let body = body.to_string();
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{headers}Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        self.send(&request)
    }

    /// `GET`.
    ///
    /// # Errors
    /// As [`post`](Self::post).
    pub fn get(&mut self, path: &str) -> io::Result<Response> {
        self.send(&format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"))
    }

    fn send(&mut self, request: &str) -> io::Result<Response> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => self.connect()?,
        };
        stream.write_all(request.as_bytes())?;
        let response = receive(&mut stream)?;
        self.stream = Some(stream);
        Ok(response)
    }

    fn connect(&self) -> io::Result<TcpStream> {
        let address = self.address.to_socket_addrs()?.next();
        let address = address.ok_or_else(|| io::Error::other("no address"))?;
        let stream = TcpStream::connect_timeout(&address, self.patience)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(self.patience))?;
        stream.set_write_timeout(Some(self.patience))?;
        Ok(stream)
    }
}

fn receive(stream: &mut TcpStream) -> io::Result<Response> {
    let mut received = Vec::new();
    let mut piece = vec![0; 16 * 1024];
    loop {
        let read = stream.read(&mut piece)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        received.extend(piece.iter().take(read));
        if let Some(response) = complete(&received)? {
            return Ok(response);
        }
    }
}

/// The response, once all of it has come.
fn complete(received: &[u8]) -> io::Result<Option<Response>> {
    let Some(end) = received.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Ok(None);
    };
    let (head, body) = received.split_at(end + 4);
    let head = String::from_utf8_lossy(head);
    let header = |wanted: &str| {
        let mut lines = head.lines().filter_map(|line| line.split_once(':'));
        let found = lines.find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found.map(|(_, value)| value.trim())
    };
    let length = header("content-length").and_then(|length| length.parse::<usize>().ok());
    let status = head
        .split_whitespace()
        .nth(1)
        .and_then(|status| status.parse().ok());
    let (Some(length), Some(status)) = (length, status) else {
        return Err(io::Error::other("an answer without length or status"));
    };
    Ok((body.len() >= length).then(|| Response {
        status,
        request_id: header("x-request-id").unwrap_or_default().to_owned(),
        body: serde_json::from_slice(body).unwrap_or(Value::Null),
    }))
}
