//! Sums, averages and counts.

use serde_json::{Value, json};

use crate::tasks::{call, call_as, refused, server, validation};

async fn values(select: Value, filter: Value) -> Value {
    let body = json!({"select": select, "filter": filter});
    let answer = call("aggregate", body.clone()).await;
    assert_eq!(answer.status, 200, "{body} {}", answer.text);
    let result = answer.result();
    assert_eq!(result.as_object().unwrap().len(), 1, "{result}");
    result["result"].clone()
}

// Proves: P-165, P-186
#[tokio::test]
async fn functions_have_values_by_field() {
    let all = json!(null);
    let numbers = json!(["urgency", "hourlyPrice"]);
    let select = json!({"avg": numbers, "sum": numbers, "min": numbers, "max": numbers});
    let expected = json!({
        "avg": {"urgency": 7, "hourlyPrice": 1.5},
        "sum": {"urgency": 28, "hourlyPrice": 7.5},
        "min": {"urgency": 5, "hourlyPrice": 0.5},
        "max": {"urgency": 9, "hourlyPrice": 2.5},
    });
    assert_eq!(values(select, all.clone()).await, expected);
    // Texts without regard to case, days, points in time; and words.
    let others = json!(["title", "due", "created", "level"]);
    let expected = json!({
        "min": {"title": "five", "due": "2026-01-01", "created": "2026-01-01T01:00:00+00:00", "level": "plain"},
        "max": {"title": "Two", "due": "2026-01-03", "created": "2026-01-01T05:00:00+00:00", "level": "special"},
    });
    let select = json!({"min": others, "max": others});
    assert_eq!(values(select, all.clone()).await, expected);
    // What is null does not count; a list counts, be it empty.
    let counted = json!(["id", "urgency", "due", "isDone", "level", "note"]);
    let select = json!({"count": ["id", "urgency", "due", "tags"], "countDistinct": counted});
    let expected = json!({
        "count": {"id": 5, "urgency": 4, "due": 3, "tags": 5},
        "countDistinct": {"id": 5, "urgency": 4, "due": 3, "isDone": 2, "level": 2, "note": 1},
    });
    assert_eq!(values(select, all).await, expected);
}

// Proves: P-186
#[tokio::test]
async fn an_object_of_fields_names_the_values() {
    let select = json!({
        "max": {"urgency": "most", "id": "0", "title": "urgency"},
        "SUM": {"urgency": "urgency"},
        "count": ["id", "id"],
        "avg": [],
    });
    let expected = json!({
        "max": {"most": 9, "0": 5, "urgency": "Two"}, "sum": {"urgency": 28}, "count": {"id": 5},
    });
    assert_eq!(values(select, json!(null)).await, expected);
    // One name that PHP would take for the place in a list.
    let one = values(json!({"max": {"id": "0"}}), json!(null)).await;
    assert_eq!(one, json!({"max": {"0": 5}}));
}

// Proves: P-178, P-186
#[tokio::test]
async fn a_filter_says_which_rows() {
    let select = json!({
        "sum": ["urgency"], "avg": ["urgency"], "max": ["title"], "count": ["id", "urgency"], "countDistinct": ["due"],
    });
    let done = values(select.clone(), json!([["isDone", true]])).await;
    let expected = json!({
        "sum": {"urgency": 14}, "avg": {"urgency": 7}, "max": {"title": "Two"}, "count": {"id": 2, "urgency": 2},
        "countDistinct": {"due": 1},
    });
    assert_eq!(done, expected);
    let nothing = json!({
        "sum": {"urgency": null}, "avg": {"urgency": null}, "max": {"title": null}, "count": {"id": 0, "urgency": 0},
        "countDistinct": {"due": 0},
    });
    assert_eq!(values(select.clone(), json!([["id", 404]])).await, nothing);
    // A row is there, but has nothing.
    let empty = values(select, json!([["id", 3]])).await;
    assert_eq!(empty["sum"], json!({"urgency": null}));
    assert_eq!(empty["count"], json!({"id": 1, "urgency": 0}));
    let body = json!({"select": {"sum": ["urgency"]}, "filter": [["wings", 2]]});
    assert_eq!(refused("aggregate", body).await.0, "UNKNOWNDTOPROPERTY");
}

