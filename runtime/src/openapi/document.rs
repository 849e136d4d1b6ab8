//! The outermost object of a document: its keys are written in this order, as clients expect (P-321).

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::schema::Struct;

/// A document of OpenAPI 3.0. Its JSON begins with `{"openapi":"3.0.0"` (P-321); `Display` writes it, `{:#}` with line breaks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Document {
    /// The version of the format: `3.0.0`.
    pub openapi: String,
    /// What the document is of.
    pub info: Info,
    /// Where the methods are served.
    pub servers: Vec<Server>,
    /// The modules of the methods.
    pub tags: Vec<Tag>,
    /// Operations by path.
    pub paths: Map<String, Value>,
    /// What operations refer to.
    pub components: Components,
}

/// What a document is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Info {
    /// In a few words.
    pub title: String,
    /// Of the methods, not of the format.
    pub version: String,
    /// At length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// Where methods are served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Server {
    /// A path, or a whole address.
    pub url: String,
}

/// A module: the first word of the names of methods (P-189).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Tag {
    /// The word.
    pub name: String,
    /// In a few words.
    pub description: String,
}

/// What operations refer to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Components {
    /// Schemas by name.
    pub schemas: Map<String, Value>,
    /// The ways to bring credentials.
    pub security_schemes: Map<String, Value>,
}

impl fmt::Display for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match f.alternate() {
            true => serde_json::to_string_pretty(self),
            false => serde_json::to_string(self),
        };
        f.write_str(&text.map_err(|_| fmt::Error)?)
    }
}

/// The outermost keys; what stands beneath them is told by the format itself.
impl JsonSchema for Document {
    fn schema_name() -> Cow<'static, str> {
        "Document".into()
    }

    fn schema_id() -> Cow<'static, str> {
        concat!(module_path!(), "::Document").into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Struct::new(generator, "A document of OpenAPI 3.0.")
            .with::<String>("openapi", "The version of the format: `3.0.0`.")
            .with::<Map<String, Value>>("info", "What the document is of.")
            .with::<Vec<Map<String, Value>>>("servers", "Where the methods are served.")
            .with::<Vec<Map<String, Value>>>("tags", "The modules of the methods.")
            .with::<Map<String, Value>>("paths", "Operations by path.")
            .with::<Map<String, Value>>("components", "What operations refer to.")
            .schema()
    }
}
