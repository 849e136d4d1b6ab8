//! Who is refused, in which words, and what is said first.

use std::sync::atomic::Ordering;

use bitrix_rest::BoxFuture;

use super::*;
use crate::StoreError;

const INVALID: (u16, &str, &str) = (401, "INVALID_CREDENTIALS", "Invalid request credentials");

// Proves: P-87, P-89, P-90
#[tokio::test]
async fn an_unknown_token() {
    let portal = Portal::new().await;
    portal.token(token("tok")).await;
    for shown in ["nope", "tok%20", "TOK", "to"] {
        let path = format!("accounts.who?auth={shown}");
        portal
            .refused(
                &path,
                401,
                "invalid_token",
                "Unable to get application by token",
            )
            .await;
    }
}

// Proves: P-87, P-89, P-90, P-103
#[tokio::test]
async fn a_token_past_its_hour() {
    let portal = Portal::new().await;
    portal.token(token("tok")).await;
    portal.clock.store(NOW + 3599, Ordering::Relaxed);
    assert_eq!(portal.get("accounts.crm?auth=tok").await.0, 200);
    portal.clock.store(NOW + 3600, Ordering::Relaxed);
    let text = "The access token provided has expired";
    portal
        .refused("accounts.crm?auth=tok", 401, "expired_token", text)
        .await;
    // Said before the scope.
    portal
        .refused("accounts.user?auth=tok", 401, "expired_token", text)
        .await;
}

// Proves: P-87, P-89
#[tokio::test]
async fn an_application_that_is_gone_or_off() {
    let portal = Portal::new().await;
    let mut off = application("app.off");
    off.active = false;
    portal.accounts.put(off).await.unwrap();
    for (text, client_id) in [("off", "app.off"), ("gone", "app.gone")] {
        let mut token = token(text);
        // Said before the expiry.
        (token.application, token.expires) = (client_id.into(), NOW);
        portal.token(token).await;
        let path = format!("accounts.who?auth={text}");
        portal
            .refused(&path, 401, "APPLICATION_NOT_FOUND", "Application not found")
            .await;
    }
}

// Proves: P-87, P-89
#[tokio::test]
async fn an_application_that_is_closed_to_the_user() {
    let portal = Portal::new().await;
    let mut closed = application("app.closed");
    closed.access = Access::Users(vec![1]);
    portal.accounts.put(closed).await.unwrap();
    let mut ben = token("ben");
    ben.application = "app.closed".into();
    let mut admin = ben.clone();
    (admin.hash, admin.user) = (SecretHash::of("admin"), 1);
    portal.token(ben).await;
    portal.token(admin).await;
    let text = "The user does not have access to the application.";
    portal
        .refused("accounts.crm?auth=ben", 403, "user_access_error", text)
        .await;
    assert_eq!(portal.get("accounts.crm?auth=admin").await.0, 200);
    // The scope is said first.
    let (_, body) = portal.get("accounts.user?auth=ben").await;
    assert_eq!(body["error"], "insufficient_scope");
}

// Proves: P-86, P-87, P-89
#[tokio::test]
async fn a_user_who_cannot_be_authorised() {
    let portal = Portal::new().await;
    portal.accounts.put(inactive(2, "ben")).await.unwrap();
    let mut closed = application("app.closed");
    closed.access = Access::Users(Vec::new());
    portal.accounts.put(closed).await.unwrap();
    let mut nobody = token("nobody");
    nobody.user = 99;
    let mut closed = token("closed");
    closed.application = "app.closed".into();
    for token in [token("tok"), nobody, closed] {
        portal.token(token).await;
    }
    portal.webhook(webhook(1, "code")).await;
    for path in [
        "accounts.crm?auth=tok",
        "accounts.crm?auth=nobody",
        // Said before the access to the application.
        "accounts.crm?auth=closed",
        "2/code/accounts.crm",
    ] {
        portal
            .refused(path, 401, "authorization_error", "Unable to authorize user")
            .await;
    }
    // The scope is said first.
    for path in ["accounts.user?auth=tok", "2/code/accounts.user"] {
        assert_eq!(
            portal.get(path).await.1["error"],
            "insufficient_scope",
            "{path}"
        );
    }
}

// Proves: P-86, P-89, P-92
#[tokio::test]
async fn a_missing_scope_names_the_kind_of_credential() {
    let portal = Portal::new().await;
    portal.token(token("tok")).await;
    portal.webhook(webhook(1, "code")).await;
    for (path, kind) in [
        ("accounts.user?auth=tok", "access"),
        ("2/code/accounts.user", "webhook"),
    ] {
        let text =
            format!("The request requires higher privileges than provided by the {kind} token");
        portal.refused(path, 401, "insufficient_scope", &text).await;
    }
}

