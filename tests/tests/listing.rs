//! Filters and orders of lists: what callers may ask for, and what they are told if they may not.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use bitrix_rest::listing::{Direction, Filter, ListFields, Operator, Order};
use bitrix_rest::{Array, Error, Method, Page, Paged, Value, rest_method};
use bitrix_rest_tests::server::{Answer, Server};
use serde_json::json;

/// What may be asked for in a list of towns.
pub struct TownFields;

impl ListFields for TownFields {
    const FILTER: &'static [&'static str] = &["ID", "NAME", "AREA"];
    const ORDER: &'static [&'static str] = &["ID", "NAME"];
}

const TOWNS: [(i64, &str, f64); 5] = [
    (1, "Aachen", 160.85),
    (2, "Bergen", 464.7),
    (9, "bergen", 10.0),
    (10, "Zug", 21.6),
    (100, "Salzburg", 65.7),
];

/// Lists towns.
#[rest_method("test.town.list", scope = "basic", read_only)]
pub async fn test_town_list(
    page: Page,
    /// Which.
    #[param(ignore_case)]
    filter: Filter<TownFields>,
    /// In which order.
    #[param(ignore_case)]
    order: Order<TownFields>,
) -> Result<Paged<Array>, Error> {
    let town = |(id, name, area): (i64, &str, f64)| -> Array {
        let fields: [(&str, Value); 3] = [
            ("ID", id.into()),
            ("NAME", name.into()),
            ("area", area.into()),
        ];
        fields.into_iter().collect()
    };
    let mut towns = TOWNS.map(town).to_vec();
    towns.retain(|town| filter.accepts(town));
    towns.sort_by(|one, other| order.compare(one, other));
    Ok(page.cut(towns))
}

/// What may be asked for with every operator.
pub struct AllOperators;

impl ListFields for AllOperators {
    const FILTER: &'static [&'static str] = &["ID"];
    const ORDER: &'static [&'static str] = &[];
    const OPERATORS: &'static [Operator] = Operator::ALL;
}

/// What may be asked for in a list of departures.
pub struct DepartureFields;

impl ListFields for DepartureFields {
    const FILTER: &'static [&'static str] = &["ID", "AT", "NOTE"];
    const ORDER: &'static [&'static str] = &["AT"];
    const TIMES: &'static [&'static str] = &["AT"];
    const OPERATORS: &'static [Operator] = Operator::ALL;
}

/// Lists departures.
#[rest_method("test.departure.list", scope = "basic", read_only)]
pub async fn test_departure_list(
    page: Page,
    /// Which.
    #[param(ignore_case)]
    filter: Filter<DepartureFields>,
) -> Result<Paged<Array>, Error> {
    let departures = [
        // At noon, six and seven o'clock of Berlin.
        (1, "2026-07-01T12:00:00+02:00", "2026-07-01 12:00"),
        (2, "2026-07-01T16:00:00+00:00", "late"),
        (3, "2026-07-01T19:00:00+02:00", "late"),
        // The same in winter, when its clocks show another offset.
        (4, "2026-01-01T12:00:00+01:00", "winter"),
    ];
    let departure = |(id, at, note): (i64, &str, &str)| -> Array {
        let fields: [(&str, Value); 3] =
            [("ID", id.into()), ("AT", at.into()), ("NOTE", note.into())];
        fields.into_iter().collect()
    };
    let mut departures = departures.map(departure).to_vec();
    departures.retain(|departure| filter.accepts(departure));
    Ok(page.cut(departures))
}

fn array(pairs: &[(&str, &str)]) -> Array {
    pairs.iter().copied().collect()
}

const PATH: &str = "/rest/test.town.list?auth=tok";

#[track_caller]
fn ids(answer: &Answer) -> Vec<i64> {
    assert_eq!(answer.status, 200, "{}", answer.text);
    let result = answer.result();
    let rows = result.as_array().unwrap().iter();
    rows.map(|row| row["ID"].as_i64().unwrap()).collect()
}

