//! Rows as they are answered.

use std::borrow::Cow;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value as Json};

use super::selection::{Picked, Selection};
use super::{Object, Select};

/// A row of which only the selected fields are answered (P-175 – P-177); made by [`Select::of`].
#[derive(Debug, Clone, PartialEq)]
pub struct Selected<T> {
    row: T,
    selection: Arc<Selection>,
}

impl<T> Selected<T> {
    pub(super) const fn new(row: T, selection: Arc<Selection>) -> Self {
        Self { row, selection }
    }

    /// The whole row.
    pub fn into_row(self) -> T {
        self.row
    }

    /// The whole row.
    pub const fn row(&self) -> &T {
        &self.row
    }
}

impl<T: Serialize> Serialize for Selected<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let picked = Picked {
            value: &self.row,
            selection: &self.selection,
        };
        picked.serialize(serializer)
    }
}

/// Reads a row; for typed calls. What was not selected its type must make up, by `#[serde(default)]` or as an `Option`.
impl<'de, T: Object + Deserialize<'de>> Deserialize<'de> for Selected<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let row = T::deserialize(deserializer)?;
        Ok(Select::all().of(row))
    }
}

impl<T: Object> JsonSchema for Selected<T> {
    fn schema_name() -> Cow<'static, str> {
        T::object().name().into()
    }

    fn schema_id() -> Cow<'static, str> {
        std::any::type_name::<Self>().into()
    }

    /// No field must be there: which are, the caller says.
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut properties = Map::new();
        for field in T::object().fields() {
            let mut schema = field.schema(generator);
            let is_reference = schema.get("$ref").is_some();
            if !field.description().is_empty() && !is_reference {
                schema.insert("description".to_owned(), field.description().into());
            }
            properties.insert(field.name().to_owned(), schema.to_value());
        }
        let mut schema = Map::new();
        schema.insert("type".to_owned(), "object".into());
        schema.insert("properties".to_owned(), Json::Object(properties));
        Schema::from(schema)
    }
}
