//! How what callers send is described in documents.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value as Json, json};

use super::cursor::{default_field, is_number};
use super::{
    AggregateFunction, Element, FieldDescriptor, Kind, ObjectDescriptor, Operator, Rule, cursor,
    examples,
};
use crate::call::Page;
use crate::method::described;
use crate::openapi::input::bounds;

pub(super) fn select(object: &'static ObjectDescriptor) -> Schema {
    let names = names(object, |_| true).join(", ");
    json_schema!({
        "type": "array",
        "items": {"type": "string"},
        "examples": examples::select(object),
        "description": format!("Fields to answer: {names}; of a related object with a dot, as in `relation.field`."),
    })
}

pub(super) fn filter(object: &'static ObjectDescriptor) -> Schema {
    let signs = Operator::ALL.map(Operator::sign).join(", ");
    let names = names(object, FieldDescriptor::is_filterable).join(", ");
    json_schema!({
        "type": "array",
        "items": {},
        "examples": examples::filter(object),
        "description": format!(
            "Conditions that all must hold, each `[field, operator, value]`, `[field, value]`, or a group \
             `{{\"logic\": \"and\" | \"or\", \"negative\": false, \"conditions\": […]}}`. Fields: {names}. Operators: {signs}."
        ),
    })
}

pub(super) fn order(object: &'static ObjectDescriptor) -> Schema {
    let direction = json!({"type": "string", "enum": ["ASC", "DESC"]});
    let fields = names(object, FieldDescriptor::is_sortable).into_iter();
    let fields = fields.map(|field| (field, direction.clone()));
    json_schema!({
        "type": "object",
        "examples": examples::order(object),
        "description": "By which fields, and in which direction.",
        "properties": fields.collect::<std::collections::BTreeMap<_, _>>(),
        "additionalProperties": false,
    })
}

/// Of each function the fields that it can be made of.
pub(super) fn aggregate(object: &'static ObjectDescriptor) -> Schema {
    let functions = AggregateFunction::ALL.map(|function| {
        let fields = names(object, |field| function.takes(field));
        let names = fields.iter().map(|field| {
            let name = json!({"type": "string", "minLength": 1});
            ((*field).to_owned(), name)
        });
        let named = json!({
            "type": "object",
            "properties": names.collect::<Map<_, _>>(),
            "additionalProperties": false,
        });
        let listed = match fields.is_empty() {
            // No field is a word of an enumeration without words.
            true => json!({"type": "array", "items": {"type": "string"}, "maxItems": 0}),
            false => json!({"type": "array", "items": {"type": "string", "enum": fields}}),
        };
        (function.word(), json!({"anyOf": [listed, named]}))
    });
    json_schema!({
        "type": "object",
        "examples": examples::aggregate(object),
        "description": "What to answer of which fields: a list of them, or an object of fields and the names to answer them under.",
        "properties": std::collections::BTreeMap::from(functions),
        "additionalProperties": false,
        "minProperties": 1,
    })
}

pub(super) fn cursor(object: &'static ObjectDescriptor) -> Schema {
    let names: Vec<&str> = cursor::fields(object).map(FieldDescriptor::name).collect();
    let mut field = json!({"type": "string", "description": "Which field."});
    // No field is a word of an enumeration without words.
    if !names.is_empty() {
        field["enum"] = names.into();
    }
    let mut value = json!({"description": "The last value that was read."});
    let required = match default_field(object) {
        None => json!(["field", "value"]),
        Some(id) => {
            field["default"] = id.name().into();
            if is_number(id) {
                value["default"] = json!(0);
            }
            Json::Null
        }
    };
    let mut schema = json_schema!({
        "type": "object",
        "examples": examples::cursor(object),
        "description": "Behind which value of which field to go on.",
        "properties": {
            "field": field,
            "value": value,
            "order": {
                "type": "string",
                "enum": ["ASC", "DESC"],
                "default": "ASC",
                "description": "Whether greater values follow, or smaller ones.",
            },
            "limit": {
                "type": "integer",
                "minimum": 1,
                "default": Page::SIZE,
                "description": format!("How many rows; {} at most.", Page::MOST),
            },
        },
    });
    if !required.is_null() {
        schema.insert("required".to_owned(), required);
    }
    schema
}

/// Of these fields.
fn names(
    object: &'static ObjectDescriptor,
    is_named: impl Fn(&FieldDescriptor) -> bool,
) -> Vec<&'static str> {
    let fields = object.fields().iter().filter(|field| is_named(field));
    fields.map(FieldDescriptor::name).collect()
}

pub(super) fn id() -> Schema {
    json_schema!({
        "type": "integer",
        "minimum": 0,
        "description": "Which one; or `filter`.",
    })
}

