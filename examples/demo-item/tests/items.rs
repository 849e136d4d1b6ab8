//! The methods, called over HTTP by a webhook.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use axum::body::Body;
use axum::http::Request;
use bitrix_rest::{RestApi, RestService};
use bitrix_rest_methods::events::HttpSender;
use bitrix_rest_methods::oauth::{Endpoints, OAuth};
use bitrix_rest_methods::{Events, MemoryStore, Store};
use demo_item::{SEEDED, api, seed};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

struct Server(RestService);

/// With the items that the portal has.
async fn seeded() -> RestApi {
    let store = MemoryStore::new();
    let rows = store.rows("portal");
    seed(&rows).await.unwrap();
    // Twice is once.
    seed(&rows).await.unwrap();
    let endpoints = Endpoints::at("https://portal.example").unwrap();
    let oauth = OAuth::new(store.accounts("portal"), endpoints);
    let sender = HttpSender::new().unwrap();
    let events = Events::builder(oauth, rows.clone(), sender)
        .build()
        .unwrap();
    api(rows, events).unwrap()
}

impl Server {
    async fn seeded() -> Self {
        Self(seeded().await.into_service_at("/rest"))
    }

    async fn call(&self, path: &str, body: &Value) -> (u16, Value) {
        let request = Request::post(format!("/rest/1/{path}"))
            .header("content-type", "application/json")
            .body(Body::from(body.to_string()));
        let reply = self.0.clone().oneshot(request.unwrap()).await.unwrap();
        let status = reply.status().as_u16();
        let bytes = reply.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&bytes).unwrap())
    }

    async fn result(&self, method: &str, body: Value) -> Value {
        let (status, reply) = self
            .call(&format!("secret/demo.item.{method}"), &body)
            .await;
        assert_eq!(status, 200, "{method} {body}: {reply}");
        reply["result"].clone()
    }

    /// Status, code and text.
    async fn refused(&self, method: &str, body: Value) -> (u16, String, String) {
        let (status, reply) = self
            .call(&format!("secret/demo.item.{method}"), &body)
            .await;
        let text = |key: &str| reply[key].as_str().unwrap_or("(none)").to_owned();
        (status, text("error"), text("error_description"))
    }

    async fn list(&self, body: Value) -> Value {
        let (status, reply) = self.call("secret/demo.item.list", &body).await;
        assert_eq!(status, 200, "{body}: {reply}");
        reply
    }
}

