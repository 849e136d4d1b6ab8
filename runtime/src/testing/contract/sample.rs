//! Values that a schema allows.

use serde_json::{Map, Value, json};

use super::parts::Parts;

/// How deep into parameters values are exchanged, and fields shown that need not be there.
pub(super) const DEPTH: usize = 6;

/// How much deeper a field is than its object.
pub(super) const FIELD: usize = 2;

/// How much deeper a value is than its list.
pub(super) const ITEM: usize = 1;

/// How deep parameters are at most: of a type that must hold another of its kind, the innermost is null.
const DEEPEST: usize = 10;

/// What is said of a value inside, so deep.
pub(super) fn inside<'a>(parts: &Parts<'a>, schema: Vec<&'a Value>, depth: usize) -> Parts<'a> {
    parts.inside(schema, depth >= DEPTH)
}

/// A value with the fields that must be there, and one with all.
pub(super) fn samples(parts: &Parts<'_>, depth: usize) -> Vec<Value> {
    let mut samples = vec![sample(parts, false, depth), sample(parts, true, depth)];
    samples.dedup();
    samples
}

/// A value for which these schemas hold; with all fields, or only those that must be there.
fn sample(parts: &Parts<'_>, all: bool, depth: usize) -> Value {
    if depth > DEEPEST {
        return Value::Null;
    }
    // A default is what stands for nothing: checks may refuse it, and an empty one shows nothing of what it may hold.
    let shows = |value: &&Value| match value {
        Value::Null => false,
        Value::Array(list) if all => !list.is_empty(),
        Value::Object(fields) if all => !fields.is_empty(),
        _ => true,
    };
    let kind = parts.get("type").and_then(Value::as_str);
    // Of an object an example may have more than must be there.
    let examples = parts.examples().filter(|_| all || kind != Some("object"));
    let mut said = parts.get("default").into_iter().chain(examples);
    if let Some(value) = said.find(|value| shows(value) && parts.allow(value)) {
        return value.clone();
    }
    if let Some(choices) = parts.get("enum").and_then(Value::as_array) {
        let allowed = choices
            .iter()
            .find(|one| !one.is_null() && parts.allow(one));
        if let Some(one) = allowed.or_else(|| choices.first()) {
            return one.clone();
        }
    }
    match kind {
        Some("integer") => number(parts, true),
        Some("number") => number(parts, false),
        Some("boolean") => json!(true),
        Some("array") => {
            let least = parts.most("minItems").unwrap_or(0);
            let most = parts.least("maxItems").unwrap_or(64).clamp(0, 64);
            let items: Vec<_> = parts.values("items").collect();
            if most == 0 || items.is_empty() || depth >= DEPTH && least <= 0 {
                return json!([]);
            }
            let item = |schema| sample(&inside(parts, schema, depth + ITEM), all, depth + ITEM);
            if let Some(places) = parts.tuple() {
                return places.iter().map(|place| item(vec![place])).collect();
            }
            let item = item(items);
            (0..least.max(1).min(most)).map(|_| item.clone()).collect()
        }
        Some("object") => object(parts, all, depth),
        _ => text(parts),
    }
}

fn object(parts: &Parts<'_>, all: bool, depth: usize) -> Value {
    let (properties, required) = (parts.properties(), parts.required());
    let of = |schema: &[_]| {
        let depth = depth + FIELD;
        sample(&inside(parts, schema.to_vec(), depth), all, depth)
    };
    let mut fields = Map::new();
    for (name, schema) in &properties {
        let is_shown = all && depth < DEPTH && parts.may_hold(name);
        if required.contains(name) || is_shown {
            fields.insert((*name).to_owned(), of(schema));
        }
    }
    if fields.is_empty() && parts.most("minProperties").is_some_and(|least| least > 0) {
        let mut known = properties
            .iter()
            .map(|(name, schema)| ((*name).to_owned(), of(schema)));
        // A list that holds nothing is as good as none.
        let one = known.find(|(_, value)| *value != json!([]));
        fields.extend(match properties.is_empty() {
            true => Some(("a".to_owned(), json!("b"))),
            false => one,
        });
    }
    Value::Object(fields)
}

