//! Documents of the methods: what they say, and that they agree with what is answered.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};

use bitrix_rest::{
    Array, Descriptor, Error, Item, Items, Method, Page, Paged, RestApi, RestError, openapi,
    rest_method,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[path = "openapi/cursors.rs"]
mod cursors;
#[path = "openapi/page.rs"]
mod page;
#[path = "openapi/served.rs"]
mod served;
#[path = "openapi/types.rs"]
mod types;

/// A bird.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Bird {
    /// Its name.
    name: String,
    /// How it is called elsewhere.
    names: BTreeMap<String, String>,
    /// Its nest.
    nest: Option<Box<Nest>>,
}

/// Where birds live.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Nest {
    #[serde(default)]
    eggs: u8,
}

/// Why there is no bird.
#[derive(Debug, thiserror::Error, RestError)]
pub enum BirdError {
    /// It flew away.
    #[error("gone")]
    #[rest(code = "BIRD_GONE", status = 410)]
    Gone,
    /// It never was.
    #[error("none")]
    #[rest(code = "BIRD_NONE", status = 400)]
    None,
}

fn fine(_: &String) -> Result<(), Error> {
    Ok(())
}

/// Answers a bird.
///
/// The whole of it.
#[rest_method("zoo.bird.get", scope = custom("zoo"), alias = "zoo.birds", versions(v2, v3), read_only)]
pub async fn zoo_bird_get(
    /// Which.
    #[param(non_empty, length = ..=20, with = fine)]
    name: String,
    /// How old at most.
    #[param(default = 5, range = 1..=99)]
    age: u8,
    /// Its nest.
    #[param]
    nest: Option<Nest>,
    /// Colours.
    #[param(length = 1..=2)]
    colours: Option<Vec<String>>,
) -> Result<Item<Bird>, BirdError> {
    let _ = (name, age, nest, colours);
    Err(BirdError::Gone)
}

/// Lists birds.
#[rest_method("zoo.bird.list", scope = "basic", versions(v2, v3), read_only)]
#[deprecated(note = "birds are not listed any more")]
pub async fn zoo_bird_list(page: Page) -> Result<Paged<Bird>, Error> {
    Ok(page.of(Vec::new(), 0))
}

/// All, with whatever else is sent.
#[rest_method("zoo.bird.find", scope = "basic", versions(v3), read_only)]
pub async fn zoo_bird_find(
    /// Properties.
    #[param(rest)]
    properties: Array,
) -> Result<Items<Bird>, Error> {
    let _ = properties;
    Ok(Items(Vec::new()))
}

/// Takes nothing.
///
/// # Examples
///
/// ```json
/// {}
/// ```
/// ```json
/// {"result": true}
/// ```
#[rest_method("zoo.open", scope = "basic", versions(v2, v3), read_only)]
pub async fn zoo_open() -> Result<bool, Error> {
    Ok(true)
}

/// Writes.
#[rest_method("zoo.write", scope = "basic", versions(v2, v3))]
pub async fn zoo_write() -> Result<bool, Error> {
    Ok(true)
}

/// Nobody sees it.
#[rest_method("zoo.secret", scope = "basic", private, versions(v2, v3))]
pub async fn zoo_secret() -> Result<bool, Error> {
    Ok(true)
}

#[allow(deprecated)]
const METHODS: [&Descriptor; 5] = [
    ZooBirdGet::DESCRIPTOR,
    ZooBirdList::DESCRIPTOR,
    ZooBirdFind::DESCRIPTOR,
    ZooOpen::DESCRIPTOR,
    ZooSecret::DESCRIPTOR,
];

fn v3(methods: impl IntoIterator<Item = &'static Descriptor>) -> Value {
    serde_json::to_value(openapi::v3(methods)).unwrap()
}

fn both(methods: impl IntoIterator<Item = &'static Descriptor>, base: &str) -> Value {
    serde_json::to_value(openapi::both(methods, base)).unwrap()
}

fn body(document: &Value, path: &str) -> Value {
    document["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"].clone()
}

