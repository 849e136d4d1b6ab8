//! What a caller sends: the parameters of a method as the schema of a JSON body.

use schemars::{Schema, json_schema};
use serde_json::{Map, Value, json};

use super::components::{Schemas, Use};
use crate::call::{Page, Version};
use crate::method::{Constraint, Descriptor, ParameterDescriptor, Source};

/// The schema of the body, and whether there must be one.
pub(super) fn body(
    method: &'static Descriptor,
    version: Version,
    schemas: &mut Schemas,
) -> Option<(Value, bool)> {
    if let Some(schema) = method.body {
        return Some((schemas.schema(Use::Input, schema), true));
    }
    let (mut properties, mut required) = (Map::new(), Vec::new());
    let mut others = None;
    for parameter in method.parameters() {
        if parameter.source == Source::Rest {
            others = Some(parameter.description());
            continue;
        }
        if parameter.source == Source::NamedOrRest {
            others = Some(format!(
                "Without `{}`, what it would hold.",
                parameter.name()
            ));
        }
        if parameter.required() {
            required.push(parameter.name());
        }
        properties.insert(parameter.name().to_owned(), schema(parameter, schemas));
    }
    let requirements = method.requirements();
    required.extend(requirements.required);
    for (name, schema) in requirements.body {
        properties.insert(name.to_owned(), schemas.schema(Use::Input, schema));
    }
    if requirements.page {
        let (name, schema) = page(version);
        properties.insert(name.to_owned(), schemas.schema(Use::Input, |_| schema));
    }
    if properties.is_empty() && others.is_none() {
        return None;
    }
    let one_of = requirements.one_of.iter();
    let one_of: Vec<Value> = one_of.map(|name| json!({"required": [name]})).collect();
    let is_required = !required.is_empty() || !one_of.is_empty();
    let mut schema = json!({"type": "object", "properties": properties});
    if !required.is_empty() {
        insert(&mut schema, "required", json!(required));
    }
    if !one_of.is_empty() {
        insert(&mut schema, "oneOf", one_of.into());
    }
    if let Some(docs) = others {
        insert(
            &mut schema,
            "additionalProperties",
            json!({"description": docs}),
        );
    }
    Some((schema, is_required))
}

/// What [`Page`] reads.
fn page(version: Version) -> (&'static str, Schema) {
    match version {
        Version::V2 => (
            "start",
            json_schema!({
                "type": "integer",
                "description": "The row that the page begins with; -1 for the first page without `total` and `next`.",
            }),
        ),
        Version::V3 => (
            "pagination",
            json_schema!({
                "type": "object",
                "examples": [
                    {"page": 1, "limit": Page::SIZE},
                    {"page": 2, "limit": 1},
                    {"offset": 1, "limit": 1},
                ],
                "description": "Which page: by number, or from an offset on.",
                "properties": {
                    "page": {"type": "integer", "minimum": 0, "description": "Which; the first is 1."},
                    "limit": {
                        "type": "integer",
                        "minimum": 1,
                        "default": Page::SIZE,
                        "description": format!("How many rows; {} at most.", Page::MOST),
                    },
                    "offset": {
                        "type": "integer",
                        "minimum": 0,
                        "default": 0,
                        "description": "How many rows stand before the page, if no `page` is named.",
                    },
                },
            }),
        ),
    }
}

fn schema(parameter: &ParameterDescriptor, schemas: &mut Schemas) -> Value {
    let mut schema = schemas.schema(Use::Input, |generator| parameter.schema(generator));
    let bounds = parameter
        .constraints()
        .iter()
        .flat_map(|constraint| bounds(constraint, &schema));
    let bounds: Vec<(&str, Value)> = bounds.collect();
    let default = parameter.default().and_then(literal);
    let description = parameter.description();
    if schema.get("$ref").is_some() {
        // Nothing may stand beside a reference.
        if bounds.is_empty() && default.is_none() && description.is_empty() {
            return schema;
        }
        schema = json!({"allOf": [schema]});
    }
    for (key, value) in bounds {
        insert(&mut schema, key, value);
    }
    if let Some(default) = default {
        insert(&mut schema, "default", default);
    }
    if !description.is_empty() {
        insert(&mut schema, "description", description.into());
    }
    schema
}

