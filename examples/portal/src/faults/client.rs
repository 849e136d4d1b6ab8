//! Talking to the private listener of a portal that runs.

use std::io::ErrorKind;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{Method, Request, StatusCode};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde::de::DeserializeOwned;
use tokio::net::TcpStream;

use super::http::{Added, Refused, Removed};
use super::{Active, Fault};
use crate::Failure;

/// How long it may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The largest answer, in bytes: a thousand faults have less.
const LARGEST: usize = 1 << 20;

/// A portal that runs, by the address of its private listener.
#[derive(Debug)]
pub(crate) struct Portal(String);

impl Portal {
    pub(crate) const fn at(address: String) -> Self {
        Self(address)
    }

    /// Switches a fault on.
    pub(crate) async fn add(&self, fault: &Fault) -> Result<Added, Failure> {
        let body = serde_json::to_string(fault).map_err(|error| self.strange(&error))?;
        self.ask(Method::POST, "/faults", body).await
    }

    /// The faults that are on.
    pub(crate) async fn list(&self) -> Result<Vec<Active>, Failure> {
        self.ask(Method::GET, "/faults", String::new()).await
    }

    /// Switches one off, or all; how many there were.
    pub(crate) async fn remove(&self, id: Option<u64>) -> Result<usize, Failure> {
        let path = match id {
            Some(id) => format!("/faults/{id}"),
            None => "/faults".to_owned(),
        };
        let Removed { removed } = self.ask(Method::DELETE, &path, String::new()).await?;
        Ok(removed)
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: String,
    ) -> Result<T, Failure> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, &self.0)
            .header(CONTENT_TYPE, "application/json")
            .body(Body::from(body))
            .map_err(|error| {
                Failure::Usage(format!("`{}` is no address of a portal: {error}", self.0))
            })?;
        let (status, body) = tokio::time::timeout(PATIENCE, self.send(request))
            .await
            .map_err(|_| {
                Failure::Runtime(format!("{} did not answer within {PATIENCE:?}", self.0))
            })??;
        if status.is_success() {
            return serde_json::from_slice(&body).map_err(|error| self.strange(&error));
        }
        let Refused { error } = serde_json::from_slice(&body).map_err(|_| self.strange(&status))?;
        Err(match status {
            StatusCode::BAD_REQUEST => Failure::Usage(error),
            _ => Failure::Runtime(error),
        })
    }

    async fn send(&self, request: Request<Body>) -> Result<(StatusCode, Vec<u8>), Failure> {
        let address = &self.0;
        let stream = TcpStream::connect(address)
            .await
            .map_err(|error| match error.kind() {
                ErrorKind::InvalidInput => Failure::Usage(format!(
                    "`{address}` is no address of a portal; write host:port, for example 127.0.0.1:8625"
                )),
                _ => Failure::Runtime(format!(
                    "no portal listens for faults on {address}: {error}; start one with `portal serve --admin ADDRESS`, and \
                     name the same address here"
                )),
            })?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
            .await
            .map_err(|error| self.strange(&error))?;
        let exchange = async {
            let response = sender.send_request(request).await?;
            let status = response.status();
            let body = to_bytes(Body::new(response.into_body()), LARGEST).await;
            // Without it the connection goes on, and is waited for.
            drop(sender);
            Ok::<_, hyper::Error>((status, body))
        };
        let (answer, _) = tokio::join!(exchange, connection);
        let (status, body) = answer.map_err(|error| self.strange(&error))?;
        Ok((status, body.map_err(|error| self.strange(&error))?.into()))
    }

    fn strange(&self, error: &dyn std::fmt::Display) -> Failure {
        Failure::Runtime(format!(
            "what listens on {} does not answer as a portal does ({error})",
            self.0
        ))
    }
}