fn result(document: &Value, path: &str) -> Value {
    document["paths"][path]["post"]["responses"]["200"]["content"]["application/json"]["schema"]
        ["properties"]["result"]
        .clone()
}

// Proves: P-189
#[test]
fn the_document_of_rest_3() {
    let document = v3(METHODS);
    assert_eq!(document["openapi"], "3.0.0");
    assert_eq!(
        document["info"],
        json!({"title": "Bitrix24 REST V3 API", "version": "1.0.0"})
    );
    assert_eq!(document["servers"], json!([]));
    assert_eq!(
        document["tags"],
        json!([{"name": "zoo", "description": "zoo module methods"}])
    );
    let paths: BTreeSet<&String> = document["paths"].as_object().unwrap().keys().collect();
    let expected = [
        "/zoo.bird.find",
        "/zoo.bird.get",
        "/zoo.bird.list",
        "/zoo.birds",
        "/zoo.open",
    ];
    assert!(
        paths.iter().map(|path| path.as_str()).eq(expected),
        "{paths:?}"
    );
    // `get` where there is nothing to send.
    assert!(document["paths"]["/zoo.open"]["get"].is_object());
    assert!(document["paths"]["/zoo.bird.get"]["get"].is_null());
}

// Proves: P-190
#[test]
fn an_operation_says_what_was_declared() {
    let document = v3(METHODS);
    let operation = &document["paths"]["/zoo.bird.get"]["post"];
    assert_eq!(operation["summary"], "Answers a bird.");
    let description = operation["description"].as_str().unwrap();
    assert!(
        description.contains("The whole of it.") && description.contains("`zoo`"),
        "{description}"
    );
    assert_eq!(operation["tags"], json!(["zoo"]));
    assert!(operation["deprecated"].is_null());
    let old = &document["paths"]["/zoo.bird.list"]["post"];
    assert_eq!(old["deprecated"], true);
    assert!(
        old["description"]
            .as_str()
            .unwrap()
            .contains("not listed any more")
    );
    let body = body(&document, "/zoo.bird.get");
    assert_eq!(body["required"], json!(["name"]));
    let name = &body["properties"]["name"];
    assert_eq!(
        (&name["type"], &name["minLength"], &name["maxLength"]),
        (&json!("string"), &json!(1), &json!(20))
    );
    assert!(name["description"].as_str().unwrap().starts_with("Which."));
    let age = &body["properties"]["age"];
    assert_eq!(
        (&age["minimum"], &age["maximum"], &age["default"]),
        (&json!(1), &json!(99), &json!(5))
    );
    let colours = &body["properties"]["colours"];
    assert_eq!(
        (&colours["minItems"], &colours["maxItems"]),
        (&json!(1), &json!(2))
    );
    assert_eq!(
        result(&document, "/zoo.bird.get")["properties"]["item"],
        json!({"$ref": "#/components/schemas/Bird"})
    );
    assert_eq!(
        result(&document, "/zoo.bird.list")["properties"]["items"]["items"],
        json!({"$ref": "#/components/schemas/Bird"})
    );
    assert_eq!(
        result(&document, "/zoo.open")["properties"]["result"]["type"],
        "boolean"
    );
    // What an extractor reads.
    let pagination = super_properties(&document, "/zoo.bird.list");
    assert_eq!(pagination, ["pagination"]);
    assert!(self::body(&document, "/zoo.bird.find")["additionalProperties"].is_object());
}

