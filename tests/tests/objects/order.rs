//! In which order rows are answered.

use serde_json::json;

use crate::tasks::{ids, refused, validation};

// Proves: P-183
#[tokio::test]
async fn rows_are_sorted() {
    for (order, sorted) in [
        (json!(null), [1, 2, 3, 4, 5]),
        (json!({}), [1, 2, 3, 4, 5]),
        (json!({"id": "DESC"}), [5, 4, 3, 2, 1]),
        (json!({"id": "desc"}), [5, 4, 3, 2, 1]),
        (json!({"hourlyPrice": "Asc"}), [1, 2, 3, 4, 5]),
        // Nothing comes before everything.
        (json!({"urgency": "ASC"}), [3, 5, 4, 2, 1]),
        (json!({"urgency": "DESC"}), [1, 2, 4, 5, 3]),
        // In any case.
        (json!({"title": "ASC"}), [5, 4, 1, 3, 2]),
        (json!({"created": "DESC"}), [5, 4, 3, 2, 1]),
        // Rows that do not differ keep their order, or go by the next field.
        (json!({"due": "ASC"}), [4, 5, 1, 2, 3]),
        (json!({"due": "ASC", "id": "DESC"}), [5, 4, 1, 2, 3]),
    ] {
        let body = json!({"order": order, "select": ["id"]});
        assert_eq!(ids("list", body).await, sorted, "{order}");
    }
    let page = json!({"order": {"id": "DESC"}, "pagination": {"page": 2, "limit": 2}});
    assert_eq!(ids("list", page).await, [3, 2]);
}

// Proves: P-170, P-182, P-183
#[tokio::test]
async fn orders_that_make_no_sense_are_refused() {
    for order in [
        json!(["id"]),
        json!([["id", "ASC"]]),
        json!("id"),
        json!(5),
        json!({"id": "UP"}),
        json!({"id": 1}),
        json!({"id": null}),
    ] {
        let (code, message) = refused("list", json!({"order": order})).await;
        assert_eq!(code, "INVALIDORDER", "{order}");
        assert!(message.contains(&order.to_string()), "{message}");
    }
    let (code, message) = refused("list", json!({"order": {"wings": "ASC"}})).await;
    assert_eq!(code, "UNKNOWNDTOPROPERTY");
    assert_eq!(message, "Unknown field `wings` for entity `TaskDto`");
    let body = json!({"order": {"id": "ASC", "note": "ASC", "level": "DESC"}});
    let wrong = validation("list", body).await;
    let said = |name: &str| {
        let text = format!("Field `{name}` is not sortable");
        (format!("order.{name}"), text)
    };
    assert_eq!(wrong, [said("note"), said("level")]);
}
