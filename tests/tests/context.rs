//! What a method learns of its call.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use bitrix_rest::http::StatusCode;
use bitrix_rest::{Call, Credentials, Error, RestApi, SystemError, WithStatus, rest_method};
use bitrix_rest_methods::accounts::{
    ApplicationRecord, SecretHash, TokenRecord, UserRecord, WebhookRecord,
};
use bitrix_rest_methods::{MemoryStore, Store};
use bitrix_rest_tests::server::Server;
use serde_json::{Value, json};

/// All of it.
#[rest_method("context.all", scope = "crm", read_only)]
async fn context_all(call: Call) -> Result<WithStatus<Value>, Error> {
    let caller = call.caller().ok_or(SystemError::Internal)?;
    let secret = match call.credentials() {
        Credentials::Token(secret) | Credentials::Webhook { code: secret, .. } => secret.expose(),
        _ => "",
    };
    let header = call.headers().get("x-trace");
    let all = json!({
        "kind": format!("{:?}", caller.kind()),
        "user": caller.user().map(|user| user.id),
        "application": caller.application().map(|application| application.client_id()),
        "webhook": caller.webhook(),
        "scopes": caller.scopes().iter().collect::<Vec<_>>(),
        "credential": secret,
        "method": call.method_name(),
        "parameters": call.parameters(),
        "header": header.and_then(|value| value.to_str().ok()),
        "secure": call.is_secure(),
        "in batch": call.is_in_batch(),
    });
    Ok(WithStatus(StatusCode::ACCEPTED, all))
}

async fn server() -> Server {
    let accounts = MemoryStore::new().accounts("portal");
    accounts.put(UserRecord::new(7, "ada")).await.unwrap();
    let application = ApplicationRecord::new("app.1", SecretHash::of("app"));
    accounts.put(application).await.unwrap();
    let mut token = TokenRecord::new(SecretHash::of("tok"), "app.1", 7, u64::MAX >> 1);
    token.scopes = "crm,task".parse().unwrap();
    accounts.put(token).await.unwrap();
    let hook = WebhookRecord::new(31, 7, SecretHash::of("sec")).with_scopes(["crm"]);
    accounts.put(hook).await.unwrap();
    let api = RestApi::explicit()
        .method::<ContextAll>()
        .authenticator(accounts)
        .webhooks_over_http(true)
        .build();
    Server::of(api.unwrap())
}

// Proves: P-291, P-292
#[tokio::test]
async fn the_context_of_a_call() {
    let server = server().await;
    let request =
        axum::http::Request::get("/rest/Context.ALL?auth=tok&a[b]=1").header("X-Trace", "t1");
    let answer = server.send(request.body(axum::body::Body::empty())).await;
    assert_eq!(answer.status, 202, "{}", answer.text);
    assert_eq!(
        answer.json()["result"],
        json!({
            "kind": "OAuth", "user": 7, "application": "app.1", "webhook": null,
            "scopes": ["crm", "task"], "credential": "tok", "method": "context.all",
            "parameters": {"a": {"b": "1"}}, "header": "t1", "secure": false, "in batch": false
        })
    );
    let answer = server.get("/rest/7/sec/context.all?x=2").await;
    assert_eq!(
        answer.json()["result"],
        json!({
            "kind": "Webhook", "user": 7, "application": null, "webhook": 31,
            "scopes": ["crm"], "credential": "sec", "method": "context.all",
            "parameters": {"x": "2"}, "header": null, "secure": false, "in batch": false
        })
    );
}