fn super_properties(document: &Value, path: &str) -> Vec<String> {
    body(document, path)["properties"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect()
}

// Proves: P-191, P-199
#[test]
fn error_codes_are_examples_of_their_status() {
    let document = both(METHODS, "/rest");
    let examples = |path: &str, status: &str| {
        let response = &document["paths"][path]["post"]["responses"][status];
        let examples = &response["content"]["application/json"]["examples"];
        examples
            .as_object()
            .unwrap_or_else(|| panic!("{response}"))
            .clone()
    };
    let gone = examples("/zoo.bird.get", "410");
    assert_eq!(gone["BIRD_GONE"]["description"], "It flew away.");
    assert_eq!(gone["BIRD_GONE"]["value"]["error"], "BIRD_GONE");
    assert!(examples("/zoo.bird.get", "400").contains_key("BIRD_NONE"));
    assert!(examples("/zoo.bird.get", "400").contains_key("ERROR_ARGUMENT"));
    assert!(examples("/zoo.bird.get", "401").contains_key("expired_token"));
    let new = examples("/api/zoo.bird.get", "410");
    assert_eq!(new["BIRD_GONE"]["value"]["error"]["code"], "BIRD_GONE");
    let wrong = examples("/api/zoo.bird.get", "400");
    assert!(
        wrong
            .keys()
            .any(|code| code.ends_with("VALIDATION_REQUESTVALIDATIONEXCEPTION"))
    );
}

/// What is the framework's own is described, too.
#[test]
fn batches_and_repetitions_are_in_the_document() {
    let document = v3(RestApi::explicit().method::<ZooOpen>().methods());
    let batch = &document["paths"]["/batch"];
    assert!(batch["get"].is_null());
    let schema = body(&document, "/batch");
    assert_eq!(
        (&schema["type"], &schema["maxItems"]),
        (&json!("array"), &json!(50))
    );
    assert_eq!(schema["items"]["required"], json!(["method", "query"]));
    let wrong = &batch["post"]["responses"]["400"]["content"]["application/json"]["examples"];
    assert!(
        wrong
            .as_object()
            .unwrap()
            .keys()
            .any(|code| code.ends_with("INVALIDJSONEXCEPTION"))
    );
    // A method that writes takes the header; one that reads does not.
    let document = v3([ZooWrite::DESCRIPTOR, ZooOpen::DESCRIPTOR]);
    let post = |path: &str| document["paths"][path]["post"].clone();
    let header = &post("/zoo.write")["parameters"][0];
    assert_eq!(
        (&header["name"], &header["in"]),
        (&json!("Idempotency-Key"), &json!("header"))
    );
    assert!(post("/zoo.write")["responses"]["422"].is_object());
    assert!(
        post("/zoo.open")["parameters"].is_null()
            && post("/zoo.open")["responses"]["422"].is_null()
    );
}

// Proves: P-307
#[test]
fn one_document_describes_both() {
    let document = both(METHODS, "/rest");
    assert_eq!(document["servers"], json!([{"url": "/rest"}]));
    assert_eq!(super_properties(&document, "/zoo.bird.list"), ["start"]);
    assert_eq!(
        super_properties(&document, "/api/zoo.bird.list"),
        ["pagination"]
    );
    assert!(document["paths"]["/zoo.bird.find"].is_null());
    // As REST 2 prints it, an empty map is a list (P-63): another schema than that of REST 3.0.
    let old = result(&document, "/zoo.bird.get");
    assert_eq!(old, json!({"$ref": "#/components/schemas/Bird.v2"}));
    let schemas = &document["components"]["schemas"];
    assert!(schemas["Bird.v2"]["properties"]["names"]["anyOf"].is_array());
    assert_eq!(schemas["Bird"]["properties"]["names"]["type"], "object");
    // Of REST 3.0 alone.
    let new = v3(METHODS);
    assert!(new["components"]["schemas"]["Bird.v2"].is_null());
    // Every reference leads somewhere.
    let mut references = BTreeSet::new();
    collect(&document, &mut references);
    for reference in references {
        let name = reference.strip_prefix("#/components/schemas/").unwrap();
        assert!(schemas[name].is_object(), "{name}");
    }
    // And every operation has a name of its own.
    let mut ids = BTreeSet::new();
    for operations in document["paths"].as_object().unwrap().values() {
        for operation in operations.as_object().unwrap().values() {
            assert!(ids.insert(operation["operationId"].as_str().unwrap()));
        }
    }
}

fn collect(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            into.extend(
                fields
                    .get("$ref")
                    .and_then(Value::as_str)
                    .map(str::to_owned),
            );
            fields.values().for_each(|value| collect(value, into));
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, into)),
        _ => {}
    }
}
