//! Batches.

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use crate::methods::{call, code, server};

const REFUSED: &str = "INVALIDSELECTEXCEPTION";

fn get(id: i64) -> Value {
    json!({"method": "demo.town.get", "query": {"id": id}})
}

// Proves: P-137, P-138
#[tokio::test]
async fn answers_stand_in_order() {
    let (server, _) = server();
    let body = json!([
        get(5),
        {"method": "demo.town.list", "query": {"ids": [1]}, "as": "list", "parallel": true},
        {"method": "demo.town.add", "query": {"name": "x"}, "as": "added"},
        {"method": "demo.town.delete", "query": {"id": 1}},
    ]);
    let answer = call(&server, "batch", body.clone()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let result = answer.result();
    assert_eq!(result.as_array().unwrap().len(), 4);
    assert_eq!(result[0]["item"]["id"], 5);
    assert_eq!(result[1]["items"][0]["name"], "town 1");
    assert_eq!(
        (&result[2], &result[3]),
        (&json!({"id": 17}), &json!({"result": true}))
    );
    assert!(answer.json()["time"]["duration"].is_number());
    // Credentials in the path and in the header.
    let in_path = server.post("/rest/api/7/sec/batch", body.clone()).await;
    assert_eq!(in_path.result(), result);
    let bearer = Request::post("/rest/api/batch")
        .header("authorization", "Bearer tok")
        .header("content-type", "application/json");
    let in_header = server.send(bearer.body(Body::from(body.to_string()))).await;
    assert_eq!(in_header.result(), result);
}

// Proves: P-337
#[tokio::test]
async fn a_numbered_object_is_a_list() {
    let (server, _) = server();
    let body = json!({"0": get(5), "1": get(6), "auth": "tok"});
    let answer = server.post("/rest/api/batch", body).await;
    assert_eq!(answer.result()[1]["item"]["id"], 6, "{}", answer.text);
}

// Proves: P-139
#[tokio::test]
async fn the_first_error_is_the_answer() {
    let (server, ran) = server();
    let add = |name: &str| json!({"method": "demo.town.add", "query": {"name": name}});
    let body = json!([add("one"), get(404), add("two")]);
    let answer = call(&server, "batch", body).await;
    assert_eq!(code(&answer), (400, "ENTITYNOTFOUNDEXCEPTION".into()));
    // What ran before it stays, what comes behind it does not run.
    assert_eq!(*ran.lock().unwrap(), ["add one"]);
    let body = json!([get(5), {"method": "demo.town.get", "query": {"id": "x"}}]);
    let answer = call(&server, "batch", body).await;
    assert_eq!(code(&answer).1, "VALIDATION_REQUESTVALIDATIONEXCEPTION");
    assert_eq!(answer.json()["error"]["validation"][0]["field"], "id");
}

// Proves: P-140, P-142, P-143, P-323
#[tokio::test]
async fn what_is_no_batch_is_refused_before_anything_runs() {
    let (server, ran) = server();
    let add = json!({"method": "demo.town.add", "query": {"name": "x"}});
    let with = |other: Value| json!([add, other]);
    for body in [
        json!({"cmd": {"a": "x.y"}}),
        json!({"cmd": {"a": "demo.town.get?id=5"}, "halt": 0}),
        with(json!({"query": {}})),
        with(json!({"method": "demo.town.count"})),
        with(json!({"method": 5, "query": {}})),
        with(json!({"method": "demo.town.count", "query": "id=5"})),
        with(json!("demo.town.count")),
        with(json!({"method": "batch", "query": {}})),
        with(json!({"method": "demo.alone", "query": {}})),
        with(json!({"method": "demo.town.count", "query": {}, "as": 5})),
        json!([
            add,
            {"method": "demo.town.count", "query": {}, "as": "a"},
            {"method": "demo.town.count", "query": {}, "as": "a"},
        ]),
        Value::Array(vec![add.clone(); 51]),
    ] {
        let answer = call(&server, "batch", body.clone()).await;
        assert_eq!(code(&answer), (400, REFUSED.into()), "{body}");
        let message = answer.json()["error"]["message"].clone();
        assert!(message.as_str().is_some_and(|text| !text.is_empty()));
    }
    assert!(ran.lock().unwrap().is_empty());
    let fifty = Value::Array(vec![add.clone(); 50]);
    assert_eq!(call(&server, "batch", fifty).await.status, 200);
    for body in ["", "{", "5"] {
        let answer = server.post("/rest/api/batch?auth=tok", body).await;
        assert_eq!(
            code(&answer),
            (400, "INVALIDJSONEXCEPTION".into()),
            "{body}"
        );
    }
    assert_eq!(call(&server, "batch", json!([])).await.result(), json!([]));
}

// Proves: P-141, P-278
#[tokio::test]
async fn methods_are_found_first_and_scopes_checked_last() {
    let (server, ran) = server();
    let add = json!({"method": "demo.town.add", "query": {"name": "x"}});
    let unknown = json!([add, {"method": "demo.nobody", "query": {}}]);
    let answer = call(&server, "batch", unknown).await;
    assert_eq!(code(&answer), (404, "METHODNOTFOUNDEXCEPTION".into()));
    assert!(ran.lock().unwrap().is_empty());
    // A method of REST 2 is none here.
    let old = json!([{"method": "test.echo", "query": {}}]);
    assert_eq!(call(&server, "batch", old).await.status, 404);
    let forbidden = json!([add, {"method": "demo.deep.town.get", "query": {}}]);
    let answer = call(&server, "batch", forbidden).await;
    assert_eq!(code(&answer), (403, "INSUFFICIENTSCOPEEXCEPTION".into()));
    assert_eq!(ran.lock().unwrap().len(), 1);
}

// Proves: P-144, P-145, P-279
#[tokio::test]
async fn a_reference_is_replaced_by_the_value() {
    let (server, _) = server();
    let echo = |query: Value| json!({"method": "demo.echo", "query": query});
    let first = json!({"method": "demo.town.get", "query": {"id": 5}, "as": "first"});
    let list = json!({"method": "demo.town.list", "query": {"ids": [8, 9]}});
    let body = json!([
        first,
        list,
        echo(json!({
            "id": {"$ref": "first.id"},
            "deep": [{"name": {"$ref": "first.name"}}],
            "whole": {"$ref": "first"},
            "row": {"$ref": "1.1.id"},
            "plain": {"ref": "first.id"},
        }))
    ]);
    let answer = call(&server, "batch", body).await;
    assert_eq!(
        answer.result()[2]["item"],
        json!({
            "id": 5,
            "deep": [{"name": "town 5"}],
            "whole": {"id": 5, "name": "town 5", "tags": []},
            "row": 9,
            "plain": {"ref": "first.id"},
        }),
        "{}",
        answer.text
    );
}

// Proves: P-146
#[tokio::test]
async fn a_list_of_references_takes_a_field_of_every_row() {
    let (server, _) = server();
    let list = json!({"method": "demo.town.list", "query": {"ids": [8, 9]}, "as": "list"});
    let again = json!({"method": "demo.town.list", "query": {"ids": {"$refArray": "list.id"}}});
    let answer = call(&server, "batch", json!([list, again])).await;
    assert_eq!(answer.result()[0], answer.result()[1]);
    assert_eq!(answer.result()[1]["items"][1]["id"], 9);
}

// Proves: P-144, P-147, P-279
#[tokio::test]
async fn a_reference_to_nothing_is_refused() {
    let (server, _) = server();
    let before = [
        json!({"method": "demo.town.get", "query": {"id": 5}, "as": "first"}),
        json!({"method": "demo.town.list", "query": {"ids": [8]}, "as": "list"}),
        json!({"method": "demo.town.add", "query": {"name": "x"}, "as": "added"}),
        json!({"method": "demo.echo", "query": {"other": null}, "as": "nulls"}),
    ];
    for (reference, path) in [
        (json!({"$ref": "first.item.id"}), "first.item.id"),
        (json!({"$ref": "first.x"}), "first.x"),
        (json!({"$ref": "nobody.id"}), "nobody.id"),
        (json!({"$ref": "0.id"}), "0.id"),
        (json!({"$ref": "added.id"}), "added.id"),
        (json!({"$ref": "nulls.other"}), "nulls.other"),
        (json!({"$refArray": "list.x"}), "list.x"),
        (json!({"$refArray": "first.id"}), "first"),
        (json!({"$refArray": "list"}), "list"),
        (json!({"$refArray": 5}), "$refArray"),
        (json!({"$ref": []}), "$ref"),
    ] {
        let last = json!({"method": "demo.echo", "query": {"id": reference}});
        let calls: Vec<Value> = before.iter().cloned().chain([last]).collect();
        let answer = call(&server, "batch", Value::Array(calls)).await;
        assert_eq!(code(&answer), (400, REFUSED.into()), "{reference}");
        let message = answer.json()["error"]["message"].clone();
        assert!(message.as_str().unwrap().contains(path), "{message}");
    }
}
