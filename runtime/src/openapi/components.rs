//! Schemas that operations refer to.
//!
//! One type may have several schemas: as it is sent, as REST 2 answers it, as REST 3.0 answers it. The first keeps the name of
//! the type; another that differs gets a suffix.

use std::collections::{BTreeMap, BTreeSet};

use schemars::generate::{Contract, SchemaSettings};
use schemars::transform::{
    AddNullable, RemoveRefSiblings, ReplaceBoolSchemas, ReplaceConstValue, ReplacePrefixItems,
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
            Self::AnswerV3 => "",
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

/// The schemas of a document.
#[derive(Default)]
pub(super) struct Components(BTreeMap<String, Value>);

impl Components {
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
        let definitions: BTreeMap<String, Value> = generator
            .take_definitions(false)
            .into_iter()
            .filter_map(|(name, value)| Some((name, adapted(value.try_into().ok()?, purpose))))
            .collect();
        let renamed = self.renamed(&definitions);
        let rename = |mut value: Value| {
            refer(&mut value, &|name| {
                renamed
                    .contains(name)
                    .then(|| format!("{name}{}", purpose.suffix()))
            });
            value
        };
        for (name, value) in definitions {
            let suffix = match renamed.contains(&name) {
                true => purpose.suffix(),
                false => "",
            };
            self.0.insert(format!("{name}{suffix}"), rename(value));
        }
        rename(adapted(schema, purpose))
    }

    /// A schema of our own, under this name.
    pub(super) fn named(&mut self, name: &str, make: impl FnOnce() -> Value) -> Value {
        if !self.0.contains_key(name) {
            self.0.insert(name.to_owned(), make());
        }
        json!({"$ref": format!("{PATH}{name}")})
    }

    /// The names that something else has already, and of those that refer to them.
    fn renamed(&self, definitions: &BTreeMap<String, Value>) -> BTreeSet<String> {
        let differs = |(name, value): &(&String, &Value)| {
            self.0.get(*name).is_some_and(|known| known != *value)
        };
        let mut renamed: BTreeSet<String> = definitions
            .iter()
            .filter(differs)
            .map(|(name, _)| name.clone())
            .collect();
        loop {
            let before = renamed.len();
            for (name, value) in definitions {
                let mut refers = false;
                visit(value, &mut |to| refers |= renamed.contains(to));
                if refers {
                    renamed.insert(name.clone());
                }
            }
            if renamed.len() == before {
                return renamed;
            }
        }
    }

    pub(super) fn finish(self) -> Map<String, Value> {
        self.0.into_iter().collect()
    }
}

/// As OpenAPI 3.0 has it.
fn adapted(mut schema: Schema, purpose: Use) -> Value {
    ReplaceUnevaluatedProperties::default().transform(&mut schema);
    let mut bools = ReplaceBoolSchemas::default();
    bools.skip_additional_properties = true;
    bools.transform(&mut schema);
    // Before a list of types becomes several schemas, of which each would be taken for itself.
    if purpose == Use::AnswerV2 {
        PhpArrays.transform(&mut schema);
    }
    OneType.transform(&mut schema);
    Items.transform(&mut schema);
    AddNullable::default().transform(&mut schema);
    RemoveRefSiblings::default().transform(&mut schema);
    SetSingleExample::default().transform(&mut schema);
    ReplaceConstValue::default().transform(&mut schema);
    ReplacePrefixItems::default().transform(&mut schema);
    schema.to_value()
}

/// A list of types is not in OpenAPI 3.0, apart from null, which `AddNullable` knows.
#[derive(Debug, Clone)]
struct OneType;

impl Transform for OneType {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        let Some(Value::Array(types)) = schema.get("type").cloned() else {
            return;
        };
        let others: Vec<Value> = types.into_iter().filter(|name| name != "null").collect();
        if others.len() < 2 {
            return;
        }
        schema.remove("type");
        let one = |name| json!({"type": name});
        schema.insert("anyOf".to_owned(), others.into_iter().map(one).collect());
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

/// What PHP prints of an object that is empty, or a map whose keys are 0, 1, … (P-63).
#[derive(Debug, Clone)]
struct PhpArrays;

impl Transform for PhpArrays {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        let is_object = schema.get("type").and_then(Value::as_str) == Some("object");
        let has_required = schema
            .get("required")
            .and_then(Value::as_array)
            .is_some_and(|required| !required.is_empty());
        if !is_object || has_required {
            return;
        }
        let list = match schema.get("additionalProperties") {
            Some(values @ Value::Object(_)) => json!({"type": "array", "items": values}),
            _ => json!({"type": "array", "items": {}, "maxItems": 0}),
        };
        let object = schema.clone().to_value();
        *schema = Schema::try_from(json!({"anyOf": [object, list]})).unwrap_or_default();
    }
}

/// Replaces the names that a schema refers to.
fn refer(value: &mut Value, name: &impl Fn(&str) -> Option<String>) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(reference)) = fields.get_mut("$ref")
                && let Some(new) = reference.strip_prefix(PATH).and_then(name)
            {
                *reference = format!("{PATH}{new}");
            }
            fields.values_mut().for_each(|value| refer(value, name));
        }
        Value::Array(values) => values.iter_mut().for_each(|value| refer(value, name)),
        _ => {}
    }
}

/// All names that a schema refers to.
fn visit(value: &Value, seen: &mut impl FnMut(&str)) {
    match value {
        Value::Object(fields) => {
            let reference = fields.get("$ref").and_then(Value::as_str);
            if let Some(name) = reference.and_then(|reference| reference.strip_prefix(PATH)) {
                seen(name);
            }
            fields.values().for_each(|value| visit(value, seen));
        }
        Value::Array(values) => values.iter().for_each(|value| visit(value, seen)),
        _ => {}
    }
}
