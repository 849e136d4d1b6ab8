//! How REST 3.0 wraps a result (P-165).

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::Value as Json;

/// Where in the `result` of REST 3.0 an answer stands, which is always an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// By the schema of the type: an object stands there itself, a list under `items`, all else under `result`.
    BySchema,
    /// It is the `result`.
    Bare,
    /// Under this key.
    Under(&'static str),
    /// It is no result but a file (P-293).
    File,
    /// It is no result but the whole body, as JSON (P-166).
    Whole,
}

impl Shape {
    /// What [`Shape::BySchema`] means for a type of this schema.
    pub(crate) fn of(self, schema: &Schema, generator: &SchemaGenerator) -> Self {
        if self != Self::BySchema {
            return self;
        }
        let mut json = schema.as_value();
        // A type that is named stands in the definitions. No type is a chain of names without end.
        for _ in 0..8 {
            let Some(name) = json.get("$ref").and_then(Json::as_str) else {
                break;
            };
            let name = name.rsplit('/').next().unwrap_or_default();
            match generator.definitions().get(name) {
                Some(definition) => json = definition,
                None => break,
            }
        }
        match json.get("type").and_then(Json::as_str) {
            Some("object") => Self::Bare,
            Some("array") => Self::Under("items"),
            _ => Self::Under("result"),
        }
    }

    /// The key.
    pub(crate) const fn key(self) -> Option<&'static str> {
        match self {
            Self::Under(key) => Some(key),
            Self::Bare | Self::BySchema | Self::File | Self::Whole => None,
        }
    }

    /// The schema of the whole `result`.
    pub(crate) fn wrap(self, schema: Schema) -> Schema {
        let Some(key) = self.key() else {
            return schema;
        };
        json_schema!({
            "type": "object",
            "properties": { key: schema },
            "required": [key],
        })
    }
}
