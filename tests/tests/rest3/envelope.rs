//! What is answered.

use serde_json::json;

use crate::methods::{call, server};

// Proves: P-165
#[tokio::test]
async fn results_are_wrapped_by_their_type() {
    let (server, _) = server();
    let town = |id: i64| json!({"id": id, "name": format!("town {id}"), "tags": {}});
    for (method, body, result) in [
        ("demo.town.get", json!({"id": 5}), json!({"item": town(5)})),
        (
            "demo.town.list",
            json!({"ids": [1, 2]}),
            json!({"items": [town(1), town(2)]}),
        ),
        ("demo.town.list", json!({}), json!({"items": []})),
        ("demo.town.add", json!({"name": "x"}), json!({"id": 17})),
        (
            "demo.town.delete",
            json!({"id": 5}),
            json!({"result": true}),
        ),
        (
            "demo.town.count",
            json!({}),
            json!({"count": 3, "next": 4, "empty": {}}),
        ),
    ] {
        let answer = call(&server, method, body).await;
        assert_eq!((answer.status, answer.result()), (200, result), "{method}");
    }
}

// Proves: P-165, P-330
#[tokio::test]
async fn time_stands_beside_the_result() {
    let (server, _) = server();
    let answer = call(&server, "demo.town.get", json!({"id": 5}))
        .await
        .json();
    let keys: Vec<&String> = answer.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["result", "time"]);
    for key in ["start", "finish", "duration", "processing"] {
        assert!(answer["time"][key].is_f64(), "{key}: {answer}");
    }
    for key in ["date_start", "date_finish"] {
        assert!(answer["time"][key].is_string(), "{key}: {answer}");
    }
}

/// The same methods answer in REST 2 what REST 2 wants.
// Proves: P-199
#[tokio::test]
async fn one_declaration_serves_both() {
    let (server, _) = server();
    let old = server
        .post("/rest/demo.town.get?auth=tok", json!({"id": "5"}))
        .await;
    assert_eq!(old.result(), json!({"id": 5, "name": "town 5", "tags": []}));
    let old = server
        .post("/rest/demo.town.add?auth=tok", json!({"name": "x"}))
        .await;
    assert_eq!(old.result(), json!(17));
    let old = server
        .post("/rest/demo.town.delete?auth=tok", json!({"id": 5}))
        .await;
    assert_eq!(old.result(), json!(true));
    let old = server
        .post("/rest/demo.town.list?auth=tok&ids[]=3", "{}")
        .await;
    assert_eq!(
        old.result(),
        json!([{"id": 3, "name": "town 3", "tags": []}])
    );
}

// Proves: P-8, P-9
#[tokio::test]
async fn a_method_is_found_where_it_is_served() {
    let (server, _) = server();
    // Of REST 3.0 alone.
    let old = server.get("/rest/demo.town.count?auth=tok").await;
    assert_eq!(old.error().1, "ERROR_METHOD_NOT_FOUND");
    // Of REST 2 alone, because nothing else was said.
    let new = call(&server, "test.echo", json!({})).await;
    assert_eq!(new.status, 404);
    // Matched exactly.
    let new = call(&server, "Demo.Town.Count", json!({})).await;
    assert_eq!(new.status, 404);
    // One name, two methods.
    let old = server.get("/rest/demo.twice?auth=tok").await;
    assert_eq!(old.result(), json!(2));
    let new = call(&server, "demo.twice", json!({})).await;
    assert_eq!(new.result(), json!({"result": 3}));
}

/// The list of methods is one of REST 2.
#[tokio::test]
async fn lists_of_rest_2_leave_out_what_it_does_not_serve() {
    let (server, _) = server();
    let names = server.get("/rest/methods?auth=tok&full=1").await.result();
    let names: Vec<&str> = names
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|name| name.as_str())
        .collect();
    assert!(names.contains(&"demo.town.get"), "{names:?}");
    assert!(!names.contains(&"demo.town.count"), "{names:?}");
    assert_eq!(names.iter().filter(|name| **name == "batch").count(), 1);
}
