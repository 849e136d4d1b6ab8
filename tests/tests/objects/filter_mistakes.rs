//! Filters that are refused.

use serde_json::{Value, json};

use crate::tasks::{filtered, refused, validation};

// Proves: P-178, P-179, P-180, P-181
#[tokio::test]
async fn what_makes_no_sense_is_quoted() {
    let column = json!({"expression": "column", "parameters": "id"});
    for (filter, quoted) in [
        (json!("id"), json!("id")),
        (json!(5), json!(5)),
        (json!(["id"]), json!(["id"])),
        (json!([["id"]]), json!(["id"])),
        (json!([[]]), json!([])),
        (json!([5]), json!(5)),
        (json!([["id", "=", 5, 6]]), json!(["id", "=", 5, 6])),
        (json!([["id", 5, 6]]), json!(["id", 5, 6])),
        (json!([[5, "=", 5]]), json!([5, "=", 5])),
        // Scalar operators refuse lists, and only `in` and `between` take them.
        (json!([["id", "=", [5]]]), json!(["id", "=", [5]])),
        (json!([["id", ">", [5]]]), json!(["id", ">", [5]])),
        (json!([["id", "in", 5]]), json!(["id", "in", 5])),
        (json!([["id", "in", [[5]]]]), json!(["id", "in", [[5]]])),
        (
            json!([["id", "in", {"a": 5}]]),
            json!(["id", "in", {"a": 5}]),
        ),
        (
            json!([["id", "between", [1]]]),
            json!(["id", "between", [1]]),
        ),
        (
            json!([["id", "between", [1, null]]]),
            json!(["id", "between", [1, null]]),
        ),
        (
            json!([["id", "between", [1, 2, 3]]]),
            json!(["id", "between", [1, 2, 3]]),
        ),
        (json!([["id", "between", 1]]), json!(["id", "between", 1])),
        (
            json!([["title", "between", ["a", "b"]]]),
            json!(["title", "between", ["a", "b"]]),
        ),
        // No order holds for nothing.
        (
            json!([["urgency", ">", null]]),
            json!(["urgency", ">", null]),
        ),
        (json!([["id", "in", column]]), json!(["id", "in", column])),
        (json!([["title", column]]), json!(["title", column])),
        (
            json!({"logic": "xor", "conditions": []}),
            json!({"logic": "xor", "conditions": []}),
        ),
        (json!({"logic": "and"}), json!({"logic": "and"})),
        (json!({"conditions": 5}), json!({"conditions": 5})),
        (
            json!({"conditions": {"a": 5}}),
            json!({"conditions": {"a": 5}}),
        ),
        (
            json!({"negative": "yes", "conditions": []}),
            json!({"negative": "yes", "conditions": []}),
        ),
        (json!({"type": "thing"}), json!({"type": "thing"})),
        (
            json!({"type": "condition", "operator": "="}),
            json!({"type": "condition", "operator": "="}),
        ),
    ] {
        let (code, message) = refused("list", filtered(filter.clone())).await;
        assert_eq!(code, "INVALIDFILTER", "{filter}");
        assert_eq!(
            message,
            format!("Unable to recognize filter expression `{quoted}`")
        );
    }
    for expression in [
        json!({"expression": "sum", "parameters": "id"}),
        json!({"expression": "length", "parameters": "id"}),
        json!({"expression": "column"}),
        json!({"expression": 5, "parameters": "id"}),
    ] {
        let filter = filtered(json!([["id", ">", expression]]));
        assert_eq!(
            refused("list", filter).await.0,
            "INVALIDFILTER",
            "{expression}"
        );
    }
}

// Proves: P-170, P-180
#[tokio::test]
async fn unknown_names_are_told() {
    for operator in ["==", "like", "", "!in", "<>"] {
        let (code, message) = refused("list", filtered(json!([["id", operator, 5]]))).await;
        assert_eq!(code, "UNKNOWNFILTEROPERATOR", "{operator}");
        assert!(message.contains(&format!("`{operator}`")), "{message}");
    }
    let column = json!({"expression": "column", "parameters": "wings"});
    for filter in [
        json!([["wings", 5]]),
        json!(["wings", ">", 5]),
        json!([["id", column]]),
        json!([{"conditions": [{"conditions": [["wings", 1]]}]}]),
    ] {
        let (code, message) = refused("list", filtered(filter.clone())).await;
        assert_eq!(code, "UNKNOWNDTOPROPERTY", "{filter}");
        assert_eq!(message, "Unknown field `wings` for entity `TaskDto`");
    }
    // Names are written as they are, and relations are no columns.
    for name in ["ID", "responsible.name", "hourly_price", "inner"] {
        let (code, _) = refused("list", filtered(json!([[name, 5]]))).await;
        assert_eq!(code, "UNKNOWNDTOPROPERTY", "{name}");
    }
}

fn wrong(field: &str, message: &str) -> (String, String) {
    (field.to_owned(), message.to_owned())
}

// Proves: P-161, P-167, P-170, P-182
#[tokio::test]
async fn types_and_marks_are_told_field_by_field() {
    let of_type = |field: &str, name: &str| {
        let text = format!("Field `filter.{field}` requires data type `{name}` for this request");
        wrong(&format!("filter.{field}"), &text)
    };
    let cases: [(Value, &str, &str); 12] = [
        (json!(["id", "=", "5"]), "id", "int"),
        (json!(["id", "=", 1.5]), "id", "int"),
        (json!(["id", "in", [1, "2"]]), "id", "int"),
        (json!(["id", "between", [1, true]]), "id", "int"),
        (json!(["hourlyPrice", "=", "1.5"]), "hourlyPrice", "float"),
        (json!(["isDone", "=", "Y"]), "isDone", "bool"),
        (json!(["isDone", "=", 1]), "isDone", "bool"),
        (json!(["title", "=", 5]), "title", "string"),
        (json!(["due", "=", "01.02.2026"]), "due", "date"),
        (json!(["due", "=", "2026-02-30"]), "due", "date"),
        (json!(["created", ">", "2026-01-01"]), "created", "datetime"),
        (json!(["created", ">", 1]), "created", "datetime"),
    ];
    for (condition, field, name) in cases {
        let found = validation("list", filtered(json!([condition]))).await;
        assert_eq!(found, [of_type(field, name)], "{condition}");
    }
    let several = json!([
        ["id", "x"],
        ["note", "secret"],
        ["note", "secret"],
        ["id", "y"]
    ]);
    let found = validation("list", filtered(several)).await;
    let marked = wrong("filter.note", "Field `note` is not filterable");
    assert_eq!(found, [of_type("id", "int"), marked]);
    let (code, _) = refused("list", filtered(json!([["responsible", null]]))).await;
    assert_eq!(code, "VALIDATION_REQUESTVALIDATION");
}
