//! All that a schema says at once: itself, what `allOf` adds to it, and one of what it lets choose from.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::Value;

use super::schema::Schemas;

/// No schema of ours has more; one that names itself has no end.
const MOST: usize = 64;

/// A schema, taken apart: the outermost part first.
pub(super) struct Parts<'a> {
    schemas: Schemas<'a>,
    given: Vec<&'a Value>,
    all: Vec<&'a Value>,
    /// The fields of what was not chosen, where only one may be.
    others: BTreeSet<&'a str>,
}

impl<'a> Parts<'a> {
    /// Of schemas that all hold. What it lets choose from gives the first, or the last: where a type may hold itself, the
    /// last is most often what does not.
    pub(super) fn of(schemas: Schemas<'a>, given: Vec<&'a Value>, last: bool) -> Self {
        let mut all = Vec::new();
        let mut others = BTreeSet::new();
        let mut open: VecDeque<&Value> = given.iter().copied().collect();
        while let Some(part) = open.pop_front().filter(|_| all.len() < MOST) {
            let part = schemas.resolve(part);
            all.push(part);
            open.extend(list(part, "allOf"));
            for key in ["anyOf", "oneOf"] {
                let several = list(part, key);
                let chosen = match last {
                    true => several.len().saturating_sub(1),
                    false => 0,
                };
                for (at, one) in several.iter().enumerate() {
                    match at == chosen {
                        true => open.push_back(one),
                        false if key == "oneOf" => others.extend(required(schemas.resolve(one))),
                        false => {}
                    }
                }
            }
        }
        Self {
            schemas,
            given,
            all,
            others,
        }
    }

    /// Each part.
    pub(super) fn iter(&self) -> impl Iterator<Item = &'a Value> {
        self.all.iter().copied()
    }

    /// What the parts say under this key.
    pub(super) fn values(&self, key: &str) -> impl Iterator<Item = &'a Value> {
        self.all.iter().filter_map(move |part| part.get(key))
    }

    /// What the outermost part that says something under this key says.
    pub(super) fn get(&self, key: &str) -> Option<&'a Value> {
        self.values(key).next()
    }

    /// The most that a part says.
    pub(super) fn most(&self, key: &str) -> Option<i64> {
        self.values(key).filter_map(Value::as_i64).max()
    }

    /// The least that a part says.
    pub(super) fn least(&self, key: &str) -> Option<i64> {
        self.values(key).filter_map(Value::as_i64).min()
    }

    /// Each field, with the schemas that all hold for it.
    pub(super) fn properties(&self) -> BTreeMap<&'a str, Vec<&'a Value>> {
        let mut properties: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for fields in self.values("properties").filter_map(Value::as_object) {
            for (name, schema) in fields {
                properties.entry(name.as_str()).or_default().push(schema);
            }
        }
        properties
    }

    /// The fields that must be there.
    pub(super) fn required(&self) -> BTreeSet<&'a str> {
        self.iter().flat_map(required).collect()
    }

    /// Whether a field may stand beside those that must be there.
    pub(super) fn may_hold(&self, name: &str) -> bool {
        !self.others.contains(name)
    }

    /// Whether the value is what the whole schema says.
    pub(super) fn allow(&self, value: &Value) -> bool {
        let check = |schema: &&'a Value| self.schemas.check(schema, value, "").is_ok();
        self.given.iter().all(check)
    }
}

fn list<'a>(part: &'a Value, key: &str) -> &'a [Value] {
    part.get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn required(part: &Value) -> impl Iterator<Item = &str> {
    list(part, "required").iter().filter_map(Value::as_str)
}
