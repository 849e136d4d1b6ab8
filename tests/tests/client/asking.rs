//! What is asked of objects with typed requests.

use bitrix_rest::client::{ErrorKind, Refer, Reference};
use bitrix_rest::object::{
    Add, Aggregate, AggregateFunction, Aggregates, Ask, Cursor, Direction, Fields, Filter, Order,
    Select, Selected, Target, Update, field,
};
use bitrix_rest::{
    Created, Error, Items, Object, Page, Paged, RestApi, Value, Version, rest_method,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::methods::{DemoNumberList, InProcess, portal};

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

/// A lorry of which all is to be there.
#[derive(Debug, Serialize, Deserialize, JsonSchema, Object)]
pub struct Bare {
    /// By which it is found.
    pub id: u64,
    /// What it is called.
    pub name: String,
}

/// Lists one.
#[rest_method("demo.bare.list", scope = "basic", versions(v3), read_only)]
async fn demo_bare_list(select: Select<Bare>) -> Result<Items<Selected<Bare>>, Error> {
    let (id, name) = (1, "bare".to_owned());
    Ok(Items(vec![select.of(Bare { id, name })]))
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
    Ok(Created(lorry.most_load.unwrap_or_default()))
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
    // Who makes nothing up is told what is missing, and why.
    let bare = DemoBareList {}.ask().select(["id"]);
    let error = portal.call(bare).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Reply);
    let hint = "is missing; if it was not selected, `#[serde(default)]` on its type makes it up";
    assert!(error.to_string().contains(hint), "{error}");
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

/// Weighs, in both generations.
#[rest_method("demo.weigh", scope = "basic", versions(v2, v3))]
async fn demo_weigh(#[param] weight: f64) -> Result<f64, Error> {
    Ok(weight)
}

/// As text, as values of a batch of REST 2 travel, it would be one.
// Proves: P-69, P-112
#[tokio::test]
async fn a_number_that_is_none_is_not_sent_in_a_batch_either() {
    let portal = portal().await;
    for version in [Version::V2, Version::V3] {
        let portal = portal.clone().preferring(version);
        let (weight,) = portal.batch((DemoWeigh { weight: 1.5 },)).await.unwrap();
        assert!((weight - 1.5).abs() < f64::EPSILON);
        for weight in [f64::NAN, f64::INFINITY] {
            let error = portal.batch((DemoWeigh { weight },)).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Request, "{error}");
            assert!(error.to_string().contains("no JSON"), "{error}");
        }
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
        (AggregateFunction::Max, vec!["id"]),
        (AggregateFunction::Count, vec!["mostLoad"]),
        (AggregateFunction::Max, vec!["mostLoad"]),
    ]);
    let found = portal.call(request).await.unwrap();
    assert_eq!(
        found.get(AggregateFunction::Max, "id"),
        Some(&Value::Int(120))
    );
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

// Proves: P-145, P-187
#[tokio::test]
async fn objects_of_a_batch_refer_to_those_before() {
    let portal = portal().await;
    let flat = || serde_json::json!({"kind": "flat"});
    let update = || DemoLorryUpdate {}.ask().fields(flat());
    let first = || update().by_id(17);
    let id = || Reference::to::<DemoLorryUpdate>(0).field(0).field("id");
    let same = update()
        .referring("id", id())
        .referring("fields.mostLoad", id());
    let later = update().by_filter(field("id").gt(1));
    let later = later.referring("filter.0.2", id());
    let batch = portal.batch((first(), same, later));
    let (_, Items(same), Items(later)) = batch.await.unwrap();
    assert_eq!(ids(&same), [17]);
    assert_eq!((same[0].kind, same[0].most_load), (Kind::Flat, Some(17)));
    assert_eq!(ids(&later), (18..=120).collect::<Vec<u64>>());
    let wrong = portal.batch((first(), update().referring("wings", id())));
    let error = wrong.await.unwrap_err();
    assert!(
        error.to_string().contains("it has no parameter `wings`"),
        "{error}"
    );
}

// Proves: P-40, P-184
#[tokio::test]
async fn pages_are_as_long_as_asked_for() {
    let server = InProcess::new([]);
    let portal = server.portal();
    let page = |limit, offset| DemoLorryList {}.ask().page(limit, offset);
    let found = portal.call(page(2, 3)).await.unwrap();
    let found = found.items().iter().map(|row| row.row().id);
    assert_eq!(found.collect::<Vec<_>>(), [4, 5]);
    // All rows from there on, and no more of them at once. Where so many may be the portal's most, it is asked for more.
    for (limit, offset, requests) in [(7, 100, 3), (1000, 115, 1), (1000, 20, 2), (60, 0, 3)] {
        let before = server.times().len();
        let rows = portal.rows(page(limit, offset)).all().await.unwrap();
        let rows: Vec<u64> = rows.iter().map(|row| row.row().id).collect();
        assert_eq!(rows, (u64::from(offset) + 1..=120).collect::<Vec<_>>());
        assert_eq!(server.times().len() - before, requests, "{limit} {offset}");
    }
    // Pages of REST 2 have one length.
    let numbers = || DemoNumberList { below: None }.ask().page(5, 60);
    let found = portal.call(numbers()).await.unwrap();
    assert_eq!(found.items(), (60..110).collect::<Vec<u64>>());
    let rows = portal.rows(numbers()).all().await.unwrap();
    assert_eq!(rows, (60..120).collect::<Vec<u64>>());
    let portal = portal.preferring(Version::V3);
    let found = portal.call(numbers()).await.unwrap();
    assert_eq!(found.items(), [60, 61, 62, 63, 64]);
}

// Proves: P-40, P-184
#[tokio::test]
async fn in_process_too() {
    let nobody = |_: &bitrix_rest::Credentials| {
        Err::<bitrix_rest::Caller, _>(bitrix_rest::Refusal::InvalidToken)
    };
    let api = RestApi::explicit()
        .method::<DemoLorryList>()
        .method::<DemoNumberList>()
        .authenticator(nobody)
        .build()
        .unwrap();
    let found = api.call(DemoLorryList {}).starting_at(118).by_user(1);
    let found = found.await.unwrap();
    let found = found.items().iter().map(|row| row.row().id);
    assert_eq!(found.collect::<Vec<_>>(), [119, 120]);
    let asked = DemoLorryList {}.ask().page(3, 1);
    let found = api.call(asked).starting_at(10).by_user(1).await.unwrap();
    let found = found.items().iter().map(|row| row.row().id);
    assert_eq!(found.collect::<Vec<_>>(), [11, 12, 13]);
    let numbers = DemoNumberList { below: Some(70) }.ask().page(9, 65);
    let found = api.call(numbers).by_user(1).await.unwrap();
    assert_eq!(found.items(), [65, 66, 67, 68, 69]);
}