/// Names, schemas, and whether they must be there.
pub(super) fn fields(docs: &str, fields: Vec<(&str, Schema, bool)>, rules: &[Rule]) -> Schema {
    let required = fields.iter().filter(|(_, _, is_required)| *is_required);
    let required: Vec<&str> = required.map(|(name, ..)| *name).collect();
    let properties = fields.iter().map(|(name, schema, _)| (*name, schema));
    let properties: std::collections::BTreeMap<_, _> = properties.collect();
    let mut schema =
        json_schema!({"type": "object", "description": docs, "properties": properties});
    if !required.is_empty() {
        schema.insert("required".to_owned(), json!(required));
    }
    if let Some(rules) = self::rules(rules) {
        schema.insert("allOf".to_owned(), rules);
    }
    schema
}

/// Rules about several fields, of `allOf`; nothing if there are none.
fn rules(rules: &[Rule]) -> Option<Json> {
    let rules = rules.iter().map(|rule| {
        let one = rule
            .fields()
            .iter()
            .map(|field| json!({"required": [field]}));
        let one: Vec<_> = one.collect();
        // Of `only_one_of`, too: others may be named, if they are null or empty.
        json!({"anyOf": one, "description": rule.to_string()})
    });
    let rules: Vec<_> = rules.collect();
    (!rules.is_empty()).then(|| rules.into())
}

/// The schema of a field that is written, with its doc comment, its checks and those of what it holds; they are not about null.
pub(super) fn checked(field: &FieldDescriptor, generator: &mut SchemaGenerator) -> Schema {
    let mut schema = field.schema(generator);
    let checks = checks(field, &schema);
    let nested = field.nested();
    let nested = nested.map(|object| nested_checks(field, object, generator, DEPTH));
    let text = described(field.description(), field.constraints());
    if checks.is_empty() && nested.is_none() && text.is_empty() {
        return schema;
    }
    let is_reference = schema.get("$ref").is_some();
    let mut all: Vec<Json> = nested.into_iter().collect();
    if is_reference {
        // Nothing may stand beside a reference.
        all.insert(0, schema.to_value());
        schema = Schema::default();
    }
    if !all.is_empty() {
        schema.insert("allOf".to_owned(), all.into());
    }
    for (key, value) in checks {
        schema.insert(key, value);
    }
    if !text.is_empty() {
        schema.insert("description".to_owned(), text.into());
    }
    schema
}

/// What holds an object of its own kind is told so deep; it is checked without end.
const DEPTH: usize = 4;

/// What is said of values beside their schema, which says their type.
fn checks(field: &FieldDescriptor, schema: &Schema) -> Map<String, Json> {
    let kind = json!({"type": json_type(field.kind())});
    let is_nullable = is_nullable(schema);
    let bounds = field
        .constraints()
        .iter()
        .flat_map(|one| bounds(one, &kind));
    let bounds = bounds.map(|(key, mut value)| {
        if let (Some(choices), true) = (value.as_array_mut(), is_nullable) {
            choices.push(Json::Null);
        }
        (key.to_owned(), value)
    });
    bounds.collect()
}

/// What is said of the object in a field, or of each in a list.
fn nested_checks(
    field: &FieldDescriptor,
    object: &ObjectDescriptor,
    generator: &mut SchemaGenerator,
    depth: usize,
) -> Json {
    let mut properties = Map::new();
    for field in object.fields() {
        let schema = field.schema(generator);
        let mut checks = checks(field, &schema);
        if let (Some(object), Some(depth)) = (field.nested(), depth.checked_sub(1)) {
            let nested = nested_checks(field, object, generator, depth);
            checks.insert("allOf".to_owned(), json!([nested]));
        }
        if !checks.is_empty() {
            properties.insert(field.name().to_owned(), checks.into());
        }
    }
    let mut schema = json!({"properties": properties});
    if let (Some(schema), Some(rules)) = (schema.as_object_mut(), rules(object.rules())) {
        schema.insert("allOf".to_owned(), rules);
    }
    match field.kind().multiple {
        true => json!({"items": schema}),
        false => schema,
    }
}

const fn json_type(kind: Kind) -> &'static str {
    match (kind.multiple, kind.element) {
        (true, _) => "array",
        (false, Element::Int) => "integer",
        (false, Element::Float) => "number",
        (false, Element::Bool) => "boolean",
        (false, Element::Text | Element::Date | Element::DateTime) => "string",
        (false, Element::Object) => "object",
    }
}

fn is_nullable(schema: &Schema) -> bool {
    let types = schema.get("type").and_then(Json::as_array);
    types.is_some_and(|types| types.iter().any(|name| name == "null"))
}