// Proves: P-170, P-186
#[tokio::test]
async fn what_makes_no_sense_is_refused() {
    let of = |select: Value| refused("aggregate", json!({"select": select}));
    let (code, message) = of(json!({"sum": ["id"], "median": ["id"]})).await;
    assert_eq!(code, "UNKNOWNAGGREGATEFUNCTION");
    assert!(
        message.contains("`median`") && message.contains("`countDistinct`"),
        "{message}"
    );
    for select in [json!({"sum": ["wings"]}), json!({"count": {"wings": "w"}})] {
        let (code, message) = of(select).await;
        assert_eq!(code, "UNKNOWNDTOPROPERTY");
        assert_eq!(message, "Unknown field `wings` for entity `TaskDto`");
    }
    for select in [
        json!("id"),
        json!(["id"]),
        json!({"sum": "id"}),
        json!({"sum": null}),
        json!({"sum": [5]}),
        json!({"sum": [["id"]]}),
        json!({"sum": {"id": 5}}),
        json!({"sum": {"id": ""}}),
        json!({"sum": {"id": "a"}, "SUM": {"id": "b"}}),
    ] {
        let (code, message) = of(select.clone()).await;
        assert_eq!(code, "INVALIDSELECT", "{select}");
        assert!(message.contains(&format!("`{select}`")), "{message}");
    }
    // Nothing is asked for.
    for body in [
        json!({}),
        json!({"select": null}),
        json!({"select": {}}),
        json!({"select": []}),
        json!({"select": {"sum": []}}),
    ] {
        let wrong = validation("aggregate", body.clone()).await;
        let text = "Required field `select` is not specified";
        assert_eq!(wrong, [("select".to_owned(), text.to_owned())], "{body}");
    }
}

// Proves: P-167, P-170, P-186
#[tokio::test]
async fn all_unfit_fields_are_told_with_what_fits() {
    let select = json!({
        "sum": ["title", "id", "due"], "min": ["isDone", "tags"], "countDistinct": ["tags"], "count": ["watchers"],
        "max": {"id": "x", "urgency": "x"},
    });
    let wrong = validation("aggregate", json!({"select": select})).await;
    let expected = [
        (
            "select.sum.title",
            "Field `title` cannot be aggregated by `sum`: possible are `min`, `max`, `count`, `countDistinct`",
        ),
        (
            "select.sum.due",
            "Field `due` cannot be aggregated by `sum`: possible are `min`, `max`, `count`, `countDistinct`",
        ),
        (
            "select.min.isDone",
            "Field `isDone` cannot be aggregated by `min`: possible are `count`, `countDistinct`",
        ),
        (
            "select.min.tags",
            "Field `tags` cannot be aggregated by `min`: possible are `count`",
        ),
        (
            "select.countDistinct.tags",
            "Field `tags` cannot be aggregated by `countDistinct`: possible are `count`",
        ),
        (
            "select.count.watchers",
            "Field `watchers` cannot be aggregated by `count`: it is of another object",
        ),
        (
            "select.max.urgency",
            "`max` of the field `id` is answered as `x` already; call that of `urgency` something else",
        ),
    ];
    let expected = expected.map(|(field, text)| (field.to_owned(), text.to_owned()));
    assert_eq!(wrong, expected);
    let body = json!({"select": {"sum": ["title"]}});
    let code = refused("aggregate", body).await.0;
    assert_eq!(code, "VALIDATION_REQUESTVALIDATION");
}

// Proves: P-186, P-195
#[tokio::test]
async fn a_limited_scope_aggregates_no_more_than_its_fields() {
    let answer = call_as("few", "aggregate", json!({"select": {"max": ["id"]}})).await;
    assert_eq!(answer.result()["result"], json!({"max": {"id": 5}}));
    let answer = call_as("few", "aggregate", json!({"select": {"max": ["urgency"]}})).await;
    let code = "BITRIX_REST_V3_EXCEPTION_UNKNOWNDTOPROPERTYEXCEPTION";
    assert_eq!(answer.json()["error"]["code"], code);
}

// Proves: P-186, P-190, P-191
#[tokio::test]
async fn the_document_has_what_can_be_asked_and_is_answered() {
    let (server, _) = server();
    let path = "/rest/api/rest.documentation.openapi?auth=tok";
    let document = server.post(path, json!({})).await.json();
    let post = &document["paths"]["/demo.task.aggregate"]["post"];
    let body = &post["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(body["required"], json!(["select"]));
    let select = &body["properties"]["select"];
    let sum = &select["properties"]["sum"]["anyOf"];
    assert_eq!(
        sum[0]["items"]["enum"],
        json!(["id", "urgency", "hourlyPrice"])
    );
    assert_eq!(sum[1]["properties"]["hourlyPrice"]["type"], "string");
    assert!(body["properties"]["filter"].is_object());
    let answer = &post["responses"]["200"]["content"]["application/json"]["schema"];
    let result = &answer["properties"]["result"]["properties"]["result"];
    let of = |function: &str| &result["properties"][function]["additionalProperties"];
    assert_eq!(of("sum")["type"], "number");
    assert_eq!(of("sum")["nullable"], true);
    assert_eq!(of("countDistinct")["type"], "integer");
}
