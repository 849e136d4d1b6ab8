//! What the schemas of one value say together.

use serde_json::{Map, Value};

/// The schemas of a document by name.
type Types = Map<String, Value>;

type Schema = Map<String, Value>;

/// A schema with those of its `allOf`, or several schemas of one value.
#[derive(Debug)]
pub(super) struct View<'d> {
    types: &'d Types,
    /// Each with those that its `allOf` has.
    pub(super) parts: Vec<&'d Schema>,
    /// These, the only thing that an `anyOf` of them may be, and what they refer to if more is said of the inside of that.
    all: Vec<&'d Schema>,
}

impl<'d> View<'d> {
    pub(super) fn of(schemas: impl IntoIterator<Item = &'d Value>, types: &'d Types) -> Self {
        let mut parts = Vec::new();
        for schema in schemas {
            flatten(schema, &mut parts);
        }
        let mut all = parts.clone();
        open(&mut all, |part| only_alternative(part));
        let is_open =
            |part: &&Schema| part.contains_key("properties") || part.contains_key("items");
        if all.iter().any(is_open) {
            // A type that refers to itself is told once.
            let mut told = Vec::new();
            open(&mut all, |part| {
                let name = reference(part).filter(|name| !told.contains(name))?;
                told.push(name);
                types.get(name)
            });
        }
        Self { types, parts, all }
    }

    pub(super) fn with(&self, schemas: impl IntoIterator<Item = &'d Value>) -> Self {
        Self::of(schemas, self.types)
    }

    /// What the first that has this key has.
    pub(super) fn get(&self, key: &str) -> Option<&'d Value> {
        self.all.iter().find_map(|part| part.get(key))
    }

    /// The bound that is narrowest, if there are several.
    pub(super) fn bound(&self, key: &str, is_least: bool) -> Option<&'d Value> {
        let all = self.all.iter().filter_map(|part| part.get(key));
        let number = |value: &&Value| value.as_f64().unwrap_or_default();
        match is_least {
            true => all.max_by(|one, other| number(one).total_cmp(&number(other))),
            false => all.min_by(|one, other| number(one).total_cmp(&number(other))),
        }
    }

    /// Whether this bound of it is none of its values.
    pub(super) fn excludes(&self, key: &str, bound: &Value) -> bool {
        let excluded = match key {
            "minimum" => "exclusiveMinimum",
            "maximum" => "exclusiveMaximum",
            _ => return false,
        };
        let mut parts = self.all.iter();
        parts.any(|part| {
            let is_out = part.get(excluded) == Some(&Value::Bool(true));
            is_out && part.get(key).and_then(Value::as_f64) == bound.as_f64()
        })
    }

    pub(super) fn description(&self) -> &'d str {
        let mut all = self.all.iter().filter(|part| rule(part).is_none());
        let found = all.find_map(|part| part.get("description")?.as_str());
        found
            .or_else(|| self.only_description())
            .unwrap_or_default()
    }

    /// In REST 2: that of an object that may be a list, too.
    fn only_description(&self) -> Option<&'d str> {
        let all = self.parts.iter().find_map(|part| alternatives(part))?;
        let described = |one: &'d Value| one["description"].as_str();
        let mut texts = all
            .iter()
            .filter(|one| one["enum"].is_null())
            .filter_map(described);
        texts.next().filter(|_| texts.next().is_none())
    }

    /// Whether it has fields, whatever their names.
    pub(super) fn is_object(&self) -> bool {
        let keys = ["properties", "additionalProperties"];
        keys.iter().any(|key| self.get(key).is_some())
    }

    /// What is inside, by name.
    pub(super) fn properties(&self) -> Vec<(&'d str, Self)> {
        let mut found: Vec<(&'d str, Vec<&'d Value>)> = Vec::new();
        let objects = self.all.iter().filter_map(|part| part.get("properties"));
        for (name, schema) in objects.filter_map(Value::as_object).flatten() {
            match found.iter_mut().find(|(known, _)| known == name) {
                Some((_, schemas)) => schemas.push(schema),
                None => found.push((name, vec![schema])),
            }
        }
        let found = found.into_iter();
        found
            .map(|(name, schemas)| (name, self.with(schemas)))
            .collect()
    }

    pub(super) fn requires(&self, name: &str) -> bool {
        let lists = self.all.iter().filter_map(|part| part.get("required"));
        let mut names = lists.filter_map(Value::as_array).flatten();
        names.any(|one| one == name)
    }

    /// Each entry of a list (`items`), or each value of a map (`additionalProperties`).
    pub(super) fn each(&self, key: &str) -> Option<Self> {
        let all = self.all.iter().filter_map(|part| part.get(key));
        let all: Vec<&Value> = all.filter(|schema| schema.is_object()).collect();
        (!all.is_empty()).then(|| self.with(all))
    }

    /// What is said of several fields together.
    pub(super) fn rules(&self) -> Vec<String> {
        self.all.iter().filter_map(|part| rule(part)).collect()
    }

    /// What it may be, one by one, if these are values, some of them with a description.
    pub(super) fn choices(&self) -> Vec<(&'d Value, &'d str)> {
        let alternatives = self.parts.iter().find_map(|part| alternatives(part));
        let mut choices = Vec::new();
        for one in alternatives.into_iter().flatten() {
            let Some(values) = one["enum"].as_array() else {
                return Vec::new();
            };
            let docs = one["description"].as_str().unwrap_or_default();
            choices.extend(values.iter().map(|value| (value, docs)));
        }
        match choices.iter().any(|(_, docs)| !docs.is_empty()) {
            true => choices,
            false => Vec::new(),
        }
    }
}

