//! Accounts, as a caller over HTTP meets them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod identity;
mod memory;
mod refusals;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Body;
use axum::http::Request;
use bitrix_rest::{Call, Error, RestApi, Scopes, rest_method};
use http_body_util::BodyExt;
use serde::Serialize;
use serde_json::Value;
use tower::ServiceExt;

use super::*;
use crate::{MemoryStore, Store};

const NOW: u64 = 1_782_907_445;

/// Who calls, as the method sees it.
#[derive(Debug, Serialize, schemars::JsonSchema)]
struct Who {
    user: Option<u64>,
    administrator: bool,
    application: Option<String>,
    portal: Option<String>,
    scopes: Vec<String>,
    kind: String,
}

/// Says who calls.
#[rest_method("accounts.who", scope = "basic", read_only)]
async fn accounts_who(call: Call) -> Result<Who, Error> {
    let caller = call.caller().ok_or_else(|| Error::internal("no caller"))?;
    Ok(Who {
        user: caller.user().map(|user| user.id),
        administrator: caller.user().is_some_and(|user| user.administrator),
        application: caller
            .application()
            .map(|found| found.client_id().to_owned()),
        portal: caller.application().map(|found| found.portal().to_owned()),
        scopes: caller.scopes().iter().map(str::to_owned).collect(),
        kind: format!("{:?}", caller.kind()),
    })
}

/// Needs the scope `crm`.
#[rest_method("accounts.crm", scope = "crm", read_only)]
async fn accounts_crm() -> Result<bool, Error> {
    Ok(true)
}

/// Needs the scope `user`.
#[rest_method("accounts.user", scope = "user", read_only)]
async fn accounts_user() -> Result<bool, Error> {
    Ok(true)
}

/// A portal whose clock the test holds.
struct Portal {
    accounts: Accounts,
    clock: Arc<AtomicU64>,
    router: axum::Router,
}

impl Portal {
    fn over(accounts: Accounts, webhooks_over_http: bool) -> Self {
        let clock = Arc::new(AtomicU64::new(NOW));
        let shown = clock.clone();
        let accounts = accounts.with_clock(move || shown.load(Ordering::Relaxed));
        let api = RestApi::explicit()
            .method::<AccountsWho>()
            .method::<AccountsCrm>()
            .method::<AccountsUser>()
            .authenticator(accounts.clone())
            .webhooks_over_http(webhooks_over_http)
            .build()
            .unwrap();
        Self {
            accounts,
            clock,
            router: axum::Router::new().nest("/rest", api.into_router()),
        }
    }

    fn empty() -> Self {
        Self::over(MemoryStore::new().accounts("portal.1"), true)
    }

    /// With the users 1 (`admin`, an administrator) and 2 (`ben`), and the application `app.1`.
    async fn new() -> Self {
        let portal = Self::empty();
        let mut admin = user(1, "admin");
        admin.administrator = true;
        portal.accounts.put(admin).await.unwrap();
        portal.accounts.put(user(2, "ben")).await.unwrap();
        portal.accounts.put(application("app.1")).await.unwrap();
        portal
    }

    async fn token(&self, token: TokenRecord) {
        self.accounts.put(token).await.unwrap();
    }

    async fn webhook(&self, webhook: WebhookRecord) {
        self.accounts.put(webhook).await.unwrap();
    }

    /// Status and body of a `GET` below `/rest/`.
    async fn get(&self, path: &str) -> (u16, Value) {
        let request = Request::get(format!("/rest/{path}"))
            .body(Body::empty())
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&body).unwrap())
    }

    /// What `accounts.who` answers, reached at this path: `{}` stands for the name of the method.
    async fn who(&self, path: &str) -> Value {
        let (status, mut body) = self.get(&path.replace("{}", "accounts.who")).await;
        assert_eq!(status, 200, "{path}: {body}");
        body["result"].take()
    }

    async fn refused(&self, path: &str, status: u16, code: &str, description: &str) {
        let (found, body) = self.get(path).await;
        assert_eq!(found, status, "{path}: {body}");
        let expected = serde_json::json!({ "error": code, "error_description": description });
        assert_eq!(body, expected, "{path}");
    }
}

fn user(id: u64, login: &str) -> UserRecord {
    UserRecord::new(id, login)
}

fn inactive(id: u64, login: &str) -> UserRecord {
    let mut user = user(id, login);
    user.active = false;
    user
}

fn application(client_id: &str) -> ApplicationRecord {
    ApplicationRecord::new(client_id, SecretHash::of("client secret"))
}

/// A token of `app.1` for user 2 with the scope `crm`, good for an hour.
fn token(text: &str) -> TokenRecord {
    let expires = NOW + TokenRecord::LIFETIME;
    let mut token = TokenRecord::new(SecretHash::of(text), "app.1", 2, expires);
    token.scopes = scopes("crm");
    token
}

/// A webhook of user 2 with the scope `crm`.
fn webhook(id: u64, code: &str) -> WebhookRecord {
    let mut webhook = WebhookRecord::new(id, 2, SecretHash::of(code));
    webhook.scopes = scopes("crm");
    webhook
}

fn scopes(list: &str) -> Scopes {
    list.split(',').collect()
}
