//! What is answered to a call that fails.

use bitrix_rest_tests::server::Server;
use serde_json::json;

use crate::methods::{Ran, call, code, server};

// Proves: P-167, P-168, P-169
#[tokio::test]
async fn all_wrong_fields_are_told() {
    let (server, _) = server();
    let answer = call(
        &server,
        "demo.town.update",
        json!({"fields": {"population": "x"}, "note": []}),
    )
    .await;
    let json = answer.json();
    let error = &json["error"];
    assert_eq!(
        error["code"],
        "BITRIX_REST_V3_EXCEPTION_VALIDATION_REQUESTVALIDATIONEXCEPTION"
    );
    assert!(error["message"].is_string());
    let told: Vec<(&str, &str)> = error["validation"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| {
            (
                item["field"].as_str().unwrap(),
                item["message"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        told.iter().map(|(field, _)| *field).collect::<Vec<_>>(),
        ["id", "fields.population", "note"]
    );
    for (field, message) in told {
        assert!(message.contains(&format!("`{field}`")), "{message}");
    }
}

// Proves: P-170
#[tokio::test]
async fn the_table_of_codes() {
    let (server, _) = server();
    for (path, body, status, expected) in [
        (
            "demo.nobody?auth=tok",
            json!({}),
            404,
            "METHODNOTFOUNDEXCEPTION",
        ),
        // An unknown method is told to those without credentials, too.
        ("demo.nobody", json!({}), 404, "METHODNOTFOUNDEXCEPTION"),
        (
            "demo.town.get?auth=nobody",
            json!({"id": 5}),
            401,
            "ACCESSDENIEDEXCEPTION",
        ),
        (
            "demo.town.get",
            json!({"id": 5}),
            401,
            "ACCESSDENIEDEXCEPTION",
        ),
        (
            "demo.town.get?auth=old",
            json!({"id": 5}),
            401,
            "ACCESSDENIEDEXCEPTION",
        ),
        (
            "demo.deep.town.get?auth=tok",
            json!({}),
            403,
            "INSUFFICIENTSCOPEEXCEPTION",
        ),
        (
            "demo.town.get?auth=tok",
            json!({"id": 404}),
            400,
            "ENTITYNOTFOUNDEXCEPTION",
        ),
        (
            "demo.town.fail?auth=tok",
            json!({"how": "full"}),
            409,
            "TOWN_FULL",
        ),
        (
            "demo.town.fail?auth=tok",
            json!({"how": "archive"}),
            500,
            "INTERNAL_INTERNALEXCEPTION",
        ),
        (
            "demo.town.get?auth=held",
            json!({"id": 5}),
            429,
            "RATELIMITEXCEPTION",
        ),
    ] {
        let answer = server.post(&format!("/rest/api/{path}"), body).await;
        assert_eq!(code(&answer), (status, expected.into()), "{path}");
    }
}

// Proves: P-285
#[tokio::test]
async fn an_expired_token_says_so_beside_its_code() {
    let (server, _) = server();
    let of = async |token: &str| {
        let path = format!("/rest/api/demo.town.get?auth={token}");
        server.post(&path, json!({"id": 5})).await.json()["error"].clone()
    };
    let expired = of("old").await;
    assert_eq!(expired["reason"], "expired_token");
    let wrong = of("nobody").await;
    assert_eq!(wrong["reason"], json!(null));
    assert_eq!(
        (&wrong["code"], &wrong["message"]),
        (&expired["code"], &expired["message"])
    );
}

/// An error of the method itself keeps its code and its extra keys; of one inside nothing is seen.
#[tokio::test]
async fn a_methods_own_errors() {
    let (server, _) = server();
    let answer = call(&server, "demo.town.fail", json!({"how": "full"})).await;
    assert_eq!(
        answer.json(),
        json!({"error": {"code": "TOWN_FULL", "message": "the town is full", "people": 9}})
    );
    let answer = call(&server, "demo.town.fail", json!({"how": "archive"})).await;
    assert!(!answer.text.contains("disk"), "{}", answer.text);
}

/// But for the limit of handler time, which P-88 has before the scope: see ARCHITECTURE.
// Proves: P-88
#[tokio::test]
async fn the_order_of_checks() {
    let (server, _) = server();
    let post = async |path: &str, body: &str| {
        code(&server.post(&format!("/rest/api/{path}"), body).await).1
    };
    // Existence before credentials.
    assert_eq!(
        post("demo.nobody?auth=x", "{").await,
        "METHODNOTFOUNDEXCEPTION"
    );
    // Credentials before the scope and the body.
    assert_eq!(
        post("demo.deep.town.get?auth=x", "{").await,
        "ACCESSDENIEDEXCEPTION"
    );
    assert_eq!(
        post("demo.town.get?auth=x", "{").await,
        "ACCESSDENIEDEXCEPTION"
    );
    // The scope before the body.
    let path = "/rest/api/demo.deep.town.get?auth=tok";
    let answer = server.post(path, "{").await;
    assert_eq!(code(&answer).1, "INSUFFICIENTSCOPEEXCEPTION");
    // A closed portal before everything.
    let closed = Server::with(|builder| builder.state(Ran::default()).closed(true)).unwrap();
    let answer = closed.post("/rest/api/demo.nobody", "{").await;
    assert_eq!(code(&answer), (500, "INTERNAL_INTERNALEXCEPTION".into()));
}
