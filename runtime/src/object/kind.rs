//! What a field holds.

use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value as Json, json};

/// What a field holds, as far as conditions and field lists tell values apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// One value, or each of a list.
    pub element: Element,
    /// Whether it is a list.
    pub multiple: bool,
}

/// What one value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Element {
    /// A whole number.
    Int,
    /// A number.
    Float,
    /// A text, or one of several words.
    Text,
    /// A flag.
    Bool,
    /// A day.
    Date,
    /// A point in time.
    DateTime,
    /// Anything else.
    Object,
}

impl Element {
    /// Its name in field lists (P-193): days and times are objects there, as they are in PHP.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Int => "int",
            Self::Float => "float",
            Self::Text => "string",
            Self::Bool => "bool",
            Self::Date | Self::DateTime | Self::Object => "object",
        }
    }

    /// Its name in the message of a value of another type (P-170).
    pub(super) const fn expected(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::DateTime => "datetime",
            other => other.word(),
        }
    }

    /// Whether `between` is for it (P-180).
    pub(super) const fn is_range(self) -> bool {
        matches!(self, Self::Int | Self::Float | Self::Date | Self::DateTime)
    }
}

impl Kind {
    pub(super) const OBJECT: Self = Self {
        element: Element::Object,
        multiple: false,
    };
    pub(super) const LIST_OF_OBJECTS: Self = Self {
        element: Element::Object,
        multiple: true,
    };

    /// The name of the type in field lists (P-193).
    pub const fn word(self) -> &'static str {
        match self.multiple {
            true => "array",
            false => self.element.word(),
        }
    }

    /// A value of this kind: one that its type shows or lets choose, or any.
    pub(super) fn example(self, schema: fn(&mut SchemaGenerator) -> Schema) -> Json {
        let mut generator = SchemaSettings::default().for_serialize().into_generator();
        let schema = schema(&mut generator);
        let definitions = generator.definitions();
        let mut schema = resolve(schema.as_value(), definitions, DEPTH);
        if self.multiple {
            let items = schema.and_then(|schema| schema.get("items"));
            schema = items.and_then(|items| resolve(items, definitions, DEPTH));
        }
        let said = |key: &str| schema.and_then(|schema| schema.get(key));
        let several = ["examples", "enum"].map(|key| said(key).and_then(Json::as_array));
        let several = several.into_iter().flatten().flatten();
        let mut said = said("const").into_iter().chain(several);
        let fits = |value: &&Json| match self.element {
            Element::Int => value.is_i64(),
            Element::Float => value.is_number(),
            Element::Bool => value.is_boolean(),
            Element::Text | Element::Object => value.is_string(),
            // Whatever is said of them.
            Element::Date | Element::DateTime => false,
        };
        said.find(fits)
            .cloned()
            .unwrap_or_else(|| match self.element {
                Element::Int => json!(1),
                Element::Float => json!(1.5),
                Element::Bool => json!(true),
                Element::Text | Element::Object => json!("a"),
                Element::Date => json!("2026-01-30"),
                Element::DateTime => json!("2026-01-30T12:00:00+00:00"),
            })
    }

    pub(super) fn of(schema: fn(&mut SchemaGenerator) -> Schema) -> Self {
        let mut generator = SchemaSettings::default().for_serialize().into_generator();
        let schema = schema(&mut generator);
        let definitions = generator.definitions();
        let Some(schema) = resolve(schema.as_value(), definitions, DEPTH) else {
            return Self::OBJECT;
        };
        if types(schema).any(|name| name == "array") {
            let items = schema.get("items");
            let element = items.map_or(Element::Object, |items| element(items, definitions));
            return Self {
                element,
                multiple: true,
            };
        }
        Self {
            element: element(schema, definitions),
            multiple: false,
        }
    }
}

/// No type is a chain of names without end.
const DEPTH: usize = 8;

type Definitions = Map<String, Json>;

