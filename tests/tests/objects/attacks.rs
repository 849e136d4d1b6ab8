//! Requests that are made to hurt.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::tasks::{call, filtered};

/// A filter of groups within groups, as deep as a body may be.
#[tokio::test]
async fn a_deep_filter() {
    let mut filter = json!([["id", 3]]);
    for _ in 0..240 {
        filter = json!([{"logic": "or", "negative": true, "conditions": filter}]);
    }
    let answer = call("list", filtered(filter)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.result()["items"], json!([{"id": 3}]));
}

/// A filter of thousands of conditions, and one with thousands of values.
#[tokio::test]
async fn a_broad_filter() {
    let values: Vec<Value> = (1000..9000).map(Value::from).collect();
    let conditions: Vec<Value> = values.iter().map(|id| json!(["id", "!=", id])).collect();
    for (filter, count) in [
        (json!(conditions), 5),
        (json!([["id", "in", values]]), 0),
        (
            json!([{"logic": "or", "negative": true, "conditions": [["id", values]]}]),
            5,
        ),
    ] {
        let began = Instant::now();
        let answer = call("list", filtered(filter)).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.result()["items"].as_array().unwrap().len(), count);
        assert!(began.elapsed() < Duration::from_secs(10));
    }
}

/// A select of a relation of a relation of a relation, without end, and thousands of names.
#[tokio::test]
async fn a_broad_select() {
    let deep = format!("responsible.department{}", ".title".repeat(5000));
    let answer = call("get", json!({"id": 1, "select": [deep]})).await;
    assert_eq!(answer.status, 400, "{}", answer.text);
    let code = answer.json()["error"]["code"].clone();
    assert_eq!(code, "BITRIX_REST_V3_EXCEPTION_UNKNOWNDTOPROPERTYEXCEPTION");
    let names: Vec<String> = (0..9000).map(|number| format!("field{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).chain(["id"]).collect();
    let answer = call("get", json!({"id": 1, "select": names})).await;
    assert_eq!(answer.result()["item"], json!({"id": 1}));
}
