//! Which fields are answered.

use serde_json::{Value, json};

use crate::tasks::{call, call_as, refused};

async fn got(select: Value) -> Value {
    let answer = call("get", json!({"id": 3, "select": select})).await;
    assert_eq!(answer.status, 200, "{select} {}", answer.text);
    answer.result()["item"].clone()
}

// Proves: P-175, P-176
#[tokio::test]
async fn fields_are_those_that_are_asked_for() {
    assert_eq!(
        got(json!(["title", "id"])).await,
        json!({"id": 3, "title": "three"})
    );
    let plain = json!({
        "id": 3, "title": "three", "urgency": null, "hourlyPrice": 1.5, "isDone": false, "level": "plain",
        "due": "2026-01-03", "created": "2026-01-01T03:00:00+00:00", "tags": [], "note": "secret",
    });
    for select in [json!(null), json!([])] {
        assert_eq!(got(select).await, plain);
    }
    // Names that the object has not are ignored, and are no reason to answer nothing.
    for select in [json!(["id", "wings"]), json!(["id", "title.x", "Title"])] {
        assert_eq!(got(select).await, json!({"id": 3}));
    }
    assert_eq!(got(json!(["wings"])).await, plain);
    // A list without values stays a list.
    assert_eq!(got(json!(["tags"])).await, json!({"tags": []}));
}

// Proves: P-175, P-177
#[tokio::test]
async fn related_objects_stand_under_their_names() {
    let item = got(json!(["id", "responsible.name"])).await;
    assert_eq!(
        item,
        json!({"id": 3, "responsible": {"name": "person 103"}})
    );
    let item = got(json!(["watchers.id"])).await;
    assert_eq!(item, json!({"watchers": [{"id": 1}, {"id": 1}]}));
    let item = got(json!(["responsible.department.title", "responsible.id"])).await;
    assert_eq!(
        item,
        json!({"responsible": {"id": 103, "department": {"title": "all"}}})
    );
    // A relation alone: all plain fields of what is related.
    let item = got(json!(["responsible", "responsible.department.id"])).await;
    let responsible = json!({"id": 103, "name": "person 103", "department": {"id": 9}});
    assert_eq!(item, json!({"responsible": responsible}));
    let answer = call("get", json!({"id": 2, "select": ["responsible.name"]})).await;
    assert_eq!(answer.result()["item"], json!({"responsible": null}));
    let answer = call("get", json!({"id": 1, "select": ["watchers.name"]})).await;
    assert_eq!(answer.result()["item"], json!({"watchers": []}));
}

// Proves: P-175
#[tokio::test]
async fn selections_that_make_no_sense_are_refused() {
    for select in [
        json!("id"),
        json!(5),
        json!([5]),
        json!(["id", null]),
        json!([["id"]]),
    ] {
        let (code, message) = refused("get", json!({"id": 3, "select": select})).await;
        assert_eq!(code, "INVALIDSELECT", "{select}");
        assert!(message.contains(&select.to_string()), "{message}");
    }
    for (name, field, entity) in [
        ("responsible.wings", "wings", "PersonDto"),
        ("responsible.name.first", "name.first", "PersonDto"),
        ("watchers.department.x", "x", "DepartmentDto"),
        ("responsible.", "", "PersonDto"),
    ] {
        let (code, message) = refused("get", json!({"id": 3, "select": [name]})).await;
        assert_eq!(code, "UNKNOWNDTOPROPERTY", "{name}");
        assert_eq!(
            message,
            format!("Unknown field `{field}` for entity `{entity}`")
        );
    }
}

// Proves: P-195
#[tokio::test]
async fn a_limited_scope_shows_no_more_than_its_fields() {
    let got = async |method: &str, body: Value| call_as("few", method, body).await;
    for select in [
        json!(null),
        json!(["id", "title", "note"]),
        json!(["note"]),
        json!(["responsible.name"]),
    ] {
        let answer = got("get", json!({"id": 3, "select": select})).await;
        assert_eq!(
            answer.result()["item"],
            json!({"id": 3, "title": "three"}),
            "{select} {}",
            answer.text
        );
    }
    let answer = got("get", json!({"id": 3, "select": ["title", "level"]})).await;
    assert_eq!(answer.result()["item"], json!({"title": "three"}));
    // Nor can what is hidden be found out by asking for it.
    for body in [
        json!({"filter": [["urgency", ">", 5]]}),
        json!({"filter": [["id", "=", {"expression": "column", "parameters": "urgency"}]]}),
        json!({"order": {"urgency": "ASC"}}),
    ] {
        let answer = got("list", body.clone()).await;
        let code = answer.json()["error"]["code"].clone();
        assert_eq!(
            code, "BITRIX_REST_V3_EXCEPTION_UNKNOWNDTOPROPERTYEXCEPTION",
            "{body}"
        );
    }
    let cursor = json!({"cursor": {"field": "urgency", "value": 1}});
    assert_eq!(got("tail", cursor).await.status, 400);
    assert_eq!(got("tail", json!({})).await.status, 200);
    let known = json!({"filter": [["title", "TWO"]], "order": {"id": "ASC"}});
    assert_eq!(got("list", known).await.result()["items"][0]["id"], 2);
}
