//! A receiver of events, and of whoever else comes: a real server on a free port of this machine.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use bitrix_rest::params::query::{self, FormLimits};
use bitrix_rest::{Array, Value};
use tokio::net::TcpListener;
use tokio::sync::Mutex;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// What came.
#[derive(Debug)]
pub struct Got {
    /// With the query.
    pub path: String,
    /// Empty, if none was said.
    pub content_type: String,
    /// The body, or, if there is none, the query.
    pub form: String,
    /// The same as PHP reads it.
    pub array: Array,
}

impl Got {
    /// A text of the form: `auth.domain`.
    pub fn text(&self, path: &str) -> Option<String> {
        let mut at = Value::Array(self.array.clone());
        for key in path.split('.') {
            at = at.as_array()?.get(key)?.clone();
        }
        at.as_str().map(str::to_owned)
    }

    /// The keys of an array of the form.
    pub fn keys(&self, name: &str) -> Vec<String> {
        let array = self.array.get(name).and_then(Value::as_array);
        let keys = array.map(|array| array.keys().map(ToString::to_string).collect());
        keys.unwrap_or_default()
    }
}

/// Below `/slow` it answers after 30 s, at `/fail` with 500, at `/moved` with a redirect to `/elsewhere`, else with 200.
#[derive(Debug)]
pub struct Receiver {
    /// Where it listens.
    pub address: SocketAddr,
    heard: Mutex<UnboundedReceiver<Got>>,
}

impl Receiver {
    /// What it says to those who come.
    pub const SAYS: &str = "The receiver has it.";

    /// On a free port.
    pub async fn start() -> Self {
        let (tell, heard) = unbounded_channel();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().fallback(answer).with_state(tell);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            address,
            heard: Mutex::new(heard),
        }
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The next that comes.
    pub async fn next(&self) -> Got {
        let mut heard = self.heard.lock().await;
        let next = tokio::time::timeout(Duration::from_secs(20), heard.recv());
        next.await.expect("nothing came").unwrap()
    }

    /// All that has come.
    pub async fn all(&self) -> Vec<Got> {
        let mut heard = self.heard.lock().await;
        let mut all = Vec::new();
        while let Ok(got) = heard.try_recv() {
            all.push(got);
        }
        all
    }
}

async fn answer(
    State(tell): State<UnboundedSender<Got>>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, [(&'static str, &'static str); 1], &'static str) {
    let header = headers.get("content-type");
    let form = match body.is_empty() {
        true => uri.query().unwrap_or_default().to_owned(),
        false => String::from_utf8(body.to_vec()).unwrap(),
    };
    tell.send(Got {
        path: uri.to_string(),
        content_type: header.map_or_else(String::new, |it| it.to_str().unwrap().to_owned()),
        array: query::parse(form.as_bytes(), &FormLimits::default()),
        form,
    })
    .unwrap();
    if uri.path().starts_with("/slow") {
        tokio::time::sleep(Duration::from_secs(30)).await;
    }
    let status = match uri.path() {
        "/fail" => StatusCode::INTERNAL_SERVER_ERROR,
        "/moved" => StatusCode::FOUND,
        _ => StatusCode::OK,
    };
    (status, [("location", "/elsewhere")], Receiver::SAYS)
}
