//! One event on its way to one handler: what it says, and what came of it (P-240, P-241).

use std::fmt;
use std::sync::Arc;

use bitrix_rest::http::Uri;
use bitrix_rest::params::query;
use bitrix_rest::{Array, Value};

use super::declaration::EventType;
use super::sender::Delivery;
use super::{Shared, handler};
use crate::accounts::ApplicationRecord;
use crate::oauth::{EventTokens, comma_list};
use crate::store::StoreError;

/// An event for a handler.
pub(super) struct Job {
    /// The id of the binding.
    pub(super) handler: u64,
    pub(super) url: Uri,
    pub(super) event: &'static EventType,
    pub(super) data: Value,
    /// When it happened, in Unix seconds.
    pub(super) time: u64,
    /// The `client_id`.
    pub(super) application: Arc<str>,
    /// Whose tokens go with it.
    pub(super) user: Option<u64>,
    /// Further events that calls with its tokens may cause.
    pub(super) hops: u8,
    /// The application as it was, if it is gone: then it is told without tokens.
    pub(super) farewell: Option<Arc<ApplicationRecord>>,
}

/// What came of an event that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Receipt {
    /// The id of the handler, which it was told as `event_handler_id`.
    pub handler: u64,
    /// The name of the event, in upper case.
    pub event: String,
    /// Host and port of the receiver.
    pub receiver: String,
    /// The HTTP status that it answered, or why it did not.
    pub outcome: Result<u16, String>,
}

impl fmt::Display for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (event, receiver) = (&self.event, &self.receiver);
        match &self.outcome {
            Ok(status) => write!(f, "{event} to {receiver}: answered {status}"),
            Err(why) => write!(f, "{event} to {receiver}: not delivered, {why}"),
        }
    }
}

/// Why an event is not sent.
enum Failure {
    /// The application is not installed, not switched on, or not paid for (P-244).
    NotReceiving,
    Store(StoreError),
}

impl Shared {
    /// Sends it, once, and tells the log what came of it.
    pub(super) async fn deliver(&self, job: Job) -> Receipt {
        let receiver = handler::receiver(&job.url);
        let sent = self.send(&job).await;
        let event = job.event.code();
        let handler = job.handler;
        match &sent {
            Ok(status) => {
                tracing::info!(%event, handler, %receiver, application = %job.application, status, "event sent");
            }
            Err(why) => {
                tracing::warn!(%event, handler, %receiver, application = %job.application, %why, "event not delivered");
            }
        }
        Receipt {
            handler,
            event,
            receiver,
            outcome: sent,
        }
    }

    async fn send(&self, job: &Job) -> Result<u16, String> {
        let form = self.form(job).await.map_err(|failure| match failure {
            Failure::NotReceiving => "the application does not receive events now".to_owned(),
            Failure::Store(error) => match std::error::Error::source(&error) {
                Some(cause) => format!("{error}: {cause}"),
                None => error.to_string(),
            },
        })?;
        let sending = self.sender.send(Delivery {
            url: job.url.clone(),
            form,
        });
        match tokio::time::timeout(self.answer_limit, sending).await {
            Ok(Ok(status)) => Ok(status.as_u16()),
            Ok(Err(error)) => Err(error.to_string()),
            Err(_) => Err(format!("no answer within {:?}", self.answer_limit)),
        }
    }

    async fn form(&self, job: &Job) -> Result<String, Failure> {
        let (application, tokens) = match &job.farewell {
            Some(gone) => (gone.clone(), None),
            None => {
                let found = self.oauth.receiving(&job.application).await;
                let application = found.map_err(Failure::Store)?;
                let application = application.ok_or(Failure::NotReceiving)?;
                let tokens = self.tokens(job, &application).await;
                (Arc::new(application), tokens.map_err(Failure::Store)?)
            }
        };
        let mut form = Array::new();
        form.insert("event", job.event.code());
        form.insert("event_handler_id", number(job.handler));
        form.insert("data", job.data.clone());
        form.insert("ts", number(job.time));
        form.insert("auth", self.auth(&application, tokens.as_ref()));
        Ok(query::encode(&form))
    }

    async fn tokens(
        &self,
        job: &Job,
        application: &ApplicationRecord,
    ) -> Result<Option<(u64, EventTokens)>, StoreError> {
        let Some(user) = job.user.filter(|_| job.event.sends_auth()) else {
            return Ok(None);
        };
        let refresh = job.event.refresh_token();
        let issued = self
            .oauth
            .issue_to_event(application, user, job.hops, refresh)
            .await?;
        Ok(issued.map(|tokens| (user, tokens)))
    }

    fn auth(&self, application: &ApplicationRecord, tokens: Option<&(u64, EventTokens)>) -> Array {
        let endpoints = self.oauth.endpoints();
        let mut auth = Array::new();
        if let Some((_, tokens)) = tokens {
            auth.insert("access_token", tokens.access.expose());
            auth.insert("expires", number(tokens.expires));
            auth.insert("expires_in", number(tokens.expires_in));
            auth.insert("scope", comma_list(&application.scopes));
        }
        auth.insert("domain", endpoints.domain());
        auth.insert("server_endpoint", endpoints.server_endpoint());
        auth.insert("client_endpoint", endpoints.client_endpoint());
        auth.insert("member_id", &**self.oauth.accounts().portal());
        if let Some((user, tokens)) = tokens {
            auth.insert("status", application.status.letter().to_string());
            auth.insert("user_id", number(*user));
            if let Some(refresh) = &tokens.refresh {
                auth.insert("refresh_token", refresh.expose());
            }
        }
        auth.insert("application_token", self.application_token(application));
        auth
    }

    /// What proves to an application that an event comes from this portal (P-108): it follows from the portal, the
    /// application and its secret, and stays while these stay.
    pub(super) fn application_token(&self, application: &ApplicationRecord) -> String {
        let secret = application.client_secret.as_bytes();
        let mut material = secret.to_vec();
        for part in [&**self.oauth.accounts().portal(), &*application.client_id] {
            material.extend_from_slice(&part.len().to_be_bytes());
            material.extend_from_slice(part.as_bytes());
        }
        let key = blake3::derive_key("bitrix-rest 2026 application_token of events", &material);
        let mut hex = blake3::Hash::from_bytes(key).to_hex().to_string();
        hex.truncate(32);
        hex
    }
}

fn number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
