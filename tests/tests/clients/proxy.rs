//! A proxy of HTTP (`CONNECT`) that knows two hosts, and brings both to the portal.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// The hosts of `tests/clients/portal.toml`.
const HOSTS: [&str; 2] = ["portal.test:443", "oauth.bitrix24.tech:443"];

/// Runs as long as the process.
#[derive(Debug)]
pub struct Proxy {
    pub address: String,
    strangers: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    pub fn to(portal: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let strangers = Arc::new(Mutex::new(Vec::new()));
        let (portal, list) = (portal.to_owned(), strangers.clone());
        thread::spawn(move || {
            for client in listener.incoming() {
                let (client, portal, list) = (client.unwrap(), portal.clone(), list.clone());
                // A client that breaks off is no fault of the proxy.
                thread::spawn(move || connect(&client, &portal, &list).is_ok());
            }
        });
        Self { address, strangers }
    }

    /// The other hosts that a client wanted to reach.
    pub fn strangers(&self) -> Vec<String> {
        self.strangers.lock().unwrap().clone()
    }
}

fn connect(client: &TcpStream, portal: &str, strangers: &Mutex<Vec<String>>) -> io::Result<()> {
    // A client says no more until it is answered, so nothing of what follows the head is read.
    let mut head = BufReader::new(client);
    let mut request = String::new();
    head.read_line(&mut request)?;
    let mut line = String::new();
    while head.read_line(&mut line)? > 2 {
        line.clear();
    }
    let host = request
        .strip_prefix("CONNECT ")
        .and_then(|rest| rest.split(' ').next());
    let (mut from, mut to) = (client, client);
    if !host.is_some_and(|host| HOSTS.contains(&host)) {
        strangers.lock().unwrap().push(request);
        return to.write_all(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
    }
    let portal = TcpStream::connect(portal)?;
    to.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
    thread::scope(|scope| {
        scope.spawn(|| forward(&mut from, &portal));
        forward(&mut &portal, client);
    });
    Ok(())
}

/// Until one of them ends; then the other is told.
fn forward(from: &mut impl Read, mut to: &TcpStream) {
    let _ = io::copy(from, &mut to);
    let _ = to.shutdown(Shutdown::Write);
}