// Proves: P-249, P-298
#[tokio::test]
async fn rows_are_filtered() {
    let server = Server::new().unwrap();
    for (filter, form, found) in [
        (json!({}), "", &[1, 2, 9, 10, 100][..]),
        (json!({"ID": 9}), "filter[ID]=9", &[9]),
        (json!({"=id": "9"}), "FILTER[%3Did]=9", &[9]),
        (json!({">ID": "9"}), "filter[>ID]=9", &[10, 100]),
        (json!({">=ID": 9}), "filter[>%3DID]=9", &[9, 10, 100]),
        (json!({"<ID": 9}), "filter[<ID]=9", &[1, 2]),
        (json!({"<=ID": "9"}), "filter[<%3DID]=9", &[1, 2, 9]),
        (
            json!({"@ID": [1, "100", 7]}),
            "filter[@ID][]=1&filter[@ID][]=100",
            &[1, 100],
        ),
        (
            json!({"ID": [1, "100"]}),
            "filter[ID][0]=1&filter[ID][1]=100",
            &[1, 100],
        ),
        (json!({"name": "BERGEN"}), "filter[name]=BERGEN", &[2, 9]),
        (json!({"%NAME": "berg"}), "filter[%25NAME]=berg", &[2, 9]),
        (
            json!({"%Name": "e", "<area": 100}),
            "filter[%25Name]=e&filter[<area]=100",
            &[9],
        ),
        (json!({"AREA": "21.60"}), "filter[AREA]=21.60", &[10]),
        (
            json!({">area": 64, "<AREA": 161}),
            "filter[>area]=64&filter[<AREA]=161",
            &[1, 100],
        ),
        (json!({"NAME": "none"}), "filter[NAME]=none", &[]),
    ] {
        let answer = server.post(PATH, json!({ "filter": filter })).await;
        assert_eq!(ids(&answer), found, "{filter}");
        assert_eq!(answer.json()["total"], json!(found.len()), "{filter}");
        assert_eq!(ids(&server.form(PATH, form).await), found, "{form}");
    }
    let absent = server
        .post(PATH, json!({"filter": null, "order": null}))
        .await;
    assert_eq!(ids(&absent), [1, 2, 9, 10, 100]);
}

// Proves: P-49, P-249
#[tokio::test]
async fn times_are_points_in_time_of_the_zone_of_the_server() {
    let berlin = Server::with(|builder| builder.time_zone("Europe/Berlin")).unwrap();
    let utc = Server::new().unwrap();
    for (filter, in_berlin, in_utc) in [
        (json!({"AT": "2026-07-01 12:00"}), &[1][..], &[][..]),
        (json!({"AT": "2026-07-01 10:00"}), &[], &[1]),
        (json!({"AT": "2026-07-01 10:00Z"}), &[1], &[1]),
        (json!({">=AT": "2026-07-01 18:00:00"}), &[2, 3], &[]),
        (json!({">AT": "2026-07-01T12:00:00-04:00"}), &[3], &[3]),
        (
            json!({"!AT": "2026-07-01 12:00"}),
            &[2, 3, 4],
            &[1, 2, 3, 4],
        ),
        (
            json!({"@AT": ["2026-07-01 19:00", "2026-01-01 12:00"]}),
            &[3, 4],
            &[],
        ),
        (json!({"<AT": "2026-01-01 12:30"}), &[4], &[4]),
        (json!({"<AT": "2026-01-01 11:30"}), &[], &[4]),
        // What is no time is none of any row.
        (json!({"AT": "late"}), &[], &[]),
        // What is no field of times stays as it is.
        (json!({"NOTE": "2026-07-01 12:00"}), &[1], &[1]),
    ] {
        for (server, zone, found) in [(&berlin, "Berlin", in_berlin), (&utc, "UTC", in_utc)] {
            let path = "/rest/test.departure.list?auth=tok";
            let answer = server.post(path, json!({ "filter": filter })).await;
            assert_eq!(ids(&answer), found, "{zone} {filter}");
        }
    }
}

// Proves: P-249
#[tokio::test]
async fn parts_of_times_are_looked_for_in_what_is_answered() {
    let server = Server::with(|builder| builder.time_zone("Europe/Berlin")).unwrap();
    for (filter, found) in [
        (json!({"%AT": "+02:00"}), &[1, 3][..]),
        (json!({"!%AT": "+02:00"}), &[2, 4]),
        (json!({"=%AT": "2026-07-01T1%"}), &[1, 2, 3]),
        (json!({"%=AT": "%T12:%"}), &[1, 4]),
        (json!({"!=%AT": "2026-07-01%"}), &[4]),
        // Also where the part would be a time by itself.
        (json!({"%AT": "2026-01-01"}), &[4]),
        (json!({"!%AT": "2026-01-01"}), &[1, 2, 3]),
        (json!({"=%AT": "2026-01-01"}), &[]),
    ] {
        let path = "/rest/test.departure.list?auth=tok";
        let answer = server.post(path, json!({ "filter": filter })).await;
        assert_eq!(ids(&answer), found, "{filter}");
    }
}

// Proves: P-249, P-298
#[tokio::test]
async fn rows_are_sorted() {
    let server = Server::new().unwrap();
    for (order, found) in [
        (json!({}), [1, 2, 9, 10, 100]),
        (json!({"ID": "DESC"}), [100, 10, 9, 2, 1]),
        (json!({"id": "asc"}), [1, 2, 9, 10, 100]),
        (json!({"NAME": "ASC"}), [1, 2, 9, 100, 10]),
        (json!({"NAME": "Desc"}), [10, 100, 2, 9, 1]),
        (json!({"NAME": "ASC", "ID": "DESC"}), [1, 9, 2, 100, 10]),
    ] {
        let answer = server.post(PATH, json!({ "Order": order })).await;
        assert_eq!(ids(&answer), found, "{order}");
    }
    let form = server.form(PATH, "order[name]=ASC&order[ID]=DESC").await;
    assert_eq!(ids(&form), [1, 9, 2, 100, 10]);
}

