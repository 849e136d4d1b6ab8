//! Schemas that operations refer to.
//!
//! One type may have several schemas: as it is sent, as REST 2 answers it, as REST 3.0 answers it. The first keeps the name of
//! the type; another that differs gets a suffix, and a number if that is taken, too.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use schemars::generate::{Contract, SchemaSettings};
use schemars::transform::{
    AddNullable, RemoveRefSiblings, ReplaceBoolSchemas, ReplaceConstValue,
    ReplaceUnevaluatedProperties, SetSingleExample, Transform, transform_subschemas,
};
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

/// Where definitions stand.
const PATH: &str = "#/components/schemas/";

/// What a schema is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// What a caller sends.
    Input,
    /// What REST 2 answers: an empty object is `[]` there, and a map of 0, 1, … a list (P-63).
    AnswerV2,
    /// What REST 3.0 answers.
    AnswerV3,
}

impl Use {
    const fn suffix(self) -> &'static str {
        match self {
            Self::AnswerV3 => ".v3",
            Self::Input => ".input",
            Self::AnswerV2 => ".v2",
        }
    }

    const fn contract(self) -> Contract {
        match self {
            Self::Input => Contract::Deserialize,
            Self::AnswerV2 | Self::AnswerV3 => Contract::Serialize,
        }
    }
}

/// How many of the examples that a type has a document shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Examples {
    /// The first one, as OpenAPI 3.0 has it.
    #[default]
    One,
    /// All of them, as JSON Schema has it.
    #[cfg(feature = "contract")]
    All,
}

/// The schemas of a document.
#[derive(Default)]
pub(super) struct Schemas {
    examples: Examples,
    named: BTreeMap<String, Value>,
    /// What those with a suffix are called without it.
    plain: BTreeMap<String, String>,
}

impl Schemas {
    pub(super) fn new(examples: Examples) -> Self {
        Self {
            examples,
            ..Self::default()
        }
    }

    /// The schema that `make` makes, with what it refers to among the components.
    pub(super) fn schema(
        &mut self,
        purpose: Use,
        make: impl FnOnce(&mut SchemaGenerator) -> Schema,
    ) -> Value {
        let settings = SchemaSettings::openapi3().with(|settings| {
            settings.contract = purpose.contract();
            settings.meta_schema = None;
            // They are made below, of all schemas in the same way.
            settings.transforms.clear();
        });
        let mut generator = settings.into_generator();
        let schema = make(&mut generator);
        let definitions: Definitions = generator
            .take_definitions(false)
            .into_iter()
            .filter_map(|(name, value)| Some((name, self.adapted(value.try_into().ok()?, purpose))))
            .collect();
        let mut suffix = purpose.suffix().to_owned();
        let mut renamed = self.renamed(&definitions, &suffix);
        for number in 2.. {
            let taken = |name: &String| {
                let known = self.named.get(&format!("{name}{suffix}"));
                let both = known.zip(definitions.get(name));
                both.is_some_and(|(known, value)| *known != with(value, &renamed, &suffix))
            };
            if !renamed.iter().any(taken) {
                break;
            }
            suffix = format!("{}.{number}", purpose.suffix());
            renamed = self.renamed(&definitions, &suffix);
        }
        for (name, value) in &definitions {
            let value = with(value, &renamed, &suffix);
            let mut known = name.clone();
            if renamed.contains(name) {
                known.push_str(&suffix);
                self.plain.insert(known.clone(), name.clone());
            }
            self.named.insert(known, value);
        }
        with(&self.adapted(schema, purpose), &renamed, &suffix)
    }

    /// A schema of our own, under this name.
    pub(super) fn named(&mut self, name: &str, make: impl FnOnce() -> Value) -> Value {
        if !self.named.contains_key(name) {
            self.named.insert(name.to_owned(), make());
        }
        json!({"$ref": format!("{PATH}{name}")})
    }

    /// The names that something else has already; also of what would refer to something else then.
    fn renamed(&self, definitions: &Definitions, suffix: &str) -> BTreeSet<String> {
        let differs = |(name, value): &(&String, &Value)| {
            let known = self.named.get(*name);
            known.is_some_and(|known| self.without_suffixes(known) != **value)
        };
        let names = definitions.iter().filter(differs);
        let mut renamed: BTreeSet<String> = names.map(|(name, _)| name.clone()).collect();
        loop {
            let differs = |(name, value): &(&String, &Value)| {
                let known = self.named.get(*name).filter(|_| !renamed.contains(*name));
                known.is_some_and(|known| *known != with(value, &renamed, suffix))
            };
            let names = definitions.iter().filter(differs);
            let more: Vec<String> = names.map(|(name, _)| name.clone()).collect();
            if more.is_empty() {
                return renamed;
            }
            renamed.extend(more);
        }
    }

    /// As OpenAPI 3.0 has it.
    fn adapted(&self, mut schema: Schema, purpose: Use) -> Value {
        ReplaceUnevaluatedProperties::default().transform(&mut schema);
        Patterns.transform(&mut schema);
        let mut bools = ReplaceBoolSchemas::default();
        bools.skip_additional_properties = true;
        bools.transform(&mut schema);
        // Before a list of types becomes several schemas, of which each would be taken for itself.
        if purpose == Use::AnswerV2 {
            PhpArrays.transform(&mut schema);
        }
        OneType.transform(&mut schema);
        AddNullable::default().transform(&mut schema);
        // What may be null is of one type only now.
        Items.transform(&mut schema);
        ExcludedBounds.transform(&mut schema);
        RemoveRefSiblings::default().transform(&mut schema);
        if self.examples == Examples::One {
            SetSingleExample::default().transform(&mut schema);
        }
        ReplaceConstValue::default().transform(&mut schema);
        Tuples.transform(&mut schema);
        schema.to_value()
    }

