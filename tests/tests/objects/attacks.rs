//! Requests that are made to hurt.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::tasks::{call, filtered};

// Attack: a filter of groups within groups, as deep as a body may be
// Answer: 200, and the server lives
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

// Attack: a filter of thousands of conditions, and one with thousands of values
// Answer: 200, within seconds
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

// Attack: a select of a relation of a relation of a relation, without end, and thousands of names
// Answer: 400 `UNKNOWNDTOPROPERTY`, or the fields
#[tokio::test]
async fn a_broad_select() {
    let deep = format!("responsible.department{}", ".title".repeat(5000));
    let answer = call("get", json!({"id": 1, "select": [deep]})).await;
    assert_eq!(answer.status, 400, "{}", answer.text);
    let names: Vec<String> = (0..9000).map(|number| format!("field{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).chain(["id"]).collect();
    let answer = call("get", json!({"id": 1, "select": names})).await;
    assert_eq!(answer.result()["item"], json!({"id": 1}));
}