/// Adds what `inside` finds in each of them, and in what is added.
fn open<'d>(all: &mut Vec<&'d Schema>, mut inside: impl FnMut(&'d Schema) -> Option<&'d Value>) {
    let mut at = 0;
    while let Some(part) = all.get(at) {
        if let Some(schema) = inside(part) {
            flatten(schema, all);
        }
        at += 1;
    }
}

fn flatten<'d>(schema: &'d Value, into: &mut Vec<&'d Schema>) {
    let Some(part) = schema.as_object() else {
        return;
    };
    into.push(part);
    for one in part
        .get("allOf")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        flatten(one, into);
    }
}

/// The name of what a schema refers to.
pub(super) fn reference(part: &Schema) -> Option<&str> {
    part.get("$ref")?.as_str()?.rsplit('/').next()
}

/// Of which schemas one holds; nothing if they are about which fields there are.
pub(super) fn alternatives(part: &Schema) -> Option<&Vec<Value>> {
    let all = part
        .get("anyOf")
        .or_else(|| part.get("oneOf"))?
        .as_array()?;
    (!all.iter().all(is_requirement)).then_some(all)
}

/// Nothing but `required`.
fn is_requirement(schema: &Value) -> bool {
    let part = schema.as_object();
    part.is_some_and(|part| part.len() == 1 && part.contains_key("required"))
}

/// A rule about several fields, in words.
fn rule(part: &Schema) -> Option<String> {
    let (how_many, all) = match (part.get("anyOf"), part.get("oneOf")) {
        (Some(all), _) => ("At least", all),
        (_, all) => ("Exactly", all?),
    };
    let all = all.as_array()?;
    if !all.iter().all(is_requirement) {
        return None;
    }
    // That of an object has no other fields.
    let is_rule_alone = !part.contains_key("type");
    if let Some(text) = part.get("description").filter(|_| is_rule_alone) {
        return text.as_str().map(str::to_owned);
    }
    let names = all.iter().filter_map(|one| one["required"].as_array());
    let names = names.map(|names| {
        let names = names.iter().filter_map(Value::as_str);
        names
            .map(|name| format!("`{name}`"))
            .collect::<Vec<_>>()
            .join(" and ")
    });
    let names = names.collect::<Vec<_>>().join(", ");
    Some(format!("{how_many} one of {names} must be there."))
}

/// Null, as `AddNullable` has it.
pub(super) fn is_null(schema: &Value) -> bool {
    let values = schema["enum"].as_array();
    schema["type"] == "null" || values.is_some_and(|values| values.iter().all(Value::is_null))
}

/// What an empty object is in REST 2 (P-63).
pub(super) fn is_empty_list(schema: &Value) -> bool {
    schema["type"] == "array" && schema["maxItems"] == 0
}

/// What it is unless it is null or empty.
fn only_alternative(part: &Schema) -> Option<&Value> {
    let mut all = alternatives(part)?.iter();
    let is_some = |schema: &&Value| !is_null(schema) && !is_empty_list(schema);
    let only = all.by_ref().find(is_some)?;
    all.find(is_some).is_none().then_some(only)
}
