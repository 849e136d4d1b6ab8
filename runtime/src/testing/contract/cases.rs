//! What methods are called with: parameters that their schema allows, and such as are wrong in one place.

use serde_json::{Map, Value, json};

use super::schema::Schemas;

/// How deep into parameters values are exchanged.
const DEPTH: usize = 3;

/// A body that is in order: the parameters that must be there, and all.
pub(super) fn in_order(schemas: Schemas<'_>, body: Option<&Value>) -> Vec<Value> {
    let Some(body) = body else {
        return vec![json!({})];
    };
    let only = sample(schemas, body, false, 0);
    let all = sample(schemas, body, true, 0);
    match only == all {
        true => vec![only],
        false => vec![only, all],
    }
}

/// Bodies that differ from those that are in order, in one place each.
pub(super) fn wrong(schemas: Schemas<'_>, body: Option<&Value>, bases: &[Value]) -> Vec<Value> {
    let mut all = vec![
        json!({}),
        json!({"NO_SUCH_PARAMETER": "a"}),
        json!(["a", {}]),
    ];
    let Some(body) = body else {
        return all;
    };
    for base in bases {
        vary(schemas, body, base, 0, &mut |varied| {
            if !all.contains(&varied) {
                all.push(varied);
            }
        });
    }
    all
}

/// Tells of all variations of a value: what it is exchanged for, what its fields are, and which of them may be missing.
fn vary(
    schemas: Schemas<'_>,
    schema: &Value,
    base: &Value,
    depth: usize,
    tell: &mut dyn FnMut(Value),
) {
    let outer = schema;
    let schema = inner(schemas, schema);
    if depth > 0 {
        let of_any_type = values().into_iter();
        // Bounds may stand beside the name of a type.
        let all = of_any_type.chain(bounds(schema)).chain(bounds(outer));
        all.for_each(&mut *tell);
    }
    if depth >= DEPTH {
        return;
    }
    match base {
        Value::Object(fields) => {
            let properties = schema.get("properties").and_then(Value::as_object);
            for (name, schema) in properties.into_iter().flatten() {
                let with = |value: Value| {
                    let mut fields = fields.clone();
                    fields.insert(name.clone(), value);
                    Value::Object(fields)
                };
                let field = match fields.get(name) {
                    Some(field) => field.clone(),
                    None => sample(schemas, schema, false, 0),
                };
                vary(schemas, schema, &field, depth + 1, &mut |value| {
                    tell(with(value))
                });
            }
            for name in fields.keys() {
                let mut fields = fields.clone();
                fields.remove(name);
                tell(Value::Object(fields));
            }
        }
        Value::Array(list) => {
            let (Some(items), Some(first)) = (schema.get("items"), list.first()) else {
                return;
            };
            vary(schemas, items, first, depth + 1, &mut |value| {
                tell(json!([value]))
            });
        }
        _ => {}
    }
}

/// The schema behind names and wrappers: of several, the first.
fn inner<'a>(schemas: Schemas<'a>, schema: &'a Value) -> &'a Value {
    let mut schema = schemas.resolve(schema);
    for _ in 0..8 {
        let first = |key| schema.get(key).and_then(Value::as_array)?.first();
        match first("allOf")
            .or_else(|| first("anyOf"))
            .or_else(|| first("oneOf"))
        {
            Some(one) => schema = schemas.resolve(one),
            None => break,
        }
    }
    schema
}

/// A value of this schema; with all fields, or only those that must be there.
fn sample(schemas: Schemas<'_>, schema: &Value, all: bool, depth: usize) -> Value {
    for key in ["default", "example"] {
        if let Some(value) = schema.get(key).filter(|value| !value.is_null()) {
            return value.clone();
        }
    }
    let schema = inner(schemas, schema);
    if let Some(first) = schema
        .get("enum")
        .and_then(Value::as_array)
        .and_then(|all| all.first())
    {
        return first.clone();
    }
    let number = |key: &str| schema.get(key).and_then(Value::as_i64);
    match schema.get("type").and_then(Value::as_str) {
        Some("integer" | "number") => {
            let least = number("minimum").unwrap_or(1).max(1);
            json!(number("maximum").map_or(least, |most| least.min(most)))
        }
        Some("boolean") => json!(true),
        Some("array") => {
            let length = number("minItems").unwrap_or(1).clamp(1, 64);
            let item = match schema.get("items") {
                Some(items) if depth < DEPTH => sample(schemas, items, all, depth + 1),
                _ => return json!([]),
            };
            (0..length).map(|_| item.clone()).collect()
        }
        Some("object") => {
            let required = schema.get("required").and_then(Value::as_array);
            let is_required = |name: &str| {
                required.is_some_and(|required| required.iter().any(|one| one == name))
            };
            let properties = schema.get("properties").and_then(Value::as_object);
            let wanted = properties
                .into_iter()
                .flatten()
                .filter(|(name, _)| is_required(name) || all && depth < DEPTH);
            let field = |(name, schema): (&String, &Value)| {
                (name.clone(), sample(schemas, schema, all, depth + 1))
            };
            let mut fields: Map<String, Value> = wanted.map(field).collect();
            if fields.is_empty() && number("minProperties").is_some_and(|least| least > 0) {
                fields.insert("a".to_owned(), json!("b"));
            }
            Value::Object(fields)
        }
        _ => match schema.get("format").and_then(Value::as_str) {
            Some("date-time") => json!("2026-01-30T12:00:00+00:00"),
            Some("date") => json!("2026-01-30"),
            _ => {
                let length = number("minLength").unwrap_or(1).clamp(1, 4096);
                json!("1".repeat(usize::try_from(length).unwrap_or(1)))
            }
        },
    }
}

/// What stands in the place of a value: of every type.
fn values() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(false),
        json!(0),
        json!(1),
        json!(-1),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(0.5),
        json!(""),
        json!(" "),
        json!("1"),
        json!("a"),
        json!("'\"<&>\\%\u{0}\u{202e}ж😀"),
        json!("ж".repeat(5000)),
        json!([]),
        json!(["a"]),
        json!([[1]]),
        json!({"a": "b"}),
        json!({"a": {"b": [null]}}),
    ]
}

/// Values on both sides of each bound of this schema.
fn bounds(schema: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    let number = |key: &str| schema.get(key).and_then(Value::as_i64);
    for (key, beyond) in [("minimum", -1), ("maximum", 1)] {
        let Some(bound) = number(key) else { continue };
        all.extend([json!(bound), json!(bound.saturating_add(beyond))]);
    }
    for (text, list) in [("minLength", "minItems"), ("maxLength", "maxItems")] {
        for length in [-1, 0, 1] {
            let of = |key| {
                let length = usize::try_from(number(key)?.saturating_add(length)).ok()?;
                (length <= 1 << 16).then_some(length)
            };
            all.extend(of(text).map(|length| json!("a".repeat(length))));
            all.extend(of(list).map(|length| json!(vec!["a"; length])));
        }
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        all.extend(values.iter().cloned());
        all.push(json!("no such value"));
    }
    all
}
