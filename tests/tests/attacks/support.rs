//! A portal with two users and two applications, and raw requests to it.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use bitrix_rest_tests::portal::Portal;
use serde_json::Value;
use tempfile::TempDir;

/// Users 1 (the administrator) and 2; applications `app.1` and `app.2`; of them tokens and a webhook, all of whose secrets
/// begin with `secret-`.
pub const ACCOUNTS: &str = r#"
[oauth]
code_seconds = 30
[[users]]
id = 1
login = "ada"
administrator = true
[[users]]
id = 2
login = "ben"
[[applications]]
client_id = "app.1"
client_secret = "secret-of-app-1"
scopes = ["crm"]
redirect_uri = "http://127.0.0.1:9/back"
[[applications]]
client_id = "app.2"
client_secret = "secret-of-app-2"
redirect_uri = "http://127.0.0.1:9/back"
[[tokens]]
token = "secret-ada-1"
refresh = "secret-refresh-ada-1"
application = "app.1"
user = 1
[[tokens]]
token = "secret-ben-1"
application = "app.1"
user = 2
[[tokens]]
token = "secret-ada-2"
application = "app.2"
user = 1
[[tokens]]
token = "secret-old"
application = "app.1"
user = 1
expired = true
[[webhooks]]
user = 1
code = "secret-hook"
application = "app.1"
"#;

/// A portal of one's own.
pub struct Victim {
    pub portal: Portal,
    folder: TempDir,
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("{self:?}"))
    }

    pub fn result(&self) -> Value {
        assert_eq!(self.status, 200, "{self:?}");
        self.json()["result"].clone()
    }

    /// Status and code of an error.
    pub fn error(&self) -> (u16, String) {
        let code = self.json()["error"].as_str().unwrap_or_default().to_owned();
        (self.status, code)
    }

    /// A header; empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let found = lines.find(|(found, _)| found.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value)
    }
}

/// One portal for all that does not change it. It ends with the last of those who have it: a static would never be dropped.
pub fn victim() -> Arc<Victim> {
    static SHARED: Mutex<Weak<Victim>> = Mutex::new(Weak::new());
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    shared.upgrade().unwrap_or_else(|| {
        let victim = Arc::new(Victim::new("", &[]));
        *shared = Arc::downgrade(&victim);
        victim
    })
}

impl Victim {
    /// With these lines before the accounts, and these arguments.
    pub fn new(settings: &str, arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("portal.toml");
        fs::write(&config, format!("{settings}{ACCOUNTS}")).unwrap();
        let config = ["--config", config.to_str().unwrap()];
        let log = folder.path().join("portal.log");
        let portal = Portal::start_with_log(&[&config, arguments].concat(), &log).unwrap();
        Self { portal, folder }
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("portal.log")).unwrap()
    }

    /// The address of its private listener; only its log says it.
    pub fn private(&self) -> String {
        let log = self.log();
        let (_, rest) = log.split_once("listening privately address=").unwrap();
        rest.split_whitespace().next().unwrap().to_owned()
    }

    pub fn connect(&self) -> TcpStream {
        connect(self.portal.address())
    }

    /// Sends these very bytes, and reads until the portal closes; what was sent too much for it is its loss.
    pub fn raw(&self, bytes: &[u8]) -> String {
        exchange(self.connect(), bytes)
    }

    pub fn send(&self, verb: &str, path: &str, headers: &str, body: &[u8]) -> Answer {
        let mut bytes = format!(
            "{verb} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n",
            body.len()
        )
        .into_bytes();
        bytes.extend(body);
        let text = self.raw(&bytes);
        let (head, text) = text
            .split_once("\r\n\r\n")
            .unwrap_or_else(|| panic!("{verb} {path}: no answer: {text:?}"));
        Answer {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            head: head.to_owned(),
            text: text.to_owned(),
        }
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, "", b"")
    }

    pub fn form(&self, path: &str, form: &str) -> Answer {
        let kind = "Content-Type: application/x-www-form-urlencoded\r\n";
        self.send("POST", path, kind, form.as_bytes())
    }

    pub fn post(&self, path: &str, body: &Value) -> Answer {
        let kind = "Content-Type: application/json\r\n";
        self.send("POST", path, kind, body.to_string().as_bytes())
    }

    /// Signs user 1 in to `app.1`, as a browser does: the code.
    pub fn code(&self) -> String {
        let path = "/oauth/authorize/?client_id=app.1&state=here";
        let page = self.get(path);
        assert_eq!(page.status, 200, "{page:?}");
        let cookie = page.header("set-cookie").split(';').next().unwrap();
        let proof = cookie.split_once('=').unwrap().1;
        let form = format!("user=1&proof={proof}");
        let headers =
            format!("Content-Type: application/x-www-form-urlencoded\r\nCookie: {cookie}\r\n");
        let back = self.send("POST", path, &headers, form.as_bytes());
        assert_eq!(back.status, 302, "{back:?}");
        let (_, query) = back.header("location").split_once("code=").unwrap();
        query.split('&').next().unwrap().to_owned()
    }

    /// Exchanges a code, or a refresh token, as the application with this secret.
    pub fn exchange(&self, application: &str, secret: &str, grant: &str) -> Answer {
        let form = format!("client_id={application}&client_secret={secret}&{grant}");
        self.form("/oauth/token/", &form)
    }
}

pub fn connect(address: &str) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    stream
}

/// What comes back until the other side closes.
pub fn exchange(mut stream: TcpStream, bytes: &[u8]) -> String {
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}
