//! Types that are described more than once.

use std::collections::BTreeMap;

use bitrix_rest::{Error, Item, Method, rest_method};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{body, both, result, v3};

/// A mark: what it is worth may be left out by who sends it, and is always answered.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Mark {
    #[serde(default)]
    worth: u8,
}

mod elsewhere {
    /// Another type of the same name.
    #[derive(Debug, serde::Serialize, schemars::JsonSchema)]
    pub struct Mark {
        pub(super) text: String,
    }
}

/// Answers what was sent.
#[rest_method("types.echo", scope = "basic", versions(v2, v3), read_only)]
async fn types_echo(
    /// What.
    #[param]
    mark: Mark,
) -> Result<Item<Mark>, Error> {
    Ok(Item(mark))
}

/// Answers another.
#[rest_method("types.other", scope = "basic", versions(v2, v3), read_only)]
async fn types_other() -> Result<Item<elsewhere::Mark>, Error> {
    Ok(Item(elsewhere::Mark {
        text: String::new(),
    }))
}

/// A type that is called as the framework calls something of its own.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Error")]
pub struct Fault {
    depth: u8,
}

/// Answers one.
#[rest_method("types.fault", scope = "basic", versions(v2, v3), read_only)]
async fn types_fault() -> Result<Item<Fault>, Error> {
    Ok(Item(Fault { depth: 1 }))
}

/// Answers a map of numbers.
#[rest_method("types.numbered", scope = "basic", versions(v2, v3), read_only)]
async fn types_numbered() -> Result<Item<BTreeMap<u64, u8>>, Error> {
    Ok(Item(BTreeMap::from([(5, 6)])))
}

/// Takes a place.
#[rest_method("types.placed", scope = "basic", read_only)]
async fn types_placed(#[param] place: (i64, String)) -> Result<i64, Error> {
    Ok(place.0)
}

/// What a schema refers to.
fn referred<'d>(document: &'d Value, schema: &Value) -> &'d Value {
    let inner = schema["allOf"].get(0).unwrap_or(schema);
    let name = inner["$ref"].as_str().unwrap_or_else(|| panic!("{schema}"));
    let name = name.rsplit('/').next().unwrap();
    &document["components"]["schemas"][name]
}

/// Each operation refers to the schema that holds for it, however many types and uses have one name.
#[test]
fn no_schema_takes_the_place_of_another() {
    let methods = [TypesEcho::DESCRIPTOR, TypesOther::DESCRIPTOR];
    let both = both(methods, "/rest");
    for (document, prefix) in [(&v3(methods), "/"), (&both, "/api/"), (&both, "/")] {
        let echo = format!("{prefix}types.echo");
        let sent = referred(document, &body(document, &echo)["properties"]["mark"]).clone();
        assert!(sent["required"].is_null(), "{prefix}: {sent}");
        // REST 2 answers the record itself.
        let result = |path: &str| match result(document, path) {
            found if found["properties"]["item"].is_object() => found["properties"]["item"].clone(),
            found => found,
        };
        let answered = referred(document, &result(&echo)).clone();
        assert_eq!(answered["required"], json!(["worth"]), "{prefix}");
        let other = referred(document, &result(&format!("{prefix}types.other"))).clone();
        assert_eq!(other["required"], json!(["text"]), "{prefix}");
    }
}

#[test]
fn an_error_is_the_frameworks_whatever_types_are_called() {
    let methods = [TypesFault::DESCRIPTOR];
    let both = both(methods, "/rest");
    for (document, path) in [
        (&v3(methods), "/types.fault"),
        (&both, "/api/types.fault"),
        (&both, "/types.fault"),
    ] {
        let result = result(document, path);
        let result = match &result["properties"]["item"] {
            Value::Null => &result,
            item => item,
        };
        assert_eq!(referred(document, result)["required"], json!(["depth"]));
        let refused = &document["paths"][path]["post"]["responses"]["401"];
        let body = &refused["content"]["application/json"]["schema"];
        assert_eq!(
            referred(document, body)["required"][0],
            "error",
            "{path}: {body}"
        );
    }
}

/// Patterns of names are not in OpenAPI 3.0.
#[test]
fn a_map_of_numbers_has_any_names() {
    let document = both([TypesNumbered::DESCRIPTOR], "/rest");
    assert!(!document.to_string().contains("patternProperties"));
    let new = result(&document, "/api/types.numbered")["properties"]["item"].clone();
    assert_eq!(new["additionalProperties"]["type"], "integer", "{new}");
    // As REST 2 prints it: 0, 1, … are a list.
    let old = result(&document, "/types.numbered");
    assert_eq!(old["anyOf"][0]["additionalProperties"]["type"], "integer");
    assert_eq!(old["anyOf"][1]["items"]["type"], "integer", "{old}");
}

/// Nor is what stands in which place of a list: there each of its items is one of them.
#[test]
fn a_tuple_has_items_of_one_schema() {
    let document = both([TypesPlaced::DESCRIPTOR], "/rest");
    let place = body(&document, "/types.placed")["properties"]["place"].clone();
    let several = json!([{"type": "integer", "format": "int64"}, {"type": "string"}]);
    assert_eq!(place["items"], json!({"anyOf": several}), "{place}");
    assert_eq!(
        (&place["minItems"], &place["maxItems"]),
        (&json!(2), &json!(2))
    );
}