fn insert(schema: &mut Value, key: &str, value: Value) {
    if let Value::Object(fields) = schema {
        fields.insert(key.to_owned(), value);
    }
}

/// A check as the schema has it. Bounds that are no plain numbers are told in the description alone.
pub(crate) fn bounds(constraint: &Constraint, schema: &Value) -> Vec<(&'static str, Value)> {
    let (least, most) = match schema.get("type").and_then(Value::as_str) {
        Some("string") => ("minLength", "maxLength"),
        Some("array") => ("minItems", "maxItems"),
        Some("object") => ("minProperties", "maxProperties"),
        _ => ("", ""),
    };
    let (text, least, most) = match *constraint {
        Constraint::NonEmpty if !least.is_empty() => return vec![(least, json!(1))],
        Constraint::Range(text) => (text, "minimum", "maximum"),
        Constraint::Length(text) if !least.is_empty() => (text, least, most),
        Constraint::Email => return vec![("format", json!("email"))],
        Constraint::Phone => return vec![("format", json!("phone"))],
        Constraint::Url => return vec![("format", json!("uri"))],
        Constraint::Pattern(pattern) => return vec![("pattern", json!(pattern))],
        Constraint::OneOf(choices) => {
            // All or none: a list without some of them would be another check.
            let choices: Option<Vec<Value>> =
                choices.iter().map(|choice| literal(choice)).collect();
            return choices
                .map(|choices| ("enum", json!(choices)))
                .into_iter()
                .collect();
        }
        _ => return Vec::new(),
    };
    let Some((from, to)) = text.split_once("..") else {
        return Vec::new();
    };
    let is_open = !to.starts_with('=');
    let mut all = Vec::new();
    if let Some(from) = literal(from.trim()) {
        all.push((least, from));
    }
    match literal(to.trim_start_matches('=').trim()) {
        Some(to) if is_open && most == "maximum" => {
            all.extend([(most, to), ("exclusiveMaximum", json!(true))]);
        }
        Some(to) if is_open => {
            all.extend(to.as_u64().map(|to| (most, json!(to.saturating_sub(1)))))
        }
        Some(to) => all.push((most, to)),
        None => {}
    }
    all
}

/// A Rust literal that JSON has, too.
fn literal(source: &str) -> Option<Value> {
    let plain = source.replace('_', "");
    let is_text = source.starts_with('"');
    let value: Value = serde_json::from_str(if is_text { source } else { &plain }).ok()?;
    matches!(value, Value::Number(_) | Value::Bool(_) | Value::String(_)).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_of_numbers_and_lengths() {
        let of = |constraint, kind: &str| bounds(&constraint, &json!({"type": kind}));
        assert_eq!(
            of(Constraint::Range("1..=1_000"), "integer"),
            [("minimum", json!(1)), ("maximum", json!(1000))]
        );
        assert_eq!(
            of(Constraint::Range("-0.5..2.5"), "number"),
            [
                ("minimum", json!(-0.5)),
                ("maximum", json!(2.5)),
                ("exclusiveMaximum", json!(true))
            ]
        );
        assert_eq!(
            of(Constraint::Range("1..=MAX"), "integer"),
            [("minimum", json!(1))]
        );
        assert_eq!(
            of(Constraint::Length("..=20"), "string"),
            [("maxLength", json!(20))]
        );
        assert_eq!(
            of(Constraint::Length("2..4"), "array"),
            [("minItems", json!(2)), ("maxItems", json!(3))]
        );
        assert_eq!(
            of(Constraint::NonEmpty, "object"),
            [("minProperties", json!(1))]
        );
        assert_eq!(
            of(Constraint::OneOf(&["\"a\"", "-1"]), "string"),
            [("enum", json!(["a", -1]))]
        );
        assert_eq!(of(Constraint::OneOf(&["\"a\"", "1u8"]), "string"), []);
        assert_eq!(
            of(Constraint::Email, "string"),
            [("format", json!("email"))]
        );
        assert_eq!(
            of(Constraint::Pattern("^[a-z]+$"), "string"),
            [("pattern", json!("^[a-z]+$"))]
        );
        assert_eq!(of(Constraint::NonEmpty, ""), []);
        assert_eq!(of(Constraint::Custom("checks::known"), "string"), []);
    }
}
