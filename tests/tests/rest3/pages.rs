//! Pages.

use serde_json::{Value, json};

use crate::methods::{call, code, server};

// Proves: P-184
#[tokio::test]
async fn a_page_is_asked_for_by_number_or_offset() {
    let (server, _) = server();
    for (pagination, first, count) in [
        (json!(null), 0, 50),
        (json!({}), 0, 50),
        (json!({"limit": 3}), 0, 3),
        (json!({"limit": "3", "offset": 10}), 10, 3),
        (json!({"page": 0, "limit": 10}), 0, 10),
        (json!({"page": 0, "offset": 7}), 7, 50),
        (json!({"page": 2}), 50, 50),
        (json!({"page": 3, "limit": 10, "offset": 7}), 20, 10),
        (json!({"limit": 5000}), 0, 1000),
        (json!({"limit": 5000, "page": 2}), 1000, 1000),
        (json!({"offset": 2499}), 2499, 1),
    ] {
        let answer = call(
            &server,
            "demo.number.list",
            json!({"pagination": pagination}),
        )
        .await;
        let items = answer.result()["items"].clone();
        let items = items
            .as_array()
            .unwrap_or_else(|| panic!("{}", answer.text));
        assert_eq!(
            (items.len(), items.first()),
            (count, Some(&json!(first))),
            "{pagination}"
        );
        // P-165: neither `total` nor `next`.
        assert_eq!(answer.json().as_object().unwrap().len(), 2);
    }
    let answer = call(
        &server,
        "demo.number.list",
        json!({"pagination": {"offset": 9_999}}),
    )
    .await;
    assert_eq!(answer.result(), json!({"items": []}));
}

// Proves: P-184
#[tokio::test]
async fn a_page_that_makes_no_sense_is_refused() {
    let (server, _) = server();
    for pagination in [
        json!({"limit": 0}),
        json!({"limit": -1}),
        json!({"limit": "many"}),
        json!({"limit": [1]}),
        json!({"page": "x"}),
        json!({"offset": -5}),
        json!("2"),
        json!(2),
        json!(true),
    ] {
        let answer = call(
            &server,
            "demo.number.list",
            json!({"pagination": pagination}),
        )
        .await;
        assert_eq!(
            code(&answer),
            (400, "INVALIDPAGINATIONEXCEPTION".into()),
            "{pagination}"
        );
        let message = answer.json()["error"]["message"].clone();
        assert!(
            message.as_str().unwrap().contains(&pagination.to_string()),
            "{message}"
        );
    }
    // In REST 2 nobody reads it.
    let answer = server
        .post("/rest/demo.number.list?auth=tok", json!({"pagination": 1}))
        .await;
    assert_eq!(answer.json()["next"], Value::from(50));
}

/// Where a page is asked for, a body that cannot be read is no page.
// Proves: P-157
#[tokio::test]
async fn a_body_that_cannot_be_read_is_not_the_first_page() {
    let (server, _) = server();
    let path = "/rest/api/demo.number.list?auth=tok";
    for (kind, body) in [
        ("application/json", "{\"pagination\":"),
        ("application/x-www-form-urlencoded", "pagination[page]=2"),
        ("application/json", ""),
    ] {
        let answer = server.post_as(path, kind, body).await;
        assert_eq!(
            code(&answer),
            (400, "INVALIDJSONEXCEPTION".into()),
            "{body}"
        );
    }
    assert_eq!(server.get(path).await.status, 200);
}
