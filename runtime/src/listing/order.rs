//! In which order.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::operator::compare;
use super::times::seconds;
use super::{ListFields, allowed, field_of, schema};
use crate::params::{Array, Key, Value};

/// Which end of a field comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// `ASC`: the least.
    Ascending,
    /// `DESC`: the greatest.
    Descending,
}

impl Direction {
    /// As it is written.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ascending => "ASC",
            Self::Descending => "DESC",
        }
    }

    pub(crate) fn of(value: &Value) -> Option<Self> {
        let word = value.as_str()?;
        let mut both = [Self::Ascending, Self::Descending].into_iter();
        both.find(|direction| direction.word().eq_ignore_ascii_case(word))
    }
}

/// The fields to sort by, the first one first, of those that a list declares (P-249, P-298). Empty if the caller leaves it
/// out.
pub struct Order<F> {
    by: Vec<(&'static str, Direction)>,
    fields: PhantomData<fn() -> F>,
}

impl<F: ListFields> Order<F> {
    /// From fields to directions, as callers send it.
    ///
    /// # Errors
    /// A field that the list does not declare, or another direction, in the words of P-249.
    pub fn of(asked: &Array) -> Result<Self, String> {
        let entry = |(key, value): (&Key, &Value)| {
            let name = key.to_string().to_uppercase();
            let field = allowed(F::ORDER, &name)
                .ok_or_else(|| format!("Order field not allowed: {name}"))?;
            let direction = Direction::of(value)
                .ok_or_else(|| "Order direction should be one of {ASC|DESC}".to_owned())?;
            Ok::<_, String>((field, direction))
        };
        Ok(Self {
            by: asked.iter().map(entry).collect::<Result<_, _>>()?,
            fields: PhantomData,
        })
    }

    /// What to sort by; for a list that asks a database.
    pub fn by(&self) -> &[(&'static str, Direction)] {
        &self.by
    }

    /// Which of two rows, as they are answered, comes first. Equal, if it says nothing of what they differ in: a stable sort
    /// keeps the order that they had.
    pub fn compare(&self, one: &Array, other: &Array) -> Ordering
    where
        F: ListFields,
    {
        let orders = self.by.iter().map(|(field, direction)| {
            let (one, other) = (field_of(one, field), field_of(other, field));
            let order = match F::TIMES.contains(field) {
                true => compare(&seconds(one), &seconds(other)),
                false => compare(one, other),
            };
            match direction {
                Direction::Ascending => order,
                Direction::Descending => order.reverse(),
            }
        });
        orders.fold(Ordering::Equal, Ordering::then)
    }
}

impl<F> Default for Order<F> {
    fn default() -> Self {
        Self {
            by: Vec::new(),
            fields: PhantomData,
        }
    }
}

impl<F> Clone for Order<F> {
    fn clone(&self) -> Self {
        Self {
            by: self.by.clone(),
            fields: PhantomData,
        }
    }
}

impl<F> PartialEq for Order<F> {
    fn eq(&self, other: &Self) -> bool {
        self.by == other.by
    }
}

impl<F> std::fmt::Debug for Order<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Order").field(&self.by).finish()
    }
}

impl<F> Serialize for Order<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let by = self.by.iter();
        let by: Array = by
            .map(|(field, direction)| (*field, direction.word()))
            .collect();
        by.serialize(serializer)
    }
}

impl<'de, F: ListFields> Deserialize<'de> for Order<F> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Optional, so that it may be left out.
        match Option::<Value>::deserialize(deserializer)? {
            None | Some(Value::Null) => Ok(Self::default()),
            Some(Value::Array(asked)) => Self::of(&asked).map_err(D::Error::custom),
            _ => Err(D::Error::custom("The order is not an array.")),
        }
    }
}

impl<F: ListFields> JsonSchema for Order<F> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Order".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schema::order(F::ORDER)
    }
}
