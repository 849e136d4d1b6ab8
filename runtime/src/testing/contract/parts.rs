//! All that a schema says at once: itself, what `allOf` adds to it, and one of what it lets choose from.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ptr;

use serde_json::Value;

use super::schema::Schemas;

/// No schema of ours has more; one that names itself has no end.
const MOST: usize = 64;

/// No schema of ours lets choose from more; one that names itself has no end.
const MOST_OTHERS: usize = 1024;

/// A list of what a schema lets choose from, and which of them it is.
type Choice<'a> = (&'a [Value], usize);

/// A schema, taken apart: the outermost part first.
pub(super) struct Parts<'a> {
    schemas: Schemas<'a>,
    given: Vec<&'a Value>,
    last: bool,
    /// What is chosen otherwise than unasked.
    picked: Vec<Choice<'a>>,
    all: Vec<&'a Value>,
    /// What was chosen, from all that was met.
    choices: Vec<Choice<'a>>,
    /// The fields of what was not chosen, where only one may be.
    others: BTreeSet<&'a str>,
}

impl<'a> Parts<'a> {
    /// Of schemas that all hold. What it lets choose from gives the first, or the last: where a type may hold itself, the
    /// last is most often what does not.
    pub(super) fn of(schemas: Schemas<'a>, given: Vec<&'a Value>, last: bool) -> Self {
        Self::picked(schemas, given, last, Vec::new())
    }

    fn picked(
        schemas: Schemas<'a>,
        given: Vec<&'a Value>,
        last: bool,
        picked: Vec<Choice<'a>>,
    ) -> Self {
        let (mut all, mut choices) = (Vec::new(), Vec::new());
        let mut others = BTreeSet::new();
        let mut open: VecDeque<&Value> = given.iter().copied().collect();
        while let Some(part) = open.pop_front().filter(|_| all.len() < MOST) {
            let part = schemas.resolve(part);
            all.push(part);
            open.extend(list(part, "allOf"));
            for key in ["anyOf", "oneOf"] {
                let several = list(part, key);
                if several.is_empty() {
                    continue;
                }
                let asked = picked.iter().find(|(list, _)| ptr::eq(*list, several));
                let chosen = match (asked, last) {
                    (Some((_, at)), _) => *at,
                    (None, true) => several.len() - 1,
                    (None, false) => 0,
                };
                choices.push((several, chosen));
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
            last,
            picked,
            all,
            choices,
            others,
        }
    }

    /// The same with another choice in one place each, and in what is met only behind it.
    pub(super) fn alternatives(&self) -> Vec<Self> {
        let mut all = Vec::new();
        self.further(&[], &mut all);
        all
    }

    fn further(&self, known: &[Choice<'a>], all: &mut Vec<Self>) {
        let is_in = |choices: &[Choice<'a>], list: &[Value]| {
            choices.iter().any(|(other, _)| ptr::eq(*other, list))
        };
        for &(list, chosen) in &self.choices {
            if is_in(known, list) || is_in(&self.picked, list) {
                continue;
            }
            for at in (0..list.len()).filter(|at| *at != chosen) {
                if all.len() >= MOST_OTHERS {
                    return;
                }
                let mut picked = self.picked.clone();
                picked.push((list, at));
                let other = Self::picked(self.schemas, self.given.clone(), self.last, picked);
                let own = all.len();
                other.further(&self.choices, all);
                all.insert(own, other);
            }
        }
    }

    /// Those of a value inside.
    pub(super) fn inside(&self, given: Vec<&'a Value>, last: bool) -> Self {
        Self::of(self.schemas, given, last)
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

    /// Examples of the value, the outermost first.
    pub(super) fn examples(&self) -> impl Iterator<Item = &'a Value> {
        let several = self.values("examples").filter_map(Value::as_array);
        self.values("example").chain(several.flatten())
    }

    /// What is in a list that has one of each, as tuples are.
    pub(super) fn tuple(&self) -> Option<&'a [Value]> {
        let places = list(self.get("items")?, "anyOf");
        let length = i64::try_from(places.len()).ok();
        let is_tuple = !places.is_empty()
            && self.most("minItems") == length
            && self.least("maxItems") == length;
        is_tuple.then_some(places)
    }

    /// Whether the value is what the whole schema says, and what was asked to be chosen from it.
    pub(super) fn allow(&self, value: &Value) -> bool {
        let check = |schema: &&'a Value| self.schemas.check(schema, value, "").is_ok();
        match self.picked.is_empty() {
            true => self.given.iter().all(check),
            false => self.all.iter().all(check),
        }
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
