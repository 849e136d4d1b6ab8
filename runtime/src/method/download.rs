//! What is answered in the place of a result: a file, or a body of its own.

use http::HeaderValue;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::answer::{Answer, FromReply};
use super::outcome::{Media, Output, Written};
use super::shape::Shape;
use crate::error::Error;
use crate::params::Value;
use crate::params::decode::{self, DecodeError, Mode};
use crate::params::json::value_from_slice;

/// A file in the place of a result: its bytes are the whole body, without an envelope (P-293).
///
/// ```
/// use bitrix_rest::{Download, Error, rest_method};
///
/// /// Answers a table.
/// #[rest_method("demo.export", scope = "basic", read_only, batch = false)]
/// async fn demo_export() -> Result<Download, Error> {
///     Ok(Download::new("text/csv; charset=utf-8", "id,name\n1,Ada\n").named("people.csv"))
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    content_type: String,
    name: Option<String>,
    content: Vec<u8>,
}

impl Download {
    /// These bytes, of this media type.
    pub fn new(content_type: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        Self {
            content_type: content_type.into(),
            name: None,
            content: content.into(),
        }
    }

    /// To be saved under this name. Characters that a header cannot hold are replaced by `_`.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        let safe = |c: char| {
            if (' '..='~').contains(&c) && !matches!(c, '"' | '\\') {
                c
            } else {
                '_'
            }
        };
        self.name = Some(name.chars().map(safe).collect());
        self
    }

    /// The bytes.
    pub fn content(&self) -> &[u8] {
        &self.content
    }

    /// The media type.
    pub fn content_type(&self) -> &str {
        &self.content_type
    }

    /// The name to save it under.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
}

impl Answer for Download {
    const SHAPE: Shape = Shape::File;

    fn write(self, _: Output) -> Result<Written, Error> {
        let disposition = self
            .name
            .map(|name| format!("attachment; filename=\"{name}\""));
        let header = |text: &str| HeaderValue::from_str(text).map_err(Error::internal);
        Ok(Output::file(
            self.content,
            Media {
                content_type: header(&self.content_type)?,
                disposition: disposition.as_deref().map(header).transpose()?,
            },
        ))
    }

    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "binary" })
    }
}

impl FromReply for Download {
    fn from_reply(_: Value, written: &Written) -> Result<Self, DecodeError> {
        let text = |value: &HeaderValue| value.to_str().unwrap_or_default().to_owned();
        let media = written.media.as_ref();
        let disposition = media.and_then(|media| media.disposition.as_ref()).map(text);
        let name = disposition
            .as_deref()
            .and_then(|text| text.split('"').nth(1));
        Ok(Self {
            content_type: media
                .map(|media| text(&media.content_type))
                .unwrap_or_default(),
            name: name.map(str::to_owned),
            content: written.buffer.clone(),
        })
    }
}

/// The whole body as JSON, without `result` and `time` around it: for documents that are a format of their own (P-166).
///
/// ```
/// use bitrix_rest::{Error, Whole, rest_method};
/// use std::collections::BTreeMap;
///
/// /// Answers a document.
/// #[rest_method("demo.document", scope = "basic", versions(v3), read_only, batch = false)]
/// async fn demo_document() -> Result<Whole<BTreeMap<String, String>>, Error> {
///     Ok(Whole([("format".to_owned(), "1.0".to_owned())].into()))
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whole<T>(
    /// The body.
    pub T,
);

impl<T: Serialize + JsonSchema + Send> Answer for Whole<T> {
    const SHAPE: Shape = Shape::Whole;

    fn write(self, _: Output) -> Result<Written, Error> {
        let media = Media {
            content_type: HeaderValue::from_static("application/json; charset=utf-8"),
            disposition: None,
        };
        // Not as PHP would print it: the format is the document's own.
        let body = serde_json::to_vec(&self.0).map_err(Error::internal)?;
        Ok(Output::file(body, media))
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }
}

impl<T: DeserializeOwned + Send> FromReply for Whole<T> {
    fn from_reply(_: Value, written: &Written) -> Result<Self, DecodeError> {
        let body = value_from_slice(&written.buffer).unwrap_or(Value::Null);
        decode::from_value(body, Mode::Lenient).map(Self)
    }
}