fn ids(reply: &Value) -> Vec<u64> {
    let rows = reply["result"].as_array().unwrap().iter();
    rows.map(|row| row["ID"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn an_item_lives() {
    let server = Server::seeded().await;
    let added = json!({"fields": {"TITLE": "Cup", "PRICE": "2.50", "ACTIVE": "N"}});
    assert_eq!(server.result("add", added).await, json!(251));
    let cup = server.result("get", json!({"id": "251"})).await;
    let created = cup["DATE_CREATE"].clone();
    let expected =
        json!({"ID": 251, "TITLE": "Cup", "PRICE": 2.5, "ACTIVE": false, "DATE_CREATE": created});
    assert_eq!(cup, expected);
    assert!(created.as_str().unwrap().ends_with("+00:00"), "{created}");
    let change = json!({"ID": 251, "FIELDS": {"PRICE": 3}});
    assert_eq!(server.result("update", change).await, json!(true));
    let changed = server.result("get", json!({"id": 251})).await;
    assert_eq!(
        (&changed["PRICE"], &changed["TITLE"]),
        (&json!(3), &json!("Cup"))
    );
    assert_eq!(changed["DATE_CREATE"], created);
    assert_eq!(
        server.result("delete", json!({"id": 251})).await,
        json!(true)
    );
    let gone = server.refused("get", json!({"id": 251})).await;
    assert_eq!(gone.1, "NOT_FOUND");
    // Its id is never given to another.
    let next = json!({"fields": {"TITLE": "Plate"}});
    assert_eq!(server.result("add", next).await, json!(252));
    let plate = server.result("get", json!({"id": 252})).await;
    assert_eq!(
        (&plate["PRICE"], &plate["ACTIVE"]),
        (&json!(0), &json!(true))
    );
}

#[tokio::test]
async fn mistakes_are_told() {
    let server = Server::seeded().await;
    let title = json!({"TITLE": "Cup"});
    for (method, body, code, text) in [
        (
            "get",
            json!({}),
            "ERROR_ARGUMENT",
            "Argument 'id' is null or empty",
        ),
        (
            "delete",
            json!({"id": null}),
            "ERROR_ARGUMENT",
            "Argument 'id' is null or empty",
        ),
        (
            "update",
            json!({"fields": title}),
            "ERROR_ARGUMENT",
            "Argument 'id' is null or empty",
        ),
        (
            "get",
            json!({"id": "x"}),
            "ERROR_ARGUMENT",
            "The value of an argument 'id' must be of type integer",
        ),
        ("get", json!({"id": 999}), "NOT_FOUND", "Not found"),
        ("get", json!({"id": 0}), "NOT_FOUND", "Not found"),
        ("delete", json!({"id": 999}), "NOT_FOUND", "Not found"),
        (
            "update",
            json!({"id": 999, "fields": title}),
            "NOT_FOUND",
            "Not found",
        ),
        (
            "add",
            json!({}),
            "ERROR_ARGUMENT",
            "Argument 'fields' is null or empty",
        ),
        (
            "add",
            json!({"fields": {"PRICE": 1}}),
            "ERROR_ARGUMENT",
            "Argument 'fields[TITLE]' is null or empty",
        ),
        (
            "add",
            json!({"fields": {"TITLE": " "}}),
            "ERROR_ARGUMENT",
            "Argument 'fields[TITLE]' is null or empty",
        ),
        (
            "update",
            json!({"id": 1, "fields": {"TITLE": ""}}),
            "ERROR_ARGUMENT",
            "Argument 'fields[TITLE]' is null or empty",
        ),
        (
            "add",
            json!({"fields": {"TITLE": "Cup", "PRICE": "cheap"}}),
            "ERROR_ARGUMENT",
            "The value of an argument 'fields[PRICE]' must be of type double",
        ),
        (
            "list",
            json!({"filter": {"SIZE": 1}}),
            "ERROR_ARGUMENT",
            "Filter field not allowed: SIZE",
        ),
        (
            "list",
            json!({"order": {"ACTIVE": "ASC"}}),
            "ERROR_ARGUMENT",
            "Order field not allowed: ACTIVE",
        ),
    ] {
        let expected = (400, code.to_owned(), text.to_owned());
        assert_eq!(
            server.refused(method, body.clone()).await,
            expected,
            "{method} {body}"
        );
    }
    // A field that no item has is named, and so are those that there are.
    for (method, body) in [
        ("add", json!({"fields": {"TITLE": "Cup", "COLOUR": "red"}})),
        ("update", json!({"id": 1, "fields": {"COLOUR": "red"}})),
        ("update", json!({"id": 1, "fields": {"ID": 2}})),
    ] {
        let path = format!("secret/demo.item.{method}");
        let (status, reply) = server.call(&path, &body).await;
        assert_eq!(
            (status, &reply["error"]),
            (400, &json!("ERROR_ARGUMENT")),
            "{body}"
        );
        let named = if body["fields"]["ID"].is_null() {
            "COLOUR"
        } else {
            "ID"
        };
        assert_eq!(reply["argument"], json!(format!("fields[{named}]")));
        let text = reply["error_description"].as_str().unwrap();
        assert!(text.contains("TITLE, PRICE, ACTIVE"), "{text}");
    }
    let (status, reply) = server.call("other/demo.item.fields", &json!({})).await;
    assert_eq!(
        (status, &reply["error"]),
        (401, &json!("insufficient_scope"))
    );
}

// Proves: P-40, P-57, P-58
#[tokio::test]
async fn pages_cover_all_items_once() {
    let server = Server::seeded().await;
    let (mut all, mut start) = (Vec::new(), json!(0));
    loop {
        let page = server.list(json!({ "start": start })).await;
        assert_eq!(page["total"], json!(SEEDED));
        all.extend(ids(&page));
        match &page["next"] {
            Value::Null => break,
            next => start = next.clone(),
        }
    }
    assert_eq!(all, (1..=SEEDED).collect::<Vec<_>>());
    // Without the count, and on from the last id that was seen, as large lists are read.
    let (mut all, mut last) = (Vec::new(), 0);
    loop {
        let page = server
            .list(json!({"start": -1, "filter": {">ID": last}}))
            .await;
        assert!(
            page.get("total").is_none() && page.get("next").is_none(),
            "{page}"
        );
        let found = ids(&page);
        let Some(id) = found.last() else { break };
        last = *id;
        all.extend(found);
    }
    assert_eq!(all, (1..=SEEDED).collect::<Vec<_>>());
}

// Proves: P-249, P-298
#[tokio::test]
async fn items_are_filtered_sorted_and_selected() {
    let server = Server::seeded().await;
    let page = server
        .list(json!({"filter": {"ACTIVE": "N", "<=ID": 30}}))
        .await;
    assert_eq!(ids(&page), [10, 20, 30]);
    // Times are points in time, wherever they are written.
    for after in ["2026-01-11T12:30:00+03:00", "2026-01-11 09:30:00"] {
        let page = server
            .list(json!({"filter": {">DATE_CREATE": after}}))
            .await;
        assert_eq!(ids(&page), [250], "{after}");
    }
    for none in ["garbage", ""] {
        let page = server.list(json!({"filter": {"<DATE_CREATE": none}})).await;
        assert_eq!(page["total"], 0, "{none}");
    }
    let page = server
        .list(json!({"filter": {"%TITLE": "item 24", ">PRICE": 100}}))
        .await;
    let found = ids(&page);
    assert!(
        !found.is_empty() && found.iter().all(|id| *id == 24 || *id / 10 == 24),
        "{found:?}"
    );
    let page = server
        .list(json!({"filter": {"@ID": [7, "3", 999]}, "order": {"ID": "desc"}}))
        .await;
    assert_eq!(ids(&page), [7, 3]);
    let page = server
        .list(json!({"order": {"PRICE": "DESC"}, "select": ["PRICE", "title", "NOPE"]}))
        .await;
    let rows = page["result"].as_array().unwrap();
    let prices: Vec<f64> = rows
        .iter()
        .map(|row| row["PRICE"].as_f64().unwrap())
        .collect();
    assert_eq!((prices.len(), prices[0], prices[49]), (50, 250.5, 201.5));
    assert!(prices.is_sorted_by(|one, other| one > other), "{prices:?}");
    let keys: Vec<&String> = rows[0].as_object().unwrap().keys().collect();
    assert_eq!(keys.len(), 2, "{keys:?}");
    let first = server.list(json!({"select": ["*"]})).await["result"][0].clone();
    assert_eq!(first, server.result("get", json!({"id": 1})).await);
}

#[tokio::test]
async fn the_description_names_what_an_item_has() {
    let server = Server::seeded().await;
    let fields = server.result("fields", json!({})).await;
    let title = json!({
        "type": "string", "isRequired": true, "isReadOnly": false, "title": "Title"
    });
    assert_eq!(fields["TITLE"], title);
    let described: Vec<&String> = fields.as_object().unwrap().keys().collect();
    let item = server.result("get", json!({"id": 1})).await;
    let mut shown: Vec<&String> = item.as_object().unwrap().keys().collect();
    shown.sort_unstable();
    assert_eq!(described, shown);
    // What is read-only cannot be written, and nothing else is.
    for (name, field) in fields.as_object().unwrap() {
        let change = json!({"id": 1, "fields": {name: item[name]}});
        let (status, _) = server.call("secret/demo.item.update", &change).await;
        let expected = if field["isReadOnly"] == json!(true) {
            400
        } else {
            200
        };
        assert_eq!(status, expected, "{name}");
    }
}

/// Whatever they are called with.
#[tokio::test]
async fn all_methods_do_what_they_declare() {
    let report = seeded().await.contract().await;
    // With `batch` and what comes with events.
    assert!(report.methods() >= 6 && report.examples() >= 2, "{report}");
    report.assert();
}
