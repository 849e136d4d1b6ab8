//! Whether a value is what a schema of our documents says.

use serde_json::{Map, Value};

use super::form;

/// Where the schemas of a document stand.
const PATH: &str = "#/components/schemas/";

/// The schemas that others refer to.
#[derive(Clone, Copy)]
pub(super) struct Schemas<'a>(pub(super) &'a Map<String, Value>);

impl<'a> Schemas<'a> {
    /// The schema itself, where it only names another.
    pub(super) fn resolve(self, mut schema: &'a Value) -> &'a Value {
        // No chain of names is longer.
        for _ in 0..16 {
            let name = schema.get("$ref").and_then(Value::as_str);
            let name = name.and_then(|name| name.strip_prefix(PATH));
            match name.and_then(|name| self.0.get(name)) {
                Some(named) => schema = named,
                None => break,
            }
        }
        schema
    }

    /// Whether the value is of the schema; where and how it is not.
    ///
    /// All that our documents have (OpenAPI 3.0); patterns with the feature `pattern`.
    pub(super) fn check(self, schema: &'a Value, value: &Value, place: &str) -> Result<(), String> {
        let schema = self.resolve(schema);
        if value.is_null() && schema.get("nullable") == Some(&Value::Bool(true)) {
            return Ok(());
        }
        let list = |key: &str| schema.get(key).and_then(Value::as_array);
        for part in list("allOf").into_iter().flatten() {
            self.check(part, value, place)?;
        }
        for key in ["anyOf", "oneOf"] {
            let Some(several) = list(key) else { continue };
            let mut whys = several.iter().map(|one| self.check(one, value, place));
            // Of several that fail, the last says what is wrong: the first may be null.
            let fit = whys.try_fold(None, |_, checked| checked.err().map(Some));
            if let Some(why) = fit {
                return Err(why.unwrap_or_else(|| format!("`{place}` can be nothing at all")));
            }
        }
        if list("enum").is_some_and(|values| !values.contains(value)) {
            return Err(format!("`{place}` is {value}, which is none of its values"));
        }
        if let Some(kind) = schema.get("type").and_then(Value::as_str)
            && !is(value, kind)
        {
            return Err(format!("`{place}` is {value} and no {kind}"));
        }
        self.bounds(schema, value, place)?;
        match value {
            Value::Object(fields) => self.fields(schema, fields, place),
            Value::Array(values) => match schema.get("items") {
                Some(items) => {
                    let mut values = values.iter().enumerate();
                    values
                        .try_for_each(|(at, one)| self.check(items, one, &format!("{place}[{at}]")))
                }
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn fields(
        self,
        schema: &'a Value,
        fields: &Map<String, Value>,
        place: &str,
    ) -> Result<(), String> {
        let required = schema.get("required").and_then(Value::as_array);
        let mut required = required.into_iter().flatten().filter_map(Value::as_str);
        if let Some(name) = required.find(|name| !fields.contains_key(*name)) {
            return Err(format!("`{place}` lacks `{name}`"));
        }
        let properties = schema.get("properties");
        for (name, value) in fields {
            let place = format!("{place}.{name}");
            let property = properties.and_then(|properties| properties.get(name));
            match property.or_else(|| schema.get("additionalProperties")) {
                Some(Value::Bool(false)) => return Err(format!("there is no `{place}`")),
                Some(schema @ Value::Object(_)) => self.check(schema, value, &place)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn bounds(self, schema: &Value, value: &Value, place: &str) -> Result<(), String> {
        let (size, least, most) = match value {
            Value::Number(number) => (number.as_f64(), "minimum", "maximum"),
            Value::String(text) => (count(text.chars().count()), "minLength", "maxLength"),
            Value::Array(values) => (count(values.len()), "minItems", "maxItems"),
            Value::Object(fields) => (count(fields.len()), "minProperties", "maxProperties"),
            _ => return Ok(()),
        };
        let bound = |key: &str| schema.get(key).and_then(Value::as_f64);
        let Some(size) = size else { return Ok(()) };
        if bound(least).is_some_and(|least| size < least) {
            return Err(format!("`{place}` is {value}: less than its {least}"));
        }
        if bound(most).is_some_and(|most| size > most) {
            return Err(format!("`{place}` is {value}: more than its {most}"));
        }
        for (excluded, key) in [("exclusiveMinimum", least), ("exclusiveMaximum", most)] {
            let is_excluded = schema.get(excluded) == Some(&Value::Bool(true));
            if value.is_number() && is_excluded && bound(key) == Some(size) {
                return Err(format!(
                    "`{place}` is {value}: its {key}, which is excluded"
                ));
            }
        }
        match value {
            Value::String(text) => looks(schema, text, place),
            _ => Ok(()),
        }
    }
}

/// Whether a text is of its format, and like its pattern.
fn looks(schema: &Value, text: &str, place: &str) -> Result<(), String> {
    let said = |key: &str| schema.get(key).and_then(Value::as_str);
    if let Some(format) = said("format").filter(|format| !form::is_of(format, text)) {
        return Err(format!("`{place}` is {text:?} and no {format}"));
    }
    #[cfg(feature = "pattern")]
    if let Some(pattern) = said("pattern").filter(|pattern| !form::is_like(pattern, text)) {
        return Err(format!(
            "`{place}` is {text:?}, which does not match `{pattern}`"
        ));
    }
    Ok(())
}

/// No text or list of a reply has more than 2^32.
fn count(length: usize) -> Option<f64> {
    u32::try_from(length).ok().map(f64::from)
}

fn is(value: &Value, kind: &str) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "null" => value.is_null(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn wrong(schema: &Value, value: &Value) -> Option<String> {
        let schemas = json!({
            "Bird": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]},
            "Birds": {"$ref": "#/components/schemas/Flock"},
            "Flock": {"type": "array", "items": {"$ref": "#/components/schemas/Bird"}},
        });
        let schemas = Schemas(schemas.as_object().unwrap());
        schemas.check(schema, value, "result").err()
    }

    #[test]
    fn what_fits_and_what_does_not() {
        let birds = json!({"$ref": "#/components/schemas/Birds"});
        let tuple = json!({"type": "array", "items": {"anyOf": [{"type": "integer"}, {"type": "string"}]}, "minItems": 2});
        let open = json!({"anyOf": [{"type": "object", "additionalProperties": {"type": "integer"}}, {"type": "array", "maxItems": 0}]});
        let closed =
            json!({"type": "object", "properties": {"a": {}}, "additionalProperties": false});
        let maybe = json!({"allOf": [{"$ref": "#/components/schemas/Bird"}], "nullable": true});
        for (schema, value) in [
            (&birds, json!([{"name": "a", "more": 1}, {"name": "b"}])),
            (&tuple, json!([1, "a"])),
            (&open, json!({"a": 1})),
            (&open, json!([])),
            (&closed, json!({"a": null})),
            (&maybe, json!(null)),
            (&json!({}), json!([{}])),
            (
                &json!({"type": "integer", "minimum": 1, "maximum": 5}),
                json!(5.0),
            ),
            (&json!({"enum": ["a", "b"]}), json!("b")),
            (
                &json!({"minimum": 0, "exclusiveMinimum": true, "maximum": 1, "exclusiveMaximum": true}),
                json!(0.5),
            ),
            (&json!({"minimum": 0, "exclusiveMinimum": false}), json!(0)),
            (
                &json!({"type": "string", "format": "date"}),
                json!("2026-01-30"),
            ),
            (&json!({"pattern": "^[a-z]+$"}), json!("abc")),
            // What is no regular expression here says nothing.
            (&json!({"pattern": "(?=a)b"}), json!("c")),
        ] {
            assert_eq!(wrong(schema, &value), None, "{schema} {value}");
        }
        for (schema, value, why) in [
            (
                &birds,
                json!([{"name": "a"}, {}]),
                "`result[1]` lacks `name`",
            ),
            (
                &birds,
                json!([{"name": 1}]),
                "`result[0].name` is 1 and no string",
            ),
            (&tuple, json!([1, 1.5]), "`result[1]` is 1.5 and no string"),
            (
                &tuple,
                json!([1]),
                "`result` is [1]: less than its minItems",
            ),
            (
                &open,
                json!({"a": "b"}),
                "`result` is {\"a\":\"b\"} and no array",
            ),
            (&closed, json!({"b": 1}), "there is no `result.b`"),
            (&maybe, json!([]), "`result` is [] and no object"),
            (
                &json!({"type": "integer"}),
                json!("1"),
                "`result` is \"1\" and no integer",
            ),
            (
                &json!({"minimum": 1}),
                json!(0),
                "`result` is 0: less than its minimum",
            ),
            (
                &json!({"maxLength": 1}),
                json!("жж"),
                "`result` is \"жж\": more than its maxLength",
            ),
            (
                &json!({"minimum": 0, "exclusiveMinimum": true}),
                json!(0),
                "`result` is 0: its minimum, which is excluded",
            ),
            (
                &json!({"maximum": 1.5, "exclusiveMaximum": true}),
                json!(1.5),
                "`result` is 1.5: its maximum, which is excluded",
            ),
            (
                &json!({"format": "date-time"}),
                json!("yesterday"),
                "`result` is \"yesterday\" and no date-time",
            ),
            #[cfg(feature = "pattern")]
            (
                &json!({"pattern": "^[a-z]+$"}),
                json!("a1"),
                "`result` is \"a1\", which does not match `^[a-z]+$`",
            ),
            (
                &json!({"enum": ["a"]}),
                json!("c"),
                "`result` is \"c\", which is none of its values",
            ),
        ] {
            assert_eq!(
                wrong(schema, &value).as_deref(),
                Some(why),
                "{schema} {value}"
            );
        }
    }
}
