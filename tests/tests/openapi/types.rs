//! Types that are described more than once.

use std::collections::BTreeMap;

use bitrix_rest::{
    Array, Caller, Credentials, Error, Item, Method, Refusal, RestApi, openapi, rest_method,
};
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

/// Answers what was sent, which may be nothing.
#[rest_method("types.whatever", scope = "basic", versions(v2, v3), read_only)]
async fn types_whatever(#[param] what: Option<Array>) -> Result<Item<Option<Array>>, Error> {
    Ok(Item(what))
}

/// Answers a map, which may be empty or nothing.
#[rest_method("types.mapped", scope = "basic", versions(v2, v3), read_only)]
async fn types_mapped(
    #[param] map: Option<BTreeMap<String, u8>>,
) -> Result<Item<Option<BTreeMap<String, u8>>>, Error> {
    Ok(Item(map))
}

/// A part of a whole.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(extend("exclusiveMinimum" = 0, "minimum" = 0, "exclusiveMaximum" = 1, "maximum" = 5))]
pub struct Share(f64);

impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: serde::Deserializer<'de>>(share: D) -> Result<Self, D::Error> {
        let share = f64::deserialize(share)?;
        match share > 0.0 && share < 1.0 {
            true => Ok(Self(share)),
            false => Err(serde::de::Error::custom("a share is between 0 and 1")),
        }
    }
}

/// Takes and answers a part.
#[rest_method("types.shared", scope = "basic", versions(v2, v3), read_only)]
async fn types_shared(#[param] share: Share) -> Result<Item<Share>, Error> {
    Ok(Item(share))
}

/// Bounds that leave out themselves, the wider one beside.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(extend("exclusiveMinimum" = 0, "minimum" = 1, "exclusiveMaximum" = 9, "maximum" = 8))]
pub struct Inner(u8);

/// Answers one.
#[rest_method("types.inner", scope = "basic", versions(v3), read_only)]
async fn types_inner() -> Result<Item<Inner>, Error> {
    Ok(Item(Inner(1)))
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

/// Null, among several.
fn nothing() -> Value {
    json!({"enum": [null], "nullable": true})
}

// Proves: P-191
#[test]
fn one_of_several_types_may_be_null() {
    let document = both([TypesWhatever::DESCRIPTOR], "/rest");
    let nothing = nothing();
    let list = json!({"type": "array", "items": {}});
    let several = json!({"anyOf": [{"type": "object"}, list, nothing]});
    let sent = body(&document, "/types.whatever")["properties"]["what"].clone();
    assert_eq!(sent, several);
    assert_eq!(result(&document, "/types.whatever"), several);
    let page = openapi::page(&openapi::both([TypesWhatever::DESCRIPTOR], "/rest"));
    let kind = "<td><code>what</code><td>object or list, or null<td>";
    assert!(page.contains(kind), "{page}");
}

// Proves: P-63, P-191
#[test]
fn a_map_that_may_be_null_may_be_an_empty_list() {
    let mapped = result(&both([TypesMapped::DESCRIPTOR], "/rest"), "/types.mapped");
    let kinds = ["object", "array"].map(|kind| json!(kind));
    assert_eq!([0, 1].map(|at| mapped["anyOf"][at]["type"].clone()), kinds);
    assert_eq!(mapped["anyOf"][2], nothing(), "{mapped}");
}

/// What is answered is what the document says, whatever is sent.
// Proves: P-63, P-191
#[tokio::test]
async fn what_may_be_null_is_said_to_be() {
    let api = RestApi::explicit()
        .method::<TypesWhatever>()
        .method::<TypesMapped>()
        .method::<TypesShared>()
        .authenticator(|_: &Credentials| Err::<Caller, _>(Refusal::InvalidCredentials))
        .build()
        .unwrap();
    api.contract().only("types.*").await.assert();
}

/// In OpenAPI 3.0 a bound that is excluded is told by a flag beside it.
// Proves: P-191
#[test]
fn excluded_bounds_are_flags() {
    let methods = [TypesShared::DESCRIPTOR, TypesInner::DESCRIPTOR];
    let document = v3(methods);
    let bounds = |path: &str| {
        let schema = referred(&document, &result(&document, path)["properties"]["item"]).clone();
        let keys = ["minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"];
        keys.map(|key| schema[key].clone())
    };
    let out = json!(true);
    let shared = [json!(0), out.clone(), json!(1), out];
    assert_eq!(bounds("/types.shared"), shared);
    let inner = [json!(1), json!(null), json!(8), json!(null)];
    assert_eq!(bounds("/types.inner"), inner);
    let page = openapi::page(&openapi::v3(methods));
    assert!(
        page.contains("<p>number (double); more than 0; less than 1</p>"),
        "{page}"
    );
    assert!(page.contains("<p>integer (uint8); 1 to 8</p>"), "{page}");
}
