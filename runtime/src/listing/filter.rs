//! Which rows.

use std::borrow::Cow;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::condition::split;
use super::times::{seconds, told_in};
use super::{Condition, ListFields, Operator, allowed, field_of, schema};
use crate::params::{Array, Key, Value, Zoned};
use crate::zone::Zone;

/// Conditions that all must hold, on fields that a list declares (P-249, P-298). Without any it accepts every row, and so does
/// one that the caller leaves out.
pub struct Filter<F> {
    conditions: Vec<Condition>,
    fields: PhantomData<fn() -> F>,
}

impl<F: ListFields> Filter<F> {
    /// From operators with fields to values, as callers send it. A time without an offset is UTC; in the parameter of a method
    /// it is a time of the server (P-49).
    ///
    /// # Errors
    /// An operator or a field that the list does not declare, in the words of P-249.
    pub fn of(asked: &Array) -> Result<Self, String> {
        Self::in_zone(asked, &Zone::utc())
    }

    fn in_zone(asked: &Array, zone: &Zone) -> Result<Self, String> {
        let condition = |(key, value): (&Key, &Value)| {
            let refused = |sign: &str| format!("Filter operation not allowed: {sign}");
            let mut condition =
                Condition::read(key, value, Operator::Equal).map_err(|sign| refused(&sign))?;
            if !F::OPERATORS.contains(&condition.operator) {
                // As it was sent: `!` is `!=`, too.
                return Err(refused(split(&key.to_string()).0));
            }
            match allowed(F::FILTER, &condition.field) {
                Some(field) => field.clone_into(&mut condition.field),
                None => return Err(format!("Filter field not allowed: {}", condition.field)),
            }
            if Self::is_of_times(&condition) {
                condition.value = told_in(zone, &condition.value);
            }
            Ok(condition)
        };
        Ok(Self {
            conditions: asked.iter().map(condition).collect::<Result<_, _>>()?,
            fields: PhantomData,
        })
    }

    /// Whether points in time are compared. Parts are looked for in what is answered.
    fn is_of_times(condition: &Condition) -> bool {
        F::TIMES.contains(&&*condition.field) && !condition.operator.looks_for_parts()
    }

    /// The conditions, in the order of the caller; for a list that asks a database. Times that are compared as such have their
    /// offset.
    pub fn conditions(&self) -> &[Condition] {
        &self.conditions
    }

    /// Whether a row, as it is answered, is one that is asked for. A field that it lacks is null.
    pub fn accepts(&self, row: &Array) -> bool {
        self.conditions.iter().all(|condition| {
            let found = field_of(row, &condition.field);
            match Self::is_of_times(condition) {
                true => {
                    let wanted = seconds(&condition.value);
                    condition.operator.accepts(&seconds(found), &wanted)
                }
                false => condition.accepts(found),
            }
        })
    }
}

impl<F> Default for Filter<F> {
    fn default() -> Self {
        Self {
            conditions: Vec::new(),
            fields: PhantomData,
        }
    }
}

impl<F> Clone for Filter<F> {
    fn clone(&self) -> Self {
        Self {
            conditions: self.conditions.clone(),
            fields: PhantomData,
        }
    }
}

impl<F> PartialEq for Filter<F> {
    fn eq(&self, other: &Self) -> bool {
        self.conditions == other.conditions
    }
}

impl<F> std::fmt::Debug for Filter<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Filter").field(&self.conditions).finish()
    }
}

impl<F> Serialize for Filter<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let conditions = self.conditions.iter().map(|condition| {
            let key = format!("{}{}", condition.operator.sign(), condition.field);
            (key, condition.value.clone())
        });
        conditions.collect::<Array>().serialize(serializer)
    }
}

impl<'de, F: ListFields> Deserialize<'de> for Filter<F> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Optional, so that it may be left out.
        let Some(Zoned { value, zone }) = Option::deserialize(deserializer)? else {
            return Ok(Self::default());
        };
        match value {
            Value::Null => Ok(Self::default()),
            Value::Array(asked) => Self::in_zone(&asked, &zone).map_err(D::Error::custom),
            _ => Err(D::Error::custom("The filter is not an array.")),
        }
    }
}

impl<F: ListFields> JsonSchema for Filter<F> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Filter".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schema::filter(F::FILTER, F::OPERATORS)
    }
}