/// One, or what is nearest to it.
fn number(parts: &Parts<'_>, is_whole: bool) -> Value {
    let (mut least, mut most) = (1, i64::MAX);
    for part in parts.iter() {
        let bound = |key: &str, round: fn(f64) -> f64| {
            let bound = part.get(key)?;
            // A number that is too large is the largest.
            let rounded = || bound.as_f64().map(|bound| round(bound) as i64);
            bound.as_i64().or_else(rounded)
        };
        if let Some(bound) = bound("minimum", f64::ceil) {
            let is_out = part.get("exclusiveMinimum") == Some(&Value::Bool(true));
            let is_itself = part.get("minimum").and_then(Value::as_f64) == Some(bound as f64);
            least = least.max(bound.saturating_add(i64::from(is_out && is_itself)));
        }
        let Some(bound) = bound("maximum", f64::floor) else {
            continue;
        };
        let is_out = part.get("exclusiveMaximum") == Some(&Value::Bool(true));
        let is_itself = part.get("maximum").and_then(Value::as_f64) == Some(bound as f64);
        most = most.min(bound.saturating_sub(i64::from(is_out && is_itself)));
    }
    let whole = json!(least.min(most));
    match is_whole || parts.allow(&whole) {
        true => whole,
        // There is no whole number between the bounds.
        false => {
            let bound = |key| parts.get(key).and_then(Value::as_f64);
            let middle = bound("minimum").zip(bound("maximum"));
            let middle = middle.map(|(least, most)| json!(f64::midpoint(least, most)));
            let bounds = ["minimum", "maximum"].map(|key| parts.get(key).cloned());
            let mut known = bounds.into_iter().flatten().chain(middle);
            known.find(|one| parts.allow(one)).unwrap_or(whole)
        }
    }
}

fn text(parts: &Parts<'_>) -> Value {
    match parts.get("format").and_then(Value::as_str) {
        Some("date-time") => json!("2026-01-30T12:00:00+00:00"),
        Some("date") => json!("2026-01-30"),
        Some("email") => json!("a@example.org"),
        Some("phone") => json!("+12025550123"),
        Some("uri" | "url") => json!("https://example.org/"),
        _ => {
            let length = parts.most("minLength").unwrap_or(1).clamp(1, 4096);
            let length = usize::try_from(length).unwrap_or(1);
            like(parts, length).unwrap_or_else(|| json!("1".repeat(length)))
        }
    }
}

/// A text that matches a pattern, if that is simple.
#[cfg(feature = "pattern")]
fn like(parts: &Parts<'_>, length: usize) -> Option<Value> {
    let pattern = parts.get("pattern")?.as_str()?;
    let plain = Some("1".repeat(length));
    let texts = [0, 1, length].map(|more| super::matching::matching(pattern, more));
    let texts = std::iter::once(plain).chain(texts).flatten();
    texts.map(Value::String).find(|text| parts.allow(text))
}

#[cfg(not(feature = "pattern"))]
const fn like(_: &Parts<'_>, _: usize) -> Option<Value> {
    None
}

#[cfg(test)]
mod tests {
    use super::super::schema::Schemas;
    use super::*;

    fn only_and_all(schema: &Value) -> Vec<Value> {
        let named = json!({
            "Term": {"oneOf": [
                {"type": "object", "properties": {"not": {"$ref": "#/components/schemas/Term"}}, "required": ["not"]},
                {"type": "integer"},
            ]},
            "Family": {"type": "object", "required": ["a", "b"], "properties": {
                "a": {"$ref": "#/components/schemas/Family"}, "b": {"$ref": "#/components/schemas/Family"},
            }},
            "Nest": {"type": "array", "items": {"$ref": "#/components/schemas/Nest"}},
            "Itself": {"allOf": [{"$ref": "#/components/schemas/Itself"}]},
        });
        let none = Map::new();
        let schemas = Schemas(named.as_object().unwrap_or(&none));
        samples(&Parts::of(schemas, vec![schema], false), 0)
    }

