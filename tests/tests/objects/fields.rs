//! What is written.

use bitrix_rest::Date;
use serde_json::{Value, json};

use crate::tasks::{Kept, Level, Task, refused, server, tasks, validation};

async fn written(method: &str, body: Value) -> Vec<Task> {
    let (server, kept): (_, Kept) = server();
    let path = format!("/rest/api/demo.task.{method}?auth=tok");
    let answer = server.post(&path, body.clone()).await;
    assert_eq!(answer.status, 200, "{body} {}", answer.text);
    let kept = kept.lock().unwrap();
    kept.clone()
}

// Proves: P-187, P-197
#[tokio::test]
async fn fields_are_written_over_those_of_a_row() {
    let fields = json!({
        "title": "new", "level": "special", "urgency": 4, "due": "2026-05-01", "tags": ["x"], "hourlyPrice": 3,
    });
    let added = written("add", json!({"fields": fields})).await;
    let task = Task {
        id: 17,
        title: "new".into(),
        level: Level::Special,
        urgency: Some(4),
        due: Date::new(2026, 5, 1),
        tags: vec!["x".into()],
        hourly_price: 3.0,
        // What serde skips is not carried over.
        inner: 0,
        ..tasks().remove(0)
    };
    assert_eq!(added, [task]);
    let fields = json!({"isDone": true, "urgency": null});
    let changed = written("update", json!({"id": 1, "fields": fields})).await;
    let task = Task {
        is_done: true,
        urgency: None,
        inner: 0,
        ..tasks().remove(0)
    };
    assert_eq!(changed, [task]);
}

// Proves: P-161, P-187
#[tokio::test]
async fn either_an_id_or_a_filter_says_what() {
    let fields = json!({"urgency": 1});
    let ids = async |mut body: Value| {
        body["fields"] = fields.clone();
        let changed = written("update", body).await;
        changed.iter().map(|task| task.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(json!({"id": 4})).await, [4]);
    // A parameter itself may be a number in a text.
    assert_eq!(ids(json!({"id": "4"})).await, [4]);
    assert_eq!(ids(json!({"filter": [["isDone", true]]})).await, [2, 4]);
    assert_eq!(ids(json!({"id": 4, "filter": null})).await, [4]);
    for (body, field) in [
        (json!({"fields": fields}), "id"),
        (json!({"fields": fields, "filter": []}), "id"),
        (
            json!({"fields": fields, "filter": {"conditions": []}}),
            "id",
        ),
        (
            json!({"fields": fields, "id": 4, "filter": [["id", 4]]}),
            "filter",
        ),
        (json!({"fields": fields, "id": "x"}), "id"),
        (json!({"fields": fields, "id": true}), "id"),
        (json!({"fields": fields, "id": -4}), "id"),
        (json!({"fields": fields, "id": [4]}), "id"),
    ] {
        let wrong = validation("update", body.clone()).await;
        assert_eq!((wrong.len(), wrong[0].0.as_str()), (1, field), "{body}");
    }
}

// Proves: P-170, P-187, P-197
#[tokio::test]
async fn rules_of_the_object_are_told_together() {
    let fields = json!({"id": 5, "created": "2026-01-01T00:00:00+00:00", "isDone": true});
    let body = json!({"fields": fields});
    assert_eq!(
        refused("add", body.clone()).await.0,
        "VALIDATION_DTOVALIDATION"
    );
    let wrong = validation("add", body).await;
    let not_editable = |name: &str| {
        let text = format!("Field `{name}` is not editable");
        (format!("fields.{name}"), text)
    };
    let required = |name: &str| {
        let text = format!("Required field `fields.{name}` is not specified");
        (format!("fields.{name}"), text)
    };
    let rules = [
        not_editable("id"),
        not_editable("created"),
        not_editable("isDone"),
        required("title"),
        required("level"),
    ];
    assert_eq!(wrong, rules);
    // What is required by `update` may be left out, and not be emptied.
    let body = json!({"id": 1, "fields": {"title": null, "note": "x"}});
    let wrong = validation("update", body).await;
    assert_eq!(wrong, [not_editable("note"), required("title")]);
    let (code, message) = refused("update", json!({"id": 1, "fields": {"wings": 2}})).await;
    assert_eq!(code, "UNKNOWNDTOPROPERTY");
    assert_eq!(message, "Unknown field `wings` for entity `TaskDto`");
    let relation = json!({"id": 1, "fields": {"responsible": {"id": 5}}});
    assert_eq!(
        refused("update", relation).await.0,
        "VALIDATION_DTOVALIDATION"
    );
}

// Proves: P-163, P-187
#[tokio::test]
async fn a_filter_beside_an_id_is_refused_even_if_it_is_empty() {
    let with = |filter: Value| json!({"id": 1, "filter": filter, "fields": {"title": "x"}});
    let text = "Only one of the fields `id` and `filter` can be specified";
    for filter in [json!([]), json!({}), json!([["id", 1]]), json!(5)] {
        let wrong = validation("update", with(filter.clone())).await;
        assert_eq!(wrong, [("filter".into(), text.into())], "{filter}");
    }
    // Null is as nothing, of both.
    assert_eq!(written("update", with(json!(null))).await[0].id, 1);
    let body = json!({"id": null, "filter": [["id", 1]], "fields": {"title": "x"}});
    assert_eq!(written("update", body).await[0].id, 1);
}

// Proves: P-161, P-170
#[tokio::test]
async fn types_of_fields_are_strict() {
    let fields = json!({"title": 5, "urgency": "4", "hourlyPrice": "x", "tags": ["a", 5], "due": "1.2.2026", "level": 1});
    let wrong = validation("update", json!({"id": 1, "fields": fields})).await;
    let found: Vec<&str> = wrong.iter().map(|(field, _)| field.as_str()).collect();
    let expected = ["title", "urgency", "hourlyPrice", "tags.1", "due", "level"];
    assert_eq!(found, expected.map(|name| format!("fields.{name}")));
    assert!(
        wrong[1].1.contains("`int`") && wrong[4].1.contains("`date`"),
        "{wrong:?}"
    );
    // What only the type of the field knows.
    for (fields, field) in [
        (json!({"level": "huge"}), "fields.level"),
        (json!({"hourlyPrice": null}), "fields.hourlyPrice"),
        (json!({"tags": "a"}), "fields.tags"),
        (json!({"tags": [null]}), "fields.tags.0"),
    ] {
        let wrong = validation("update", json!({"id": 1, "fields": fields})).await;
        assert_eq!((wrong.len(), wrong[0].0.as_str()), (1, field), "{fields}");
    }
    for fields in [json!(null), json!(5), json!("x"), json!(["title"])] {
        let wrong = validation("update", json!({"id": 1, "fields": fields})).await;
        assert_eq!(wrong[0].0, "fields", "{fields}");
    }
}
