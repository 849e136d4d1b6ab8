//! The smallest HTTP client that can measure: one connection, one request at a time.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::Failure;

/// No answer takes this long, not even under valgrind.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// A response: its head (status line and headers) and its body.
pub(crate) struct Answer {
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn is_ok(&self) -> bool {
        self.head.starts_with("HTTP/1.1 200 ")
    }
}

impl Client {
    pub(crate) fn connect(address: SocketAddr) -> Result<Self, Failure> {
        let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Self {
            stream,
            buffer: Vec::new(),
        })
    }

    /// Sends a request in one piece and reads its answer.
    pub(crate) fn send(&mut self, request: &str) -> Result<Answer, Failure> {
        self.stream.write_all(request.as_bytes())?;
        self.buffer.clear();
        loop {
            let mut piece = [0; 4096];
            let read = self.stream.read(&mut piece)?;
            if read == 0 {
                return Err("the server closed the connection".into());
            }
            self.buffer.extend(piece.iter().take(read));
            if let Some(answer) = complete(&self.buffer)? {
                return Ok(answer);
            }
        }
    }
}

/// The answer, once all of it has come.
fn complete(received: &[u8]) -> Result<Option<Answer>, Failure> {
    let text = std::str::from_utf8(received)?;
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return Ok(None);
    };
    let length = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, length)| length.trim().parse::<usize>().ok())
        .ok_or("an answer without a length")?;
    Ok((body.len() >= length).then(|| Answer {
        head: head.to_owned(),
        body: body.to_owned(),
    }))
}