fn element(schema: &Json, definitions: &Definitions) -> Element {
    let Some(schema) = resolve(schema, definitions, DEPTH) else {
        return Element::Object;
    };
    let format = schema.get("format").and_then(Json::as_str);
    let mut types = types(schema).filter(|name| *name != "null");
    match (types.next(), format) {
        (Some("integer"), _) => Element::Int,
        (Some("number"), _) => Element::Float,
        (Some("boolean"), _) => Element::Bool,
        (Some("string"), Some("date")) => Element::Date,
        (Some("string"), Some("date-time")) => Element::DateTime,
        (Some("string"), _) => Element::Text,
        (None, _) if schema.get("const").is_some_and(Json::is_string) => Element::Text,
        _ => Element::Object,
    }
}

/// The schema of the values that are not null, behind its name.
fn resolve<'s>(schema: &'s Json, definitions: &'s Definitions, depth: usize) -> Option<&'s Json> {
    let depth = depth.checked_sub(1)?;
    if let Some(name) = schema.get("$ref").and_then(Json::as_str) {
        let name = name.rsplit('/').next()?;
        return resolve(definitions.get(name)?, definitions, depth);
    }
    let several = schema.get("anyOf").or_else(|| schema.get("oneOf"));
    match several.and_then(Json::as_array) {
        // Words of an enumeration with docs, or a value that may be null: all others are of one kind.
        Some(several) => {
            let value = several.iter().find(|one| !types(one).eq(["null"]))?;
            resolve(value, definitions, depth)
        }
        None => Some(schema),
    }
}

fn types(schema: &Json) -> impl Iterator<Item = &str> {
    let (one, several) = match schema.get("type") {
        Some(Json::Array(several)) => (None, several.as_slice()),
        one => (one, [].as_slice()),
    };
    one.into_iter().chain(several).filter_map(Json::as_str)
}

#[cfg(test)]
mod tests {
    use schemars::JsonSchema;
    use serde::Serialize;

    use super::*;
    use crate::params::{Array, Date, DateTime};

    fn of<T: JsonSchema>() -> (&'static str, Element) {
        let kind = Kind::of(|generator| generator.subschema_for::<T>());
        (kind.word(), kind.element)
    }

    #[derive(Serialize, JsonSchema)]
    #[expect(dead_code, reason = "only described")]
    enum Plain {
        High,
        Low,
    }

    #[derive(Serialize, JsonSchema)]
    #[expect(dead_code, reason = "only described")]
    enum Documented {
        /// Up.
        High,
        /// Down.
        Low,
    }

    #[derive(Serialize, JsonSchema)]
    struct Inner {
        id: i64,
    }

    #[test]
    fn examples_are_of_the_kind() {
        fn example<T: JsonSchema>() -> Json {
            let schema: fn(&mut SchemaGenerator) -> Schema =
                |generator| generator.subschema_for::<T>();
            Kind::of(schema).example(schema)
        }
        assert_eq!(example::<Option<u64>>(), 1);
        assert_eq!(example::<f64>(), 1.5);
        assert_eq!(example::<bool>(), true);
        assert_eq!(example::<Vec<String>>(), "a");
        assert_eq!(example::<Plain>(), "High");
        assert_eq!(example::<Option<Vec<Documented>>>(), "High");
        assert_eq!(example::<Date>(), "2026-01-30");
        assert_eq!(example::<Option<DateTime>>(), "2026-01-30T12:00:00+00:00");
    }

    // Proves: P-193
    #[test]
    fn kinds_are_those_of_php() {
        assert_eq!(of::<u64>(), ("int", Element::Int));
        assert_eq!(of::<Option<i32>>(), ("int", Element::Int));
        assert_eq!(of::<f64>(), ("float", Element::Float));
        assert_eq!(of::<Option<String>>(), ("string", Element::Text));
        assert_eq!(of::<bool>(), ("bool", Element::Bool));
        assert_eq!(of::<Date>(), ("object", Element::Date));
        assert_eq!(of::<Option<DateTime>>(), ("object", Element::DateTime));
        assert_eq!(of::<Plain>(), ("string", Element::Text));
        assert_eq!(of::<Option<Documented>>(), ("string", Element::Text));
        assert_eq!(of::<Inner>(), ("object", Element::Object));
        assert_eq!(of::<Vec<i64>>(), ("array", Element::Int));
        assert_eq!(of::<Option<Vec<Plain>>>(), ("array", Element::Text));
        assert_eq!(of::<Vec<Inner>>(), ("array", Element::Object));
        assert_eq!(of::<Array>().1, Element::Object);
        let _ = Inner { id: 1 }.id;
    }
}
