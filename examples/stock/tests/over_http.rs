//! What callers over HTTP see, and whether all methods do what they declare.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use axum::body::Body;
use axum::http::Request;
use bitrix_rest::RestApi;
use bitrix_rest_methods::{MemoryStore, Store};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

async fn api() -> RestApi {
    let rows = MemoryStore::new().rows("stock");
    stock::seed(&rows).await.unwrap();
    stock::api(rows).unwrap()
}

async fn call(api: &RestApi, code: &str, method: &str, body: Value) -> (u16, Value) {
    let request = Request::post(format!("/rest/api/1/{code}/stock.part.{method}"))
        .header("content-type", "application/json")
        .body(Body::from(body.to_string()));
    let service = api.clone().into_service_at("/rest");
    let reply = service.oneshot(request.unwrap()).await.unwrap();
    let status = reply.status().as_u16();
    let bytes = reply.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&bytes).unwrap())
}

// Proves: P-167, P-170, P-197
#[tokio::test]
async fn all_that_is_wrong_is_told_at_once() {
    let api = api().await;
    let place = json!({"room": "", "shelf": 12});
    let fields = json!({"quantity": 200_000, "place": place});
    let (status, reply) = call(&api, "secret", "add", json!({"fields": fields})).await;
    let told = reply["error"]["validation"].as_array().unwrap();
    let told: Vec<_> = told
        .iter()
        .filter_map(|one| one["field"].as_str())
        .collect();
    let wrong = [
        "fields.name",
        "fields.quantity",
        "fields.place.room",
        "fields.place.shelf",
    ];
    assert_eq!((status, told), (400, wrong.to_vec()), "{reply}");
}

// Proves: P-165, P-294
#[tokio::test]
async fn an_error_of_ones_own_has_what_programs_need() {
    let api = api().await;
    let fields = json!({"name": "Bolt", "quantity": 5, "supplierId": 1});
    let (status, reply) = call(&api, "secret", "add", json!({"fields": fields})).await;
    assert_eq!((status, &reply["result"]), (200, &json!({"id": 1})));
    let body = json!({"id": 1, "quantity": 6});
    let (status, reply) = call(&api, "secret", "take", body).await;
    let error = json!({"code": "TOO_FEW", "message": "only 5 left", "left": 5});
    assert_eq!((status, &reply["error"]), (409, &error));
}

// Proves: P-160, P-170
#[tokio::test]
async fn only_the_webhook_is_let_in() {
    let api = api().await;
    let get = async |code| call(&api, code, "get", json!({"id": 1})).await;
    let (status, reply) = get("other").await;
    let code = &reply["error"]["code"];
    assert_eq!(status, 401, "{reply}");
    assert_eq!(code, "BITRIX_REST_V3_EXCEPTION_ACCESSDENIEDEXCEPTION");
    let (status, reply) = get("secret").await;
    let code = &reply["error"]["code"];
    assert_eq!(status, 400, "{reply}");
    assert_eq!(code, "BITRIX_REST_V3_EXCEPTION_ENTITYNOTFOUNDEXCEPTION");
}

/// Whatever they are called with. The first part, which the examples speak of, is there before.
#[tokio::test]
async fn all_methods_do_what_they_declare() {
    let api = api().await;
    let fields = json!({"name": "Bolt M8", "quantity": 40, "supplierId": 1});
    let (status, reply) = call(&api, "secret", "add", json!({"fields": fields})).await;
    assert_eq!((status, &reply["result"]), (200, &json!({"id": 1})));
    let report = api.contract().await;
    assert!(report.methods() >= 9 && report.examples() >= 3, "{report}");
    report.assert();
}
