//! What is asked of objects with typed requests.

use bitrix_rest::client::ErrorKind;
use bitrix_rest::object::{
    Add, Aggregate, AggregateFunction, Aggregates, Ask, Cursor, Direction, Fields, Filter, Order,
    Select, Selected, Target, Update, field,
};
use bitrix_rest::{Created, Error, Items, Object, Page, Paged, Value, rest_method};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::methods::portal;

/// A kind of lorry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Closed.
    #[default]
    Box,
    /// Open.
    Flat,
}

/// A lorry.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, Object)]
#[serde(rename_all = "camelCase", default)]
pub struct Lorry {
    /// By which it is found.
    #[object(filterable, sortable)]
    pub id: u64,
    /// What it is called.
    #[object(filterable, sortable, editable, required(add))]
    pub name: String,
    /// Of which kind.
    #[object(filterable, editable)]
    pub kind: Kind,
    /// How much it carries.
    #[object(filterable, sortable, editable)]
    pub most_load: Option<u64>,
}

/// Every third is flat, every tenth carries nothing that is known.
fn lorries() -> Vec<Lorry> {
    let lorry = |id: u64| Lorry {
        id,
        name: format!("lorry {id}"),
        kind: match id % 3 {
            0 => Kind::Flat,
            _ => Kind::Box,
        },
        most_load: (!id.is_multiple_of(10)).then_some(id * 2),
    };
    (1..=120).map(lorry).collect()
}

/// Lists lorries.
#[rest_method("demo.lorry.list", scope = "basic", versions(v3), read_only)]
async fn demo_lorry_list(
    select: Select<Lorry>,
    filter: Filter<Lorry>,
    order: Order<Lorry>,
    page: Page,
) -> Result<Paged<Selected<Lorry>>, Error> {
    let mut lorries = lorries();
    lorries.retain(|lorry| filter.accepts(lorry));
    order.sort(&mut lorries);
    Ok(page.cut(lorries).map(|lorry| select.of(lorry)))
}

/// Reads on.
#[rest_method("demo.lorry.tail", scope = "basic", versions(v3), read_only)]
async fn demo_lorry_tail(
    cursor: Cursor<Lorry>,
    filter: Filter<Lorry>,
) -> Result<Items<Lorry>, Error> {
    let lorries = lorries().into_iter();
    Ok(Items(
        cursor.take(lorries.filter(|lorry| filter.accepts(lorry))),
    ))
}

/// Counts lorries.
#[rest_method("demo.lorry.aggregate", scope = "basic", versions(v3), read_only)]
async fn demo_lorry_aggregate(aggregate: Aggregate<Lorry>) -> Result<Aggregates, Error> {
    Ok(aggregate.of(lorries()))
}

/// Adds a lorry, and answers what it carries as its id.
#[rest_method("demo.lorry.add", scope = "basic", versions(v3))]
async fn demo_lorry_add(fields: Fields<Lorry, Add>) -> Result<Created, Error> {
    let lorry = fields.onto(&Lorry::default())?;
    Ok(Created(lorry.most_load.unwrap_or_default() as i64))
}

/// Changes lorries, and answers them.
#[rest_method("demo.lorry.update", scope = "basic", versions(v3))]
async fn demo_lorry_update(
    target: Target<Lorry>,
    fields: Fields<Lorry, Update>,
) -> Result<Items<Lorry>, Error> {
    let lorries = lorries().into_iter();
    let chosen = lorries.filter(|lorry| target.accepts(lorry));
    let changed = chosen.map(|lorry| fields.onto(&lorry));
    Ok(Items(changed.collect::<Result<_, _>>()?))
}

fn ids(lorries: &[Lorry]) -> Vec<u64> {
    lorries.iter().map(|lorry| lorry.id).collect()
}

// Proves: P-175, P-178, P-179, P-180, P-181, P-183
#[tokio::test]
async fn rows_are_selected_filtered_and_sorted() {
    let portal = portal().await;
    let flat = field("kind").eq(Kind::Flat) & field("mostLoad").ne(None::<u64>);
    let ends = field("id").lt(10) | field("id").between(100, 105) | field("name").eq("lorry 66");
    let request = DemoLorryList {}
        .ask()
        .select(["id", "kind"])
        .filter(flat & ends)
        .order([("id", Direction::Descending)]);
    let found = portal.rows(request).all().await.unwrap();
    let found: Vec<Lorry> = found.into_iter().map(Selected::into_row).collect();
    assert_eq!(ids(&found), [105, 102, 66, 9, 6, 3]);
    // What was not selected is made up.
    let expected = Lorry {
        id: 105,
        kind: Kind::Flat,
        ..Lorry::default()
    };
    assert_eq!(found[0], expected);
    // All pages, and the other side of a condition.
    let most = !field("mostLoad").gt(field("id")) | !field("name").length().eq(8);
    let rest = portal.rows(DemoLorryList {}.ask().filter(most));
    let expected: Vec<u64> = (1..=120)
        .filter(|id| id % 10 == 0 || !(10..100).contains(id))
        .collect();
    let rest: Vec<u64> = rest
        .all()
        .await
        .unwrap()
        .iter()
        .map(|row| row.row().id)
        .collect();
    assert_eq!(rest, expected);
    // What is said twice must both hold.
    let twice = DemoLorryList {}.ask().filter(field("id").lt(20));
    let twice = twice.filter(field("kind").eq("flat") | field("id").eq(1));
    let twice = portal.rows(twice.filter(field("id").gt(3)));
    let twice: Vec<u64> = twice
        .all()
        .await
        .unwrap()
        .iter()
        .map(|row| row.row().id)
        .collect();
    assert_eq!(twice, [6, 9, 12, 15, 18]);
    // What the object has not, the portal says.
    let request = DemoLorryList {}.ask().filter(field("wings").eq(2));
    let error = portal.call(request).await.unwrap_err();
    assert!(
        error.is("BITRIX_REST_V3_EXCEPTION_UNKNOWNDTOPROPERTYEXCEPTION"),
        "{error}"
    );
}