    fn without_suffixes(&self, value: &Value) -> Value {
        referring(value, &|name| self.plain.get(name).cloned())
    }

    pub(super) fn finish(self) -> Map<String, Value> {
        self.named.into_iter().collect()
    }
}

/// What one schema refers to, by name.
type Definitions = BTreeMap<String, Value>;

/// The schema, with the suffix behind the names that are renamed.
fn with(value: &Value, renamed: &BTreeSet<String>, suffix: &str) -> Value {
    referring(value, &|name| {
        renamed.contains(name).then(|| format!("{name}{suffix}"))
    })
}

/// A list of types is not in OpenAPI 3.0, apart from null beside one other, which `AddNullable` knows. Beside several null is one of
/// them, as it is beside a reference.
#[derive(Debug, Clone)]
struct OneType;

impl Transform for OneType {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        let Some(Value::Array(types)) = schema.get("type").cloned() else {
            return;
        };
        if types.iter().filter(|name| *name != "null").count() < 2 {
            return;
        }
        schema.remove("type");
        let one = |name| json!({"type": name});
        schema.insert("anyOf".to_owned(), types.into_iter().map(one).collect());
    }
}

/// Names by pattern, as those of a map of numbers, are not in OpenAPI 3.0: there they are any names.
#[derive(Debug, Clone)]
struct Patterns;

impl Transform for Patterns {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        let Some(Value::Object(patterns)) = schema.remove("patternProperties") else {
            return;
        };
        // Where other names are allowed, too, nothing more can be said.
        if schema.get("additionalProperties") == Some(&Value::Bool(false)) {
            let mut values: Vec<Value> = patterns.into_iter().map(|(_, value)| value).collect();
            let others = match values.len() {
                1 => values.remove(0),
                _ => json!({"anyOf": values}),
            };
            schema.insert("additionalProperties".to_owned(), others);
        }
    }
}

/// OpenAPI 3.0 wants a list to say what is in it, and if it is anything.
#[derive(Debug, Clone)]
struct Items;

impl Transform for Items {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        let is_list = schema.get("type").and_then(Value::as_str) == Some("array");
        if is_list && schema.get("items").is_none() && schema.get("prefixItems").is_none() {
            schema.insert("items".to_owned(), json!({}));
        }
    }
}

/// A bound that is excluded is a number in JSON Schema, and in OpenAPI 3.0 a flag beside the bound.
#[derive(Debug, Clone)]
struct ExcludedBounds;

impl Transform for ExcludedBounds {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        for (excluded, bound, inward) in [
            ("exclusiveMinimum", "minimum", Ordering::Greater),
            ("exclusiveMaximum", "maximum", Ordering::Less),
        ] {
            let Some(number) = schema.get(excluded).filter(|one| one.is_number()).cloned() else {
                continue;
            };
            schema.remove(excluded);
            // Of two bounds the narrower one holds.
            let beside = schema.get(bound).and_then(Value::as_f64);
            let compared = beside.zip(number.as_f64());
            let compared = compared.and_then(|(beside, number)| beside.partial_cmp(&number));
            if compared != Some(inward) {
                schema.insert(bound.to_owned(), number);
                schema.insert(excluded.to_owned(), Value::Bool(true));
            }
        }
    }
}

/// What is in which place of a list is not in OpenAPI 3.0: there it has one of each somewhere.
#[derive(Debug, Clone)]
struct Tuples;

impl Transform for Tuples {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        if let Some(places) = schema.remove("prefixItems") {
            schema.insert("items".to_owned(), json!({"anyOf": places}));
        }
    }
}

/// What PHP prints of an object that is empty, or a map whose keys are 0, 1, … (P-63).
#[derive(Debug, Clone)]
struct PhpArrays;

impl Transform for PhpArrays {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        let mut types: Vec<Value> = match schema.get("type") {
            Some(Value::Array(types)) => types.clone(),
            one => one.into_iter().cloned().collect(),
        };
        let is = |types: &[Value], kind: &str| types.iter().any(|name| name == kind);
        let has_required = schema
            .get("required")
            .and_then(Value::as_array)
            .is_some_and(|required| !required.is_empty());
        if !is(&types, "object") || is(&types, "array") || has_required {
            return;
        }
        let list = match schema.get("additionalProperties") {
            Some(values @ Value::Object(_)) => json!({"type": "array", "items": values}),
            _ => json!({"type": "array", "items": {}, "maxItems": 0}),
        };
        // Null is one of several, too.
        let null = is(&types, "null").then(|| json!({"type": "null"}));
        if null.is_some() {
            types.retain(|name| name != "null");
            let types = match types.len() {
                1 => types.remove(0),
                _ => Value::Array(types),
            };
            schema.insert("type".to_owned(), types);
        }
        let object = schema.clone().to_value();
        let all: Vec<Value> = [object, list].into_iter().chain(null).collect();
        *schema = Schema::try_from(json!({"anyOf": all})).unwrap_or_default();
    }
}

/// The schema, referring to other names where `name` knows one.
fn referring(value: &Value, name: &impl Fn(&str) -> Option<String>) -> Value {
    match value {
        Value::Object(fields) => {
            let field = |(key, value): (&String, &Value)| {
                let reference = value.as_str().filter(|_| key == "$ref");
                let other = reference.and_then(|text| text.strip_prefix(PATH));
                let value = match other.and_then(name) {
                    Some(other) => Value::String(format!("{PATH}{other}")),
                    None => referring(value, name),
                };
                (key.clone(), value)
            };
            Value::Object(fields.iter().map(field).collect())
        }
        Value::Array(values) => values.iter().map(|value| referring(value, name)).collect(),
        other => other.clone(),
    }
}
