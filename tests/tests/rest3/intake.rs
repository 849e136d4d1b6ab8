//! What is read of a request.

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::{Value, json};

use crate::methods::{call, code, server};

const INVALID_JSON: &str = "INVALIDJSONEXCEPTION";
const VALIDATION: &str = "VALIDATION_REQUESTVALIDATIONEXCEPTION";

fn fields(json: &Value) -> Vec<&str> {
    let list = json["error"]["validation"].as_array().unwrap();
    list.iter()
        .map(|item| item["field"].as_str().unwrap())
        .collect()
}

// Proves: P-157
#[tokio::test]
async fn a_body_is_json() {
    let (server, _) = server();
    let path = "/rest/api/demo.town.get?auth=tok";
    for (kind, body) in [
        ("application/x-www-form-urlencoded", "id=5"),
        ("text/plain", r#"{"id":5}"#),
        ("", r#"{"id":5}"#),
        ("application/json", ""),
        ("application/json", "{\"id\":"),
        ("application/json", "5"),
        ("application/json", "null"),
    ] {
        let answer = server.post_as(path, kind, body).await;
        assert_eq!(code(&answer), (400, INVALID_JSON.into()), "{kind} {body}");
    }
    for kind in [
        "application/json; charset=utf-8",
        "application/vnd.api+json",
    ] {
        let answer = server.post_as(path, kind, r#"{"id":5}"#).await;
        assert_eq!(answer.status, 200, "{kind}");
    }
}

// Proves: P-158, P-277
#[tokio::test]
async fn the_query_holds_no_parameters() {
    let (server, _) = server();
    let answer = server.get("/rest/api/demo.town.get?auth=tok&id=5").await;
    assert_eq!(code(&answer), (400, VALIDATION.into()));
    assert_eq!(fields(&answer.json()), ["id"]);
    let answer = server
        .post("/rest/api/demo.town.get?auth=tok&id=5", json!({"id": 6}))
        .await;
    assert_eq!(answer.result()["item"]["id"], 6);
}

// Proves: P-10, P-159
#[tokio::test]
async fn a_method_without_parameters_needs_no_body() {
    let (server, _) = server();
    let path = "/rest/api/demo.town.count?auth=tok";
    assert_eq!(server.get(path).await.status, 200);
    for (kind, body) in [
        ("", ""),
        ("text/plain", "x"),
        ("application/json", "{"),
        ("application/json", "{}"),
    ] {
        assert_eq!(
            server.post_as(path, kind, body).await.status,
            200,
            "{kind} {body}"
        );
    }
    let head = server.verb(Method::HEAD, path, "").await;
    assert_eq!((head.status, head.text.as_str()), (200, ""));
}

// Proves: P-1, P-2, P-160
#[tokio::test]
async fn credentials_have_four_places() {
    let (server, _) = server();
    let ok = |answer: bitrix_rest_tests::server::Answer| {
        assert_eq!(answer.result(), json!({"items": []}), "{}", answer.text);
    };
    ok(server.post("/rest/api/7/sec/demo.town.list", "{}").await);
    ok(server
        .post("/rest/api/demo.town.list", json!({"auth": "tok"}))
        .await);
    ok(server.post("/rest/api/demo.town.list?auth=tok", "{}").await);
    let bearer = Request::post("/rest/api/demo.town.list")
        .header("authorization", "Bearer tok")
        .header("content-type", "application/json");
    ok(server.send(bearer.body(Body::from("{}"))).await);
    let none = server.post("/rest/api/demo.town.list", "{}").await;
    assert_eq!(code(&none), (401, "ACCESSDENIEDEXCEPTION".into()));
}

/// A credential is not seen by the method; other names of REST 2 are parameters here.
// Proves: P-164
#[tokio::test]
async fn what_is_unknown_is_ignored() {
    let (server, _) = server();
    let answer = call(
        &server,
        "demo.town.get",
        json!({"id": 5, "nobody": [1, {"x": 2}]}),
    )
    .await;
    assert_eq!(answer.status, 200);
    let body = json!({"auth": "tok", "start": 3, "state": "x", "method": "y"});
    let answer = server.post("/rest/api/demo.echo", body).await;
    assert_eq!(
        answer.result()["item"],
        json!({"start": 3, "state": "x", "method": "y"})
    );
}

// Proves: P-161
#[tokio::test]
async fn types_are_strict_inside_and_as_in_php_outside() {
    let (server, _) = server();
    let path = "demo.town.update";
    let good = call(
        &server,
        path,
        json!({"id": "5", "fields": {"population": 9}}),
    )
    .await;
    assert_eq!(good.result()["item"]["id"], 5);
    for (body, wrong) in [
        (
            json!({"id": 5, "fields": {"population": "9"}}),
            "fields.population",
        ),
        (
            json!({"id": 5, "fields": {"population": 9.5}}),
            "fields.population",
        ),
        (
            json!({"id": 5, "fields": {"population": true}}),
            "fields.population",
        ),
        (json!({"id": "five", "fields": {"population": 9}}), "id"),
        (json!({"id": true, "fields": {"population": 9}}), "id"),
        (
            json!({"id": 5, "fields": {"population": 9}, "note": 7}),
            "note",
        ),
        (json!({"id": 5, "fields": {}}), "fields.population"),
        (json!({"id": 5, "fields": "x"}), "fields"),
    ] {
        let answer = call(&server, path, body.clone()).await;
        assert_eq!(code(&answer), (400, VALIDATION.into()), "{body}");
        assert_eq!(fields(&answer.json()), [wrong], "{body}");
    }
}

// Proves: P-48
#[tokio::test]
async fn dates_have_one_form() {
    let (server, _) = server();
    let with = |founded: Value, seen: Value| json!({"id": 5, "fields": {"population": 9, "founded": founded, "seen": seen}});
    let good = with(json!("1234-05-06"), json!("2024-05-06T07:08:09+03:00"));
    assert_eq!(call(&server, "demo.town.update", good).await.status, 200);
    for (body, wrong) in [
        (with(json!("06.05.1234"), Value::Null), "fields.founded"),
        (with(json!("1234-5-6"), Value::Null), "fields.founded"),
        (
            with(Value::Null, json!("2024-05-06 07:08:09")),
            "fields.seen",
        ),
        (with(Value::Null, json!(1_700_000_000)), "fields.seen"),
    ] {
        let answer = call(&server, "demo.town.update", body.clone()).await;
        assert_eq!(code(&answer), (400, VALIDATION.into()), "{body}");
        assert_eq!(fields(&answer.json()), [wrong], "{body}");
    }
}

// Proves: P-163
#[tokio::test]
async fn null_is_absence() {
    let (server, _) = server();
    let answer = call(&server, "demo.town.get", json!({"id": null})).await;
    assert_eq!(fields(&answer.json()), ["id"]);
    let message = answer.json()["error"]["validation"][0]["message"].clone();
    assert!(message.as_str().unwrap().contains("`id`"), "{message}");
    let answer = call(&server, "demo.town.list", json!({"ids": null})).await;
    assert_eq!(answer.result(), json!({"items": []}));
}

// Proves: P-6
#[tokio::test]
async fn a_suffix_is_part_of_the_name() {
    let (server, _) = server();
    let answer = call(&server, "demo.town.count.json", json!({})).await;
    assert_eq!(code(&answer), (404, "METHODNOTFOUNDEXCEPTION".into()));
}
