//! Reading on.

use serde_json::json;

use crate::tasks::{ids, refused, validation};

// Proves: P-185, P-188, P-276
#[tokio::test]
async fn rows_follow_a_value() {
    for (cursor, found) in [
        (json!(null), vec![1, 2, 3, 4, 5]),
        (json!({}), vec![1, 2, 3, 4, 5]),
        (json!({"value": 3}), vec![4, 5]),
        (
            json!({"field": "id", "value": 3, "order": "DESC"}),
            vec![2, 1],
        ),
        (json!({"value": 0, "limit": 2}), vec![1, 2]),
        (json!({"value": 2, "limit": "2"}), vec![3, 4]),
        (json!({"value": 0, "limit": 5000}), vec![1, 2, 3, 4, 5]),
        (json!({"value": 5}), vec![]),
        // In the order of the field; rows that have nothing there never follow.
        (json!({"field": "urgency", "value": 5}), vec![4, 2, 1]),
        (
            json!({"field": "urgency", "value": 9, "order": "desc"}),
            vec![2, 4, 5],
        ),
        (
            json!({"field": "created", "value": "2026-01-01T05:00:00+02:00"}),
            vec![4, 5],
        ),
    ] {
        let body = json!({"cursor": cursor, "select": ["id"]});
        assert_eq!(ids("tail", body).await, found, "{cursor}");
    }
    let body = json!({"cursor": {"value": 1}, "filter": [["isDone", false]], "select": ["id"]});
    assert_eq!(ids("tail", body).await, [3, 5]);
}

// Proves: P-161, P-170, P-182, P-185
#[tokio::test]
async fn cursors_that_make_no_sense_are_refused() {
    for (body, code) in [
        (
            json!({"cursor": {"value": 1}, "filter": [["id", ">", 5]]}),
            "INVALIDFILTER",
        ),
        (
            json!({"cursor": {"field": "urgency", "value": 1}, "filter": [{"conditions": [["urgency", 5]]}]}),
            "INVALIDFILTER",
        ),
        (
            json!({"cursor": {"field": "wings", "value": 1}}),
            "UNKNOWNDTOPROPERTY",
        ),
        (
            json!({"cursor": {"value": 1, "order": "UP"}}),
            "INVALIDORDER",
        ),
        (json!({"cursor": {"limit": 0}}), "INVALIDPAGINATION"),
        (json!({"cursor": {"limit": -1}}), "INVALIDPAGINATION"),
        (json!({"cursor": {"limit": "x"}}), "INVALIDPAGINATION"),
        (json!({"cursor": 5}), "VALIDATION_REQUESTVALIDATION"),
        (
            json!({"cursor": {"field": 5}}),
            "VALIDATION_REQUESTVALIDATION",
        ),
    ] {
        assert_eq!(refused("tail", body.clone()).await.0, code, "{body}");
    }
    for (cursor, fields) in [
        (json!({"value": "1"}), vec!["cursor.value"]),
        (
            json!({"field": "created", "value": 1}),
            vec!["cursor.value"],
        ),
        (json!({"field": "urgency"}), vec!["cursor.value"]),
        (
            json!({"field": "isDone", "value": true}),
            vec!["cursor.field"],
        ),
        (
            json!({"field": "note", "value": 1}),
            vec!["cursor.field", "cursor.field", "cursor.value"],
        ),
    ] {
        let wrong = validation("tail", json!({"cursor": cursor})).await;
        let found: Vec<&str> = wrong.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(found, fields, "{cursor}");
    }
}
