//! A running portal, and how to talk to it.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// The program, deaf to the environment of the test; what it keeps is gone with it unless `--store` says otherwise.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portal"));
    command
        .env_remove("PORTAL_LISTEN")
        .env_remove("PORTAL_ADMIN")
        .env_remove("PORTAL_CONFIG")
        .env_remove("PORTAL_PUBLIC_URL")
        .env_remove("PORTAL_TLS_FOLDER")
        .env_remove("PORTAL_TLS_CERT")
        .env_remove("PORTAL_TLS_KEY")
        .env_remove("RUST_LOG")
        .env("PORTAL_STORE", "memory:");
    command
}

/// Runs it to its end: exit code, stdout, stderr.
pub(crate) fn outcome(arguments: &[&str]) -> (i32, String, String) {
    let output = command().args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

/// Runs it to its end on a store: what it said on stdout.
pub(crate) fn done(store: &str, arguments: &[&str]) -> String {
    let (code, stdout, stderr) = outcome(&[&["--store", store], arguments].concat());
    assert_eq!(code, 0, "{arguments:?}: {stderr}");
    stdout
}

/// Runs it to its end on a store, in vain: the exit code, and what it said on stderr.
pub(crate) fn refused(store: &str, arguments: &[&str]) -> (i32, String) {
    let (code, stdout, stderr) = outcome(&[&["--store", store], arguments].concat());
    assert_eq!(stdout, "", "{arguments:?}");
    (code, stderr)
}

/// The address of a SQLite store that does not exist yet, in a directory that is removed with what is returned.
pub(crate) fn sqlite() -> (TempDir, String) {
    let directory = tempfile::tempdir().unwrap();
    let store = format!("sqlite:{}/portal.db", directory.path().display());
    (directory, store)
}

/// What stands after `name: ` on a line of its own.
pub(crate) fn field(text: &str, name: &str) -> String {
    let prefix = format!("{name}: ");
    let mut lines = text.lines();
    lines
        .find_map(|line| line.strip_prefix(&prefix))
        .unwrap_or_else(|| panic!("{name}: {text}"))
        .to_owned()
}

/// A file with this text, in a directory that is removed with what is returned.
pub(crate) fn file(text: &str) -> (TempDir, String) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("portal.toml");
    fs::write(&path, text).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (directory, path)
}

/// A portal on a free port; killed when dropped.
pub(crate) struct Portal {
    child: Child,
    output: TempDir,
    /// `127.0.0.1:port`.
    pub(crate) address: String,
}

impl Portal {
    pub(crate) fn start(options: &[&str]) -> Self {
        Self::start_with(
            command()
                .args(["serve", "--listen", "127.0.0.1:0"])
                .args(options),
        )
    }

    pub(crate) fn start_with(command: &mut Command) -> Self {
        let output = tempfile::tempdir().unwrap();
        let out = |name: &str| Stdio::from(File::create(output.path().join(name)).unwrap());
        let child = command
            .stdout(out("stdout"))
            .stderr(out("stderr"))
            .spawn()
            .unwrap();
        let mut portal = Self {
            child,
            output,
            address: String::new(),
        };
        portal.wait_for("the address", |portal| {
            let text = portal.stdout();
            let (_, rest) = text.split_once(" is at http")?;
            let (_, rest) = rest.split_once("://")?;
            let (address, _) = rest.split_once("/rest/\n")?;
            portal.address = address.to_owned();
            Some(())
        });
        portal
    }

    fn wait_for<T>(&mut self, what: &str, mut look: impl FnMut(&mut Self) -> Option<T>) -> T {
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            if let Some(found) = look(self) {
                return found;
            }
            assert!(
                Instant::now() < deadline,
                "{what} did not come: {}",
                self.stderr()
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.output.path().join(name)
    }

    pub(crate) fn stdout(&self) -> String {
        self.read("stdout")
    }

    pub(crate) fn stderr(&self) -> String {
        self.read("stderr")
    }

    /// Sends bytes, and reads until the portal closes.
    pub(crate) fn raw(&self, request: &[u8]) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(request).unwrap();
        let mut reply = Vec::new();
        stream.read_to_end(&mut reply).unwrap();
        String::from_utf8(reply).unwrap()
    }

    /// Status and body of a request with these further header lines.
    pub(crate) fn send(
        &self,
        verb: &str,
        path: &str,
        headers: &[&str],
        body: &str,
    ) -> (u16, String) {
        let mut request =
            format!("{verb} {path} HTTP/1.1\r\nHost: portal\r\nConnection: close\r\n");
        for header in headers {
            request.push_str(header);
            request.push_str("\r\n");
        }
        request.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
        let reply = self.raw(request.as_bytes());
        let (head, body) = reply.split_once("\r\n\r\n").unwrap();
        (
            head.split(' ').nth(1).unwrap().parse().unwrap(),
            body.to_owned(),
        )
    }

    /// Status and body of a `GET` below `/rest/`.
    pub(crate) fn get(&self, path: &str) -> (u16, Value) {
        let (status, body) = self.send("GET", &format!("/rest/{path}"), &[], "");
        (status, serde_json::from_str(&body).unwrap())
    }

    /// Status and body of a JSON `POST` below `/rest/`.
    pub(crate) fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let kind = ["Content-Type: application/json"];
        let (status, body) = self.send("POST", &format!("/rest/{path}"), &kind, &body.to_string());
        (status, serde_json::from_str(&body).unwrap())
    }

    /// Stops it as an operator does, and waits for its end.
    pub(crate) fn stop(mut self) {
        self.signal("TERM");
        assert_eq!(self.ended().code(), Some(0), "{}", self.stderr());
    }

    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal by its name.
    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args([&format!("-{name}"), &id])
                .status()
                .unwrap()
                .success()
        );
    }

    /// Waits until it ended by itself.
    pub(crate) fn ended(&mut self) -> ExitStatus {
        self.wait_for("the end", |portal| portal.child.try_wait().unwrap())
    }
}

impl Drop for Portal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