    #[test]
    fn texts_and_numbers_are_what_checks_want() {
        for (schema, expected) in [
            (json!({"format": "email"}), json!("a@example.org")),
            (
                json!({"type": "string", "format": "phone"}),
                json!("+12025550123"),
            ),
            (json!({"format": "uri"}), json!("https://example.org/")),
            (json!({"type": "integer", "minimum": 2.5}), json!(3)),
            (json!({"type": "number", "minimum": 2.5}), json!(3)),
            (
                json!({"type": "number", "minimum": 0.25, "maximum": 0.75}),
                json!(0.25),
            ),
            (
                json!({"type": "number", "minimum": 0, "maximum": 1, "exclusiveMaximum": true}),
                json!(0),
            ),
            (
                json!({"type": "number", "minimum": 0, "exclusiveMinimum": true, "maximum": 1, "exclusiveMaximum": true}),
                json!(0.5),
            ),
            (
                json!({"type": "integer", "minimum": 4, "exclusiveMinimum": true}),
                json!(5),
            ),
            (json!({"type": "integer", "maximum": -4}), json!(-4)),
            (
                json!({"type": "integer", "minimum": i64::MAX}),
                json!(i64::MAX),
            ),
            (
                json!({"type": "string", "default": "", "minLength": 2}),
                json!("11"),
            ),
            (
                json!({"type": "array", "items": {"type": "string"}, "maxItems": 0}),
                json!([]),
            ),
            (
                json!({"type": "array", "items": {"type": "boolean"}, "minItems": 2}),
                json!([true, true]),
            ),
        ] {
            assert_eq!(only_and_all(&schema), [expected], "{schema}");
        }
    }

    #[cfg(feature = "pattern")]
    #[test]
    fn texts_match_a_pattern_and_are_as_long_as_they_must_be() {
        for (schema, text) in [
            (json!({"pattern": "^[A-Z]{3}$"}), "AAA"),
            (json!({"pattern": "^[0-9]$"}), "1"),
            (json!({"pattern": "^x[a-z]*$", "minLength": 4}), "xaaaa"),
            (json!({"pattern": "^[a-z]{2,}$", "example": "ada"}), "ada"),
            (json!({"pattern": "^[a-z]{2,}$", "example": "a1"}), "aa"),
            (json!({"pattern": "^\\p{Lu}$"}), "1"),
        ] {
            assert_eq!(only_and_all(&schema), [json!(text)], "{schema}");
        }
    }

    #[test]
    fn all_parts_of_a_schema_are_one() {
        let of = |kind: &str| json!({"type": kind});
        let rules = json!([{"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}, {"oneOf": [{"required": ["c"]}, {"required": ["d"]}]}]);
        let schema = json!({"type": "object", "allOf": rules, "properties": {
            "a": of("integer"), "b": of("integer"), "c": of("integer"), "d": of("integer"),
        }});
        let all = json!({"a": 1, "b": 1, "c": 1});
        assert_eq!(only_and_all(&schema), [json!({"a": 1, "c": 1}), all]);
        let list = json!({"type": "array", "items": {"type": "object", "properties": {"a": of("integer")}},
            "allOf": [{"items": {"properties": {"a": {"minimum": 7}}}}]});
        assert_eq!(only_and_all(&list), [json!([{}]), json!([{"a": 7}])]);
    }

    #[test]
    fn what_holds_itself_has_an_end() {
        let named = |name| json!({"$ref": format!("#/components/schemas/{name}")});
        let term = json!({"not": {"not": {"not": 1}}});
        assert_eq!(only_and_all(&named("Term")), [term]);
        assert_eq!(only_and_all(&named("Itself")), [json!("1")]);
        for name in ["Family", "Nest"] {
            let text = only_and_all(&named(name))[0].to_string();
            assert!(text.len() < 10_000, "{name} {}", text.len());
        }
    }
}