// Proves: P-249
#[tokio::test]
async fn mistakes_have_their_texts() {
    let server = Server::new().unwrap();
    for (body, argument, text) in [
        (
            json!({"filter": "ID"}),
            "filter",
            "The filter is not an array.",
        ),
        (
            json!({"filter": 1}),
            "filter",
            "The filter is not an array.",
        ),
        (
            json!({"filter": {"!ID": 1}}),
            "filter",
            "Filter operation not allowed: !",
        ),
        (
            json!({"filter": {"<>ID": 1}}),
            "filter",
            "Filter operation not allowed: <>",
        ),
        (
            json!({"filter": {"=%NAME": "a"}}),
            "filter",
            "Filter operation not allowed: =%",
        ),
        (
            json!({"filter": {"==": 1}}),
            "filter",
            "Filter operation not allowed: ==",
        ),
        (
            json!({"filter": {">size": 1}}),
            "filter",
            "Filter field not allowed: SIZE",
        ),
        (
            json!({"filter": [1]}),
            "filter",
            "Filter field not allowed: 0",
        ),
        (
            json!({"order": "ID"}),
            "order",
            "The order is not an array.",
        ),
        (
            json!({"order": {"area": "ASC"}}),
            "order",
            "Order field not allowed: AREA",
        ),
        (
            json!({"order": {"ID": "up"}}),
            "order",
            "Order direction should be one of {ASC|DESC}",
        ),
        (
            json!({"order": {"ID": 1}}),
            "order",
            "Order direction should be one of {ASC|DESC}",
        ),
    ] {
        let answer = server.post(PATH, &body).await;
        let expected = (400, "ERROR_ARGUMENT".to_owned(), text.to_owned());
        assert_eq!(answer.error(), expected, "{body}");
        assert_eq!(answer.json()["argument"], argument, "{body}");
    }
    let form = server.form(PATH, "filter=").await;
    assert_eq!(form.error().2, "The filter is not an array.");
}

#[test]
fn conditions_are_typed() {
    let filter = Filter::<TownFields>::of(&array(&[(">=id", "7"), ("%name", "berg")])).unwrap();
    let [one, other] = filter.conditions() else {
        panic!("{filter:?}")
    };
    assert_eq!(
        (one.operator, one.field.as_str()),
        (Operator::AtLeast, "ID")
    );
    assert_eq!(
        (other.operator, other.field.as_str()),
        (Operator::Contains, "NAME")
    );
    assert_eq!(other.value, Value::from("berg"));
    let order = Order::<TownFields>::of(&array(&[("name", "desc"), ("ID", "ASC")])).unwrap();
    let by = [
        ("NAME", Direction::Descending),
        ("ID", Direction::Ascending),
    ];
    assert_eq!(order.by(), by);
    // As a typed client sends it.
    let sent = TestTownList { filter, order };
    let sent = bitrix_rest::params::encode::to_value(&sent.filter).unwrap();
    assert_eq!(
        sent,
        Value::Array(array(&[(">=ID", "7"), ("%NAME", "berg")]))
    );
}

#[test]
fn a_list_may_allow_every_operator() {
    for operator in Operator::ALL {
        let key = format!("{}ID", operator.sign());
        let filter = Filter::<AllOperators>::of(&array(&[(&key, "7")])).unwrap();
        assert_eq!(filter.conditions()[0].operator, *operator);
    }
    let order = Order::<AllOperators>::of(&array(&[("ID", "ASC")]));
    assert_eq!(order.unwrap_err(), "Order field not allowed: ID");
}

#[test]
fn both_may_be_left_out_and_are_described() {
    let parameters = TestTownList::DESCRIPTOR.parameters();
    let names: Vec<_> = parameters.iter().map(|one| one.name()).collect();
    assert_eq!(names, ["filter", "order"]);
    assert!(parameters.iter().all(|one| !one.required()));
    let mut generator = bitrix_rest::schemars::SchemaGenerator::default();
    let schemas = parameters.iter().map(|one| one.schema(&mut generator));
    let schemas: Vec<_> = schemas.map(|schema| schema.to_value()).collect();
    let direction = json!({"type": "string", "enum": ["ASC", "DESC"]});
    let [filter, order] = schemas.as_slice() else {
        panic!("{schemas:?}")
    };
    assert_eq!(
        filter["properties"],
        json!({"ID": true, "NAME": true, "AREA": true})
    );
    assert_eq!(
        order["properties"],
        json!({"ID": direction, "NAME": direction})
    );
}
