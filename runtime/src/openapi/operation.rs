//! One method at one path.

use serde_json::{Map, Value, json};

use super::components::{Schemas, Use};
use super::{input, module, replies};
use crate::call::Version;
use crate::method::{Descriptor, Scope, Shape};
use crate::text::markdown::sections;

/// The operations of a path: `post`, and `get` for a method that takes nothing (P-189, P-190).
pub(super) fn operation(
    method: &'static Descriptor,
    name: &str,
    version: Version,
    schemas: &mut Schemas,
) -> Map<String, Value> {
    let body = input::body(method, version, schemas);
    let mut operation = Map::new();
    let mut set = |key: &str, value: Value| {
        operation.insert(key.to_owned(), value);
    };
    set("summary", method.summary().into());
    set("description", description(method, version).into());
    set("tags", json!([module(method)]));
    if method.deprecated().is_some() {
        set("deprecated", true.into());
    }
    if version == Version::V3 && !method.is_read_only() {
        set("parameters", json!([idempotency_key()]));
    }
    set("security", json!([{"bearer": []}, {"auth": []}]));
    set("x-scope", method.scope().to_string().into());
    set("responses", responses(method, version, schemas));
    let mut operations = Map::new();
    if body.is_none() {
        let mut get = operation.clone();
        get.insert("operationId".to_owned(), id("get", name, version).into());
        operations.insert("get".to_owned(), Value::Object(get));
    }
    operation.insert("operationId".to_owned(), id("post", name, version).into());
    if let Some((schema, is_required)) = body {
        let body = json!({
            "required": is_required,
            "content": {"application/json": {"schema": schema}},
        });
        operation.insert("requestBody".to_owned(), body);
    }
    operations.insert("post".to_owned(), Value::Object(operation));
    operations
}

/// What generators of clients make names of: unique in a document.
fn id(verb: &str, name: &str, version: Version) -> String {
    let name = name.replace('.', "_");
    let version = match version {
        Version::V2 => "",
        Version::V3 => "v3_",
    };
    match verb {
        "post" => format!("{version}{name}"),
        verb => format!("{version}{verb}_{name}"),
    }
}

fn description(method: &Descriptor, version: Version) -> String {
    // Examples and the like stay last.
    let (docs, sections) = sections(method.description());
    let mut text = docs.to_owned();
    let mut add = |paragraph: String| {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(&paragraph);
    };
    if let Some(note) = method.deprecated() {
        add(format!("Deprecated: {note}"));
    }
    add(match (method.scope(), version) {
        (Scope::Basic, _) => "Scope: basic; any valid credentials suffice.".to_owned(),
        (Scope::Code(code), Version::V2) => format!("Scope: `{code}`."),
        (Scope::Code(code), Version::V3) => format!(
            "Scope: `{code}`, or `{}` or any path that it begins with.",
            method.name()
        ),
    });
    if !sections.is_empty() {
        add(sections.to_owned());
    }
    text
}

fn responses(method: &'static Descriptor, version: Version, schemas: &mut Schemas) -> Value {
    let mut all = Map::new();
    all.insert("200".to_owned(), success(method, version, schemas));
    for (status, response) in replies::errors(method, version, schemas) {
        all.insert(status, response);
    }
    Value::Object(all)
}

fn success(method: &'static Descriptor, version: Version, schemas: &mut Schemas) -> Value {
    let purpose = match version {
        Version::V2 => Use::AnswerV2,
        Version::V3 => Use::AnswerV3,
    };
    let result = schemas.schema(purpose, |generator| {
        method.result_schema(version, generator)
    });
    let (kind, what) = match method.outcome.shape {
        Shape::File => ("*/*", "A file."),
        Shape::Whole => (
            "application/json",
            "What the method answers, without an envelope.",
        ),
        _ => return enveloped(version, result, schemas),
    };
    json!({"description": what, "content": {kind: {"schema": result}}})
}

/// What `time` is, of both generations.
pub(super) fn time(schemas: &mut Schemas) -> Value {
    schemas.named("Time", replies::time)
}

fn enveloped(version: Version, result: Value, schemas: &mut Schemas) -> Value {
    let time = time(schemas);
    let mut properties = json!({"result": result, "time": time});
    if let (Version::V2, Value::Object(properties)) = (version, &mut properties) {
        for (name, docs) in [
            ("next", "Where the next page begins, if there is one."),
            (
                "total",
                "How many rows there are in all, if they were counted.",
            ),
        ] {
            properties.insert(
                name.to_owned(),
                json!({"type": "integer", "description": docs}),
            );
        }
    }
    json!({
        "description": "What the method answers.",
        "content": {"application/json": {"schema": {
            "type": "object",
            "properties": properties,
            "required": ["result", "time"],
        }}},
    })
}

/// P-171, P-172.
fn idempotency_key() -> Value {
    json!({
        "name": "Idempotency-Key",
        "in": "header",
        "required": false,
        "description": "Whoever repeats a call within a day with the same key and body gets the answer of the first that \
            succeeded, with `Idempotent-Replayed: true`, and the method does not run again.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
    })
}
