//! What is answered.

use std::collections::BTreeMap;

use schemars::{Schema, SchemaGenerator, json_schema};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::json;

use super::AggregateFunction;
use crate::error::Error;
use crate::method::{Answer, FromReply, Output, Shape, Written};
use crate::params::decode::{self, DecodeError, Mode};
use crate::params::{Array, Value};

/// The answer of an `aggregate` method: `{"result": {"sum": {"price": 12}}}` in REST 3.0 (P-186). Made by
/// [`Aggregate::of`](super::Aggregate::of) and [`Aggregate::answer`](super::Aggregate::answer).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Aggregates(Vec<(AggregateFunction, Vec<(String, Value)>)>);

impl Aggregates {
    /// The value of a function, by the name that it was to be answered under.
    pub fn get(&self, function: AggregateFunction, name: &str) -> Option<&Value> {
        let of_function = self.0.iter().filter(|(other, _)| *other == function);
        let mut values = of_function.flat_map(|(_, values)| values);
        let found = values.find(|(other, _)| other == name);
        found.map(|(_, value)| value)
    }
}

impl FromIterator<(AggregateFunction, String, Value)> for Aggregates {
    fn from_iter<I: IntoIterator<Item = (AggregateFunction, String, Value)>>(values: I) -> Self {
        let mut all = Self::default();
        for (function, name, value) in values {
            let mut known = all.0.iter_mut();
            match known.find(|(other, _)| *other == function) {
                Some((_, values)) => values.push((name, value)),
                None => all.0.push((function, vec![(name, value)])),
            }
        }
        all
    }
}

/// Maps always, whatever the names are: a PHP array with the one name `0` would be a list.
struct Maps<'a>(&'a [(AggregateFunction, Vec<(String, Value)>)]);

struct Map<'a>(&'a [(String, Value)]);

impl Serialize for Maps<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (function, values) in self.0 {
            map.serialize_entry(function.word(), &Map(values))?;
        }
        map.end()
    }
}

impl Serialize for Map<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl Answer for Aggregates {
    const SHAPE: Shape = Shape::Under("result");

    fn write(self, output: Output) -> Result<Written, Error> {
        output.write(&Maps(&self.0))
    }

    fn schema(_: &mut SchemaGenerator) -> Schema {
        let of = |function: AggregateFunction| match function {
            AggregateFunction::Avg | AggregateFunction::Sum => json!({"type": ["number", "null"]}),
            AggregateFunction::Min | AggregateFunction::Max => json!({}),
            AggregateFunction::Count | AggregateFunction::CountDistinct => {
                json!({"type": "integer", "minimum": 0})
            }
        };
        let maps = AggregateFunction::ALL.map(|function| {
            let map = json!({
                "type": "object",
                "description": "By field, or by the name that was asked for in its place.",
                "additionalProperties": of(function),
            });
            (function.word(), map)
        });
        json_schema!({
            "type": "object",
            "properties": BTreeMap::from(maps),
            "additionalProperties": false,
        })
    }
}

impl FromReply for Aggregates {
    fn from_reply(result: Value, _: &Written) -> Result<Self, DecodeError> {
        read(result)
    }
}

fn read(result: Value) -> Result<Aggregates, DecodeError> {
    let functions: BTreeMap<String, Array> = decode::from_value(result, Mode::Lenient)?;
    let named = functions.iter().filter_map(|(word, values)| {
        let function = AggregateFunction::of(word)?;
        let values = values.iter();
        Some(values.map(move |(name, value)| (function, name.to_string(), value.clone())))
    });
    Ok(named.flatten().collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    // Proves: P-186
    #[test]
    fn what_is_answered_is_read_back() {
        let (max, count) = (AggregateFunction::Max, AggregateFunction::Count);
        let values = [
            (max, "0", Value::Int(5)),
            (count, "id", Value::Int(4)),
            (max, "title", Value::from("x")),
        ];
        let values = values.map(|(function, name, value)| (function, name.to_owned(), value));
        let answered: Aggregates = values.into_iter().collect();
        let text = serde_json::to_string(&Maps(&answered.0)).unwrap();
        assert_eq!(text, r#"{"max":{"0":5,"title":"x"},"count":{"id":4}}"#);
        let reply: Value = serde_json::from_str(&text).unwrap();
        let back = read(reply).unwrap();
        for (function, name) in [(max, "0"), (max, "title"), (count, "id")] {
            assert!(back.get(function, name).is_some());
            assert_eq!(back.get(function, name), answered.get(function, name));
        }
        assert_eq!(back.get(count, "title"), None);
    }
}
