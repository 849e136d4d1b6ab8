//! What is no value of its field is never written, whoever reads it.

use bitrix_rest::object::{Add, Fields, Update};
use bitrix_rest::{Error, Object, rest_method};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};

use crate::tasks::server;

/// A shop.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Object)]
#[serde(rename_all = "camelCase")]
#[object(only_one_of(stars, rank))]
pub struct Shop {
    /// By which it is found.
    pub id: u64,
    /// How many stars it has.
    #[object(editable, one_of = [1, 3, 5])]
    pub stars: Option<u8>,
    /// How good it is.
    #[object(editable, range = 1..=5)]
    pub rank: Option<u8>,
    /// How many work there.
    #[object(editable)]
    pub people: u8,
    /// How to write to it.
    #[object(editable, email)]
    pub mail: Option<String>,
    /// Where it is.
    #[object(editable, nested)]
    pub place: Option<Place>,
    /// Where else it is.
    #[object(editable)]
    pub places: Vec<Place>,
    /// When it opens.
    #[object(editable)]
    #[serde(default, deserialize_with = "hours")]
    pub opens: u8,
}

/// A place.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, Object)]
pub struct Place {
    /// The town.
    #[object(non_empty)]
    pub town: String,
    /// The floor.
    #[object(range = ..=9)]
    pub floor: Option<u8>,
}

/// Nothing is midnight.
fn hours<'de, D: Deserializer<'de>>(hours: D) -> Result<u8, D::Error> {
    Option::deserialize(hours).map(Option::unwrap_or_default)
}

/// Keeps what is sent, and never makes a shop of it.
#[rest_method("demo.shop.update", scope = "basic", versions(v3))]
pub async fn demo_shop_update(fields: Fields<Shop, Update>) -> Result<bool, Error> {
    Ok(!fields.given().is_empty())
}

/// The same of a new one.
#[rest_method("demo.shop.add", scope = "basic", versions(v3))]
pub async fn demo_shop_add(fields: Fields<Shop, Add>) -> Result<bool, Error> {
    Ok(!fields.given().is_empty())
}

/// The code behind the common beginning, and the fields; nothing if it was written.
async fn told(method: &str, fields: Value) -> Option<(String, Vec<String>)> {
    let (server, _) = server();
    let path = format!("/rest/api/demo.shop.{method}?auth=tok");
    let answer = server.post(&path, json!({"fields": fields})).await;
    if answer.status == 200 {
        return None;
    }
    assert_eq!(answer.status, 400, "{fields} {}", answer.text);
    let error = answer.json()["error"].clone();
    let code = error["code"].as_str().unwrap().to_owned();
    let code = code.strip_prefix("BITRIX_REST_V3_EXCEPTION_VALIDATION_");
    let told = error["validation"].as_array().unwrap().iter();
    let told = told.map(|one| one["field"].as_str().unwrap().to_owned());
    Some((code.unwrap().to_owned(), told.collect()))
}

const REQUEST: &str = "REQUESTVALIDATIONEXCEPTION";
const OBJECT: &str = "DTOVALIDATIONEXCEPTION";

// Proves: P-161, P-187, P-197
#[tokio::test]
async fn what_is_of_another_type_is_refused_before_it_is_written() {
    for (fields, place) in [
        // Of the right kind, and no value of the type: with checks, and without.
        (json!({"stars": 300}), "stars"),
        (json!({"rank": -1}), "rank"),
        (json!({"people": 256}), "people"),
        (json!({"people": null}), "people"),
        (json!({"place": "x"}), "place"),
        (json!({"place": {}}), "place.town"),
        (json!({"place": {"town": 5}}), "place.town"),
        (json!({"place": {"town": "", "floor": -1}}), "place.floor"),
        (
            json!({"places": [{"town": "x"}, {"town": 5}]}),
            "places.1.town",
        ),
        (json!({"places": null}), "places"),
        // What both say is told once.
        (json!({"mail": 5}), "mail"),
    ] {
        let expected = Some((REQUEST.to_owned(), vec![format!("fields.{place}")]));
        assert_eq!(told("update", fields.clone()).await, expected, "{fields}");
    }
    for fields in [
        json!({"stars": null, "rank": 5, "people": 255, "place": null, "places": []}),
        json!({"place": {"town": "x", "floor": null}, "places": [{"town": ""}]}),
        // What serde reads with a function, its type need not read.
        json!({"opens": null}),
        json!({"opens": 8}),
    ] {
        assert_eq!(told("update", fields.clone()).await, None, "{fields}");
    }
}

// Proves: P-167, P-170, P-197
#[tokio::test]
async fn types_and_rules_are_told_in_one_list() {
    let fields =
        json!({"stars": 2, "rank": 300, "people": "x", "mail": "x", "place": {"town": ""}});
    let names = ["people", "stars", "rank", "mail", "place.town"];
    let mut names = names.map(|name| format!("fields.{name}")).to_vec();
    names.push("fields".to_owned());
    // What is of another type is told first, and says whose fault it is.
    let expected = Some((REQUEST.to_owned(), names.clone()));
    assert_eq!(told("add", fields.clone()).await, expected);
    // A field that nobody writes has no type.
    let expected = Some((OBJECT.to_owned(), vec!["fields.id".to_owned()]));
    assert_eq!(told("update", json!({"id": "x"})).await, expected);
    let mut fields = fields;
    fields["people"] = json!(1);
    fields["rank"] = json!(6);
    names.remove(0);
    assert_eq!(told("add", fields).await, Some((OBJECT.to_owned(), names)));
}
