//! Flags that follow PHP's truth.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Deserialize, Deserializer, Visitor};
use serde::{Serialize, Serializer};

use crate::params::marker;
use crate::params::value::Value;

/// A flag documented as "true/1", which PHP tests for truth: everything but `false`, `0`, `0.0`, `""`, `"0"`,
/// null and the empty array is true. So `full=N` is true (P-46).
///
/// Use `bool` for the flags documented as `Y`/`N` (P-45).
///
/// ```
/// use bitrix_rest::params::{Truthy, Value, decode::{self, Mode}};
///
/// let full: Truthy = decode::from_value(Value::from("N"), Mode::Lenient)?;
/// assert!(full.0);
/// # Ok::<(), decode::DecodeError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Truthy(
    /// Whether the value was true.
    pub bool,
);

impl From<bool> for Truthy {
    fn from(flag: bool) -> Self {
        Self(flag)
    }
}

impl From<Truthy> for bool {
    fn from(flag: Truthy) -> Self {
        flag.0
    }
}

impl Serialize for Truthy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(self.0)
    }
}

impl<'de> Deserialize<'de> for Truthy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(marker::TRUTHY, TruthyVisitor)
    }
}

struct TruthyVisitor;

impl<'de> Visitor<'de> for TruthyVisitor {
    type Value = Truthy;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Truthy, E> {
        Ok(Truthy(flag))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<Truthy, D::Error> {
        Value::deserialize(inner).map(|value| Truthy(value.is_truthy()))
    }
}

impl JsonSchema for Truthy {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Truthy".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        bool::json_schema(generator)
    }
}
