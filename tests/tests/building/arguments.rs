//! Arguments that a method could never read.

use bitrix_rest::object::{Aggregate, Aggregates, Cursor, Filter, Select, Target};
use bitrix_rest::{Error, Items, Method, Object, Problem, RestApi, openapi, rest_method};

use super::nobody;

/// A stone, which has no field that is both filterable and sortable.
#[derive(serde::Serialize, schemars::JsonSchema, Object)]
struct Stone {
    #[object(filterable)]
    id: u64,
    #[object(sortable)]
    weight: u64,
}

/// Goes on with stones.
#[rest_method("building.tail", scope = "basic", versions(v3), read_only)]
async fn building_tail(cursor: Cursor<Stone>) -> Result<Items<Stone>, Error> {
    Ok(Items(cursor.take(Vec::new())))
}

// Proves: P-185, P-288
#[test]
fn a_cursor_needs_a_field_to_go_along() {
    let api = RestApi::explicit()
        .method::<BuildingTail>()
        .authenticator(nobody);
    let error = api.build().unwrap_err();
    assert!(matches!(
        error.problems(),
        [Problem::NoCursorField {
            object: "StoneDto",
            ..
        }]
    ));
    let text = error.to_string();
    for told in [
        "the method `building.tail` at tests/tests/building/arguments.rs:",
        "no field of `StoneDto` is both filterable and sortable",
        "`#[object(filterable, sortable)]`",
    ] {
        assert!(text.contains(told), "{text}");
    }
    // What only tells of it is in order.
    let document = serde_json::to_value(openapi::v3([BuildingTail::DESCRIPTOR])).unwrap();
    assert!(!document.to_string().contains(r#""enum":[]"#), "{document}");
}

/// Finds stones, but not where objects are read.
#[rest_method("building.find", scope = "basic", read_only)]
async fn building_find(filter: Filter<Stone>) -> Result<bool, Error> {
    Ok(filter.is_empty())
}

/// Reads `select` in two ways.
#[rest_method("building.sum", scope = "basic", versions(v3), read_only)]
async fn building_sum(select: Select<Stone>, sum: Aggregate<Stone>) -> Result<Aggregates, Error> {
    let _ = select;
    Ok(sum.of(Vec::new()))
}

/// Reads `id` in two ways, and `filter` in one.
#[rest_method("building.move", scope = "basic", versions(v2, v3))]
async fn building_move(
    target: Target<Stone>,
    filter: Filter<Stone>,
    #[param] id: Option<u64>,
) -> Result<bool, Error> {
    Ok(matches!(target, Target::Id(_)) && filter.is_empty() && id.is_some())
}

// Proves: P-288
#[test]
fn arguments_that_could_never_be_read_are_told() {
    let error = RestApi::explicit()
        .method::<BuildingFind>()
        .method::<BuildingSum>()
        .method::<BuildingMove>()
        .authenticator(nobody)
        .build()
        .unwrap_err();
    let text = error.to_string();
    assert!(
        matches!(
            error.problems(),
            [
                Problem::OnlyInV3 {
                    field: "filter",
                    ..
                },
                Problem::ReadTwice { field: "id", .. },
                Problem::ReadTwice {
                    field: "select",
                    ..
                },
            ]
        ),
        "{text}"
    );
    for told in [
        "the method `building.find` at tests/tests/building/arguments.rs:",
        "reads `filter`, and is served in REST 2 alone; add `versions(v3)`",
        "two arguments of the method `building.move` at tests/tests/building/arguments.rs:",
        "read `select`, each as something else",
    ] {
        assert!(text.contains(told), "{text}");
    }
}