// Proves: P-4, P-86, P-89, P-97, P-266
#[tokio::test]
async fn a_webhook_that_is_wrong_off_or_over() {
    let portal = Portal::new().await;
    portal.accounts.put(inactive(3, "gone")).await.unwrap();
    let mut off = webhook(2, "off");
    off.active = false;
    let mut over = webhook(3, "over");
    over.expires = Some(NOW + 10);
    let mut gone = webhook(4, "gone");
    gone.user = 3;
    for webhook in [webhook(1, "code"), off, over, gone] {
        portal.webhook(webhook).await;
    }
    assert_eq!(portal.get("2/over/accounts.crm").await.0, 200);
    portal.clock.store(NOW + 10, Ordering::Relaxed);
    let (status, code, text) = INVALID;
    for path in [
        "2/nope/accounts.who",
        "1/code/accounts.who",
        "99/code/accounts.who",
        "nobody/code/accounts.who",
        "-2/code/accounts.who",
        "2/off/accounts.who",
        "2/over/accounts.who",
        // A login names active users only.
        "gone/gone/accounts.who",
        // Said before the scope.
        "2/off/accounts.user",
    ] {
        portal.refused(path, status, code, text).await;
    }
    let who = portal.get("3/gone/accounts.who").await.1;
    assert_eq!(who["error"], "authorization_error", "an id names everybody");
}

// Proves: P-262
#[tokio::test]
async fn a_tied_webhook_is_refused_as_its_application_would_be() {
    let portal = Portal::new().await;
    let mut closed = application("app.closed");
    closed.access = Access::Users(vec![1]);
    portal.accounts.put(closed).await.unwrap();
    for (id, client_id) in [(1, "app.gone"), (2, "app.closed")] {
        let mut tied = webhook(id, client_id);
        tied.application = Some(client_id.into());
        portal.webhook(tied).await;
    }
    assert_eq!(
        portal.get("2/app.gone/accounts.who").await.1["error"],
        "APPLICATION_NOT_FOUND"
    );
    assert_eq!(
        portal.get("2/app.closed/accounts.who").await.1["error"],
        "user_access_error"
    );
}

// Proves: P-15, P-86, P-89
#[tokio::test]
async fn webhooks_over_plain_http_are_refused_before_the_code_is_looked_at() {
    let portal = Portal::over(MemoryStore::new().accounts("portal.1"), false);
    portal
        .refused(
            "2/nope/accounts.who",
            400,
            "INVALID_REQUEST",
            "Https required.",
        )
        .await;
    assert_eq!(
        portal.get("accounts.who?auth=nope").await.1["error"],
        "invalid_token"
    );
}

// Proves: P-85, P-89
#[tokio::test]
async fn without_credentials() {
    let portal = Portal::empty();
    portal
        .refused(
            "accounts.who",
            401,
            "NO_AUTH_FOUND",
            "Wrong authorization data",
        )
        .await;
    portal
        .refused(
            "no.such",
            404,
            "ERROR_METHOD_NOT_FOUND",
            "Method not found!",
        )
        .await;
}

/// A store that cannot be read.
struct Broken(Arc<str>);

fn broken<'a, T: Send + 'a>() -> BoxFuture<'a, Result<T, StoreError>> {
    Box::pin(async { Err(StoreError::failed("disk 7 is on fire")) })
}

impl AccountStore for Broken {
    fn portal(&self) -> &Arc<str> {
        &self.0
    }
    fn token<'a>(
        &'a self,
        _: &'a SecretHash,
    ) -> BoxFuture<'a, Result<Option<Arc<Login<TokenRecord>>>, StoreError>> {
        broken()
    }
    fn webhook<'a>(
        &'a self,
        _: Owner<'a>,
        _: &'a SecretHash,
    ) -> BoxFuture<'a, Result<Option<Arc<Login<WebhookRecord>>>, StoreError>> {
        broken()
    }
    fn get<'a>(&'a self, _: &'a AccountKey) -> BoxFuture<'a, Result<Option<Account>, StoreError>> {
        broken()
    }
    fn list<'a>(
        &'a self,
        _: AccountKind,
        _: Option<&'a AccountKey>,
        _: usize,
    ) -> BoxFuture<'a, Result<Vec<Account>, StoreError>> {
        broken()
    }
    fn write(&self, _: Vec<Change>) -> BoxFuture<'_, Result<(), StoreError>> {
        broken()
    }
}

// Proves: P-82
#[tokio::test]
async fn a_store_that_fails_is_an_internal_error_and_no_refusal() {
    let portal = Portal::over(Accounts::new(Arc::new(Broken("portal.1".into()))), true);
    for path in ["accounts.who?auth=tok", "2/code/accounts.who"] {
        portal
            .refused(path, 500, "INTERNAL_SERVER_ERROR", "Internal server error")
            .await;
    }
}
