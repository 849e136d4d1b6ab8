//! Which rows are answered.

use serde_json::{Value, json};

use crate::tasks::{call, filtered, ids};

async fn found(filter: Value) -> Vec<u64> {
    ids("list", filtered(filter)).await
}

// Proves: P-178, P-180
#[tokio::test]
async fn conditions_choose_rows() {
    for (filter, ids) in [
        (json!(null), vec![1, 2, 3, 4, 5]),
        (json!([]), vec![1, 2, 3, 4, 5]),
        (json!([["id", 2]]), vec![2]),
        (json!([["id", "=", 2]]), vec![2]),
        (json!(["id", ">", 3]), vec![4, 5]),
        (json!(["id", [1, 4, 9]]), vec![1, 4]),
        (json!([["id", "in", [5]]]), vec![5]),
        (json!([["id", "in", []]]), vec![]),
        (json!([["id", "IN", [2]]]), vec![2]),
        (json!([["id", "!=", 2]]), vec![1, 3, 4, 5]),
        (json!([["id", ">=", 2], ["id", "<=", 3]]), vec![2, 3]),
        (json!([["id", "<", 3]]), vec![1, 2]),
        (json!([["id", "between", [2, 4]]]), vec![2, 3, 4]),
        (json!([["hourlyPrice", "between", [1, 1.5]]]), vec![2, 3]),
        (json!([["hourlyPrice", ">", 2]]), vec![5]),
        (json!([["isDone", true]]), vec![2, 4]),
        (json!([["title", "two"]]), vec![2]),
        (json!([["level", "special"]]), vec![5]),
        (json!([["level", "!=", "special"]]), vec![1, 2, 3, 4]),
    ] {
        assert_eq!(found(filter.clone()).await, ids, "{filter}");
    }
}

// Proves: P-180
#[tokio::test]
async fn nothing_is_equal_to_nothing_alone() {
    for (filter, ids) in [
        (json!([["urgency", null]]), vec![3]),
        (json!([["urgency", "!=", null]]), vec![1, 2, 4, 5]),
        (json!([["urgency", "in", [9, null]]]), vec![1, 3]),
        (json!([["urgency", "!=", 9]]), vec![2, 3, 4, 5]),
        (json!([["urgency", "<", 100]]), vec![1, 2, 4, 5]),
        (json!([["due", null]]), vec![4, 5]),
        (json!([["tags", "blue"]]), vec![1, 2]),
        (json!([["tags", "!=", "blue"]]), vec![3, 4, 5]),
        (json!([["tags", ["red", "green"]]]), vec![1]),
        (json!([["tags", null]]), vec![3, 4, 5]),
    ] {
        assert_eq!(found(filter.clone()).await, ids, "{filter}");
    }
}

// Proves: P-161, P-180
#[tokio::test]
async fn times_are_points_in_time() {
    for (filter, ids) in [
        (json!([["due", "2026-01-02"]]), vec![2]),
        (
            json!([["due", "between", ["2026-01-02", "2026-12-31"]]]),
            vec![2, 3],
        ),
        (json!([["created", "2026-01-01T05:00:00+03:00"]]), vec![2]),
        (
            json!([["created", ">", "2026-01-01T03:00:00+00:00"]]),
            vec![4, 5],
        ),
        (
            json!([[
                "created",
                "between",
                ["2026-01-01T01:00:00+00:00", "2026-01-01T04:00:00+02:00"]
            ]]),
            vec![1, 2],
        ),
    ] {
        assert_eq!(found(filter.clone()).await, ids, "{filter}");
    }
}

// Proves: P-179
#[tokio::test]
async fn groups_are_within_each_other() {
    let either = json!({"logic": "or", "conditions": [["id", 1], ["id", 4]]});
    let not = json!({"logic": "or", "negative": true, "conditions": [["id", 1], ["id", 4]]});
    let condition =
        json!({"type": "condition", "leftOperand": "id", "operator": "<=", "rightOperand": 2});
    for (filter, ids) in [
        (either.clone(), vec![1, 4]),
        (json!([either]), vec![1, 4]),
        (json!([not]), vec![2, 3, 5]),
        (json!([either, ["id", ">", 2]]), vec![4]),
        (
            json!({"type": "filter", "logic": "AND", "conditions": [either, condition]}),
            vec![1],
        ),
        (condition.clone(), vec![1, 2]),
        (
            json!({"conditions": [{"logic": "or", "conditions": [not, ["id", 1]]}, condition]}),
            vec![1, 2],
        ),
        (
            json!([{"logic": "and", "negative": true, "conditions": [["urgency", ">", 5]]}]),
            vec![3, 5],
        ),
        (
            json!({"logic": "or", "conditions": []}),
            vec![1, 2, 3, 4, 5],
        ),
        (
            json!({"logic": "or", "negative": true, "conditions": []}),
            vec![1, 2, 3, 4, 5],
        ),
        (
            json!({"negative": true, "conditions": [{"logic": "or", "conditions": []}]}),
            vec![1, 2, 3, 4, 5],
        ),
        (
            json!({"logic": "or", "conditions": [{"conditions": []}, ["id", 1]]}),
            vec![1],
        ),
    ] {
        assert_eq!(found(filter.clone()).await, ids, "{filter}");
    }
}

// Proves: P-181
#[tokio::test]
async fn an_operand_may_be_another_column_or_a_length() {
    let column = |name: &str| json!({"expression": "column", "parameters": name});
    let length = |name: &str| json!({"expression": "length", "parameters": name});
    for (filter, ids) in [
        (json!([["urgency", "<", column("id")]]), vec![]),
        (json!([["urgency", "<=", column("id")]]), vec![5]),
        (json!([["urgency", column("id")]]), vec![5]),
        (
            json!([["hourlyPrice", "<", column("id")]]),
            vec![1, 2, 3, 4, 5],
        ),
        (json!([[length("title"), "=", 3]]), vec![1, 2]),
        (json!([length("title"), ">", 4]), vec![3]),
        (json!([[length("title"), "between", [4, 9]]]), vec![3, 4, 5]),
        (json!([[length("title"), ">", column("id")]]), vec![1, 2, 3]),
        (json!([["id", length("title")]]), vec![4]),
        (
            json!({"type": "condition", "leftOperand": length("title"), "operator": "in", "rightOperand": [5]}),
            vec![3],
        ),
    ] {
        assert_eq!(found(filter.clone()).await, ids, "{filter}");
    }
}

// Proves: P-170
#[tokio::test]
async fn a_method_may_insist_on_a_condition() {
    let with = json!({"filter": [{"logic": "or", "conditions": [["level", "plain"], ["id", 1]]}]});
    assert_eq!(call("some", with).await.status, 200);
    for body in [json!({}), json!({"filter": [["id", 1]]})] {
        let answer = call("some", body).await;
        let error = answer.json()["error"].clone();
        let code = "BITRIX_REST_V3_EXCEPTION_VALIDATION_REQUESTFILTERVALIDATIONEXCEPTION";
        assert_eq!((answer.status, &error["code"]), (400, &json!(code)));
        assert!(error["message"].as_str().unwrap().contains("`level`"));
    }
}
