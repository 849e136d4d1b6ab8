//! How far calls get: through what a method declares, to what it does wrong behind it.

use bitrix_rest::contract::{Kind, Report};
use bitrix_rest::object::{Add, Aggregate, Aggregates, Fields, Update};
use bitrix_rest::{Created, Error, Object, rest_method};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::liars::{kinds, report};

/// What is sent, of which some fields exclude others.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, Object)]
#[serde(rename_all = "camelCase", default)]
#[object(at_least_one_of(mail, phone), only_one_of(shelf, van))]
pub struct Parcel {
    /// What is in it.
    #[object(editable, required(add), length = 1..=10)]
    pub name: String,
    /// How to write to whom it is for.
    #[object(editable, email)]
    pub mail: Option<String>,
    /// How to call them.
    #[object(editable, phone)]
    pub phone: Option<String>,
    /// Where it lies.
    #[object(editable)]
    pub shelf: Option<u64>,
    /// What it is in.
    #[object(editable)]
    pub van: Option<u64>,
    /// Where it goes.
    #[object(editable, nested, length = ..=2)]
    pub stops: Option<Vec<Stop>>,
}

/// A place.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, Object)]
#[serde(default)]
pub struct Stop {
    /// The town.
    #[object(non_empty)]
    pub town: String,
    /// The floor.
    #[object(range = 1..=90)]
    pub floor: i64,
}

/// What goes wrong with some parcels.
fn sent(parcel: &Parcel) -> Result<(), Error> {
    let stops = parcel.stops.as_deref().unwrap_or_default();
    if parcel.name.len() == 10 {
        return Err(Error::internal("no label is so long"));
    }
    if stops.iter().any(|stop| stop.floor == 90) {
        return Err(Error::internal("the lift is broken"));
    }
    match stops {
        [_, _] => Err(Error::internal("there is one road")),
        _ => Ok(()),
    }
}

/// Adds a parcel, and cannot send each.
#[rest_method("lie.parcel.add", scope = "basic", versions(v3))]
async fn lie_parcel_add(fields: Fields<Parcel, Add>) -> Result<Created, Error> {
    sent(&fields.onto(&Parcel::default())?)?;
    Ok(Created(1))
}

/// Changes a parcel, and cannot send each.
#[rest_method("lie.parcel.update", scope = "basic", versions(v3))]
async fn lie_parcel_update(fields: Fields<Parcel, Update>) -> Result<bool, Error> {
    let parcel = Parcel {
        mail: Some("a@example.org".into()),
        shelf: Some(1),
        ..Parcel::default()
    };
    sent(&fields.onto(&parcel)?)?;
    Ok(true)
}

/// What has no numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Object)]
pub struct Word {
    /// Its letters.
    #[object(filterable)]
    letters: String,
}

/// Counts words.
#[rest_method("lie.word.aggregate", scope = "basic", versions(v3), read_only)]
async fn lie_word_aggregate(aggregate: Aggregate<Word>) -> Result<Aggregates, Error> {
    let letters = "a".to_owned();
    Ok(aggregate.of([Word { letters }]))
}

/// Takes what has a form, and fails inside behind it.
#[rest_method("lie.forms", scope = "basic", versions(v2, v3), read_only)]
async fn lie_forms(
    #[param(email)] mail: String,
    #[param(phone)] phone: String,
    #[param(url)] site: String,
    #[param(range = 2.5..=9.5)] weight: f64,
    #[param(range = 0.25..=0.75)] share: f64,
    #[param(length = ..=3)] tags: Vec<String>,
) -> Result<f64, Error> {
    let _ = (mail, phone, site, share, tags);
    match weight {
        9.5 => Err(Error::internal("too heavy")),
        _ => Ok(weight),
    }
}

/// A term, which holds terms.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub enum Term {
    /// Its opposite.
    Not(Box<Term>),
    /// A number.
    Value(i64),
}

/// A family, which never ends.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Family {
    mother: Box<Family>,
    father: Box<Family>,
}

/// Takes what holds its own kind, and what cannot be.
#[rest_method("lie.term", scope = "basic", versions(v2, v3), read_only)]
async fn lie_term(#[param] term: Term, #[param] family: Option<Family>) -> Result<i64, Error> {
    let (mut term, mut depth) = (&term, 0_i64);
    while let Term::Not(inner) = term {
        (term, depth) = (inner, depth + 1);
    }
    let _ = family;
    match depth {
        0 => Ok(0),
        _ => Err(Error::internal("nothing is denied")),
    }
}

/// Says what is wrong with each parameter.
///
/// # Examples
///
/// ```json
/// {"name": "", "more": []}
/// ```
/// ```json
/// {
///   "error": {
///     "code": "BITRIX_REST_V3_EXCEPTION_VALIDATION_REQUESTVALIDATIONEXCEPTION",
///     "message": "Error during request object validation",
///     "validation": [{"field": "name", "message": "…"}, {"field": "more", "message": "…"}]
///   }
/// }
/// ```
#[rest_method("lie.not.v3", scope = "basic", versions(v3), read_only)]
async fn lie_not_v3(#[param(non_empty)] name: String, #[param] more: i64) -> Result<bool, Error> {
    let _ = (name, more);
    Ok(true)
}

/// What is found inside, each once.
pub fn inside(report: &Report) -> Vec<&str> {
    let found = report.breaches().iter();
    let mut found: Vec<&str> = found
        .map(|breach| {
            assert_eq!(breach.kind(), Kind::Internal, "{report}");
            breach.why().trim_start_matches("fails inside: ")
        })
        .collect();
    found.sort_unstable();
    found
}

#[tokio::test]
async fn fields_with_rules_and_lists_of_objects_are_reached() {
    let all = [
        "no label is so long",
        "the lift is broken",
        "there is one road",
    ];
    let added = report::<LieParcelAdd>().await;
    assert_eq!(inside(&added), all, "{added}");
    let updated = report::<LieParcelUpdate>().await;
    assert_eq!(inside(&updated), all, "{updated}");
}

#[tokio::test]
async fn texts_with_a_form_and_numbers_between_two_are_reached() {
    let report = report::<LieForms>().await;
    assert_eq!(inside(&report), ["too heavy", "too heavy"], "{report}");
}

#[tokio::test]
async fn sums_of_what_has_no_numbers_are_reached() {
    report::<LieWordAggregate>().await.assert();
}

#[tokio::test]
async fn a_type_that_holds_itself_has_an_end() {
    let report = report::<LieTerm>().await;
    let once = "nothing is denied";
    assert_eq!(inside(&report), [once, once], "{report}");
}

#[tokio::test]
async fn an_example_of_rest_3_has_the_whole_error() {
    let report = report::<LieNotV3>().await;
    assert_eq!((report.examples(), kinds(&report)), (1, vec![]), "{report}");
}