/// Null would ask for everything, and an object is an expression: neither is what was meant.
#[tokio::test]
async fn a_value_that_cannot_be_meant_is_not_sent() {
    let portal = portal().await;
    let unwritable = std::collections::BTreeMap::from([((1, 2), 3)]);
    let expression = serde_json::json!({"expression": "column", "parameters": "mostLoad"});
    for meant in [
        field("mostLoad").ne(unwritable.clone()),
        field("mostLoad").ne(f64::NAN),
        field("mostLoad").eq(expression.clone()),
        field("mostLoad").is_in([expression]),
        field("mostLoad").between(1, unwritable),
    ] {
        let one = DemoLorryUpdate {}
            .ask()
            .by_filter(meant)
            .fields(serde_json::json!({"kind": "flat"}));
        let error = portal.call(one).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Request, "{error}");
        assert!(error.to_string().contains("no JSON"), "{error}");
    }
}

// Proves: P-185, P-186
#[tokio::test]
async fn cursors_go_on_and_aggregates_count() {
    let portal = portal().await;
    let (mut last, mut all) = (121, Vec::new());
    loop {
        let request = DemoLorryTail {}
            .ask()
            .after("id", last, Direction::Descending, 7)
            .filter(field("kind").is_in([Kind::Flat]));
        let Items(lorries) = portal.call(request).await.unwrap();
        let Some(lorry) = lorries.last() else { break };
        assert!(lorries.len() <= 7);
        last = lorry.id;
        all.extend(ids(&lorries));
    }
    assert_eq!(
        all,
        (1..=40).rev().map(|third| third * 3).collect::<Vec<u64>>()
    );
    let request = DemoLorryAggregate {}.ask().aggregate([
        (AggregateFunction::Max, vec!["id", "mostLoad"]),
        (AggregateFunction::Count, vec!["mostLoad"]),
    ]);
    let found = portal.call(request).await.unwrap();
    assert_eq!(
        found.get(AggregateFunction::Max, "mostLoad"),
        Some(&Value::Int(238))
    );
    assert_eq!(
        found.get(AggregateFunction::Count, "mostLoad"),
        Some(&Value::Int(108))
    );
}

// Proves: P-187
#[tokio::test]
async fn fields_are_written_as_a_struct_or_one_by_one() {
    let portal = portal().await;
    /// What is known of a new one.
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct New<'a> {
        name: &'a str,
        most_load: u64,
    }
    let new = New {
        name: "new",
        most_load: 41,
    };
    let request = DemoLorryAdd {}.ask().fields(new);
    assert_eq!(portal.call(request).await.unwrap(), Created(41));
    let one = || {
        [("kind", Kind::Flat)]
            .into_iter()
            .collect::<std::collections::BTreeMap<_, _>>()
    };
    let request = DemoLorryUpdate {}.ask().by_id(5).fields(one());
    let Items(changed) = portal.call(request).await.unwrap();
    assert_eq!((changed[0].id, changed[0].kind), (5, Kind::Flat));
    let some = field("id").lte(2);
    let request = DemoLorryUpdate {}.ask().by_filter(some).fields(one());
    // In a batch, too.
    let more = DemoLorryAdd {}
        .ask()
        .fields(serde_json::json!({"name": "x", "mostLoad": 3}));
    let (Items(changed), Created(id)) = portal.batch((request, more)).await.unwrap();
    assert_eq!((ids(&changed), id), (vec![1, 2], 3));
    let request = DemoLorryAdd {}
        .ask()
        .fields(serde_json::json!({"mostLoad": 3}));
    let error = portal.call(request).await.unwrap_err();
    let wrong: Vec<_> = error
        .validation()
        .map(|(field, _)| field.to_owned())
        .collect();
    assert_eq!(wrong, ["fields.name"]);
    let told = "Error during object validation: Required field `fields.name` is not specified";
    assert!(error.to_string().contains(told), "{error}");
    assert!(format!("{error:?}").contains("fields.name"), "{error:?}");
}
