//! What a method answers with.

use http::{HeaderValue, StatusCode};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::outcome::{Media, Output, Written};
use crate::error::Error;
use crate::params::Value;
use crate::params::decode::{self, DecodeError, Mode};

/// What a method may answer with: anything that is `Serialize + JsonSchema`, or one of [`Paged`], [`WithStatus`],
/// [`Download`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the result of a REST method",
    label = "this type cannot be written into a response",
    note = "derive `serde::Serialize` and `schemars::JsonSchema` for it"
)]
pub trait Answer: Send {
    /// Writes the answer into the response.
    #[doc(hidden)]
    fn write(self, output: Output) -> Result<Written, Error>;
    /// The JSON Schema of the result.
    fn schema(generator: &mut SchemaGenerator) -> Schema
    where
        Self: Sized;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + JsonSchema + Send> Answer for T {
    fn write(self, output: Output) -> Result<Written, Error> {
        output.write(&self)
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }
}

/// An answer with another 2xx status than 200 (P-55).
///
/// ```
/// use bitrix_rest::{Error, WithStatus, http::StatusCode, rest_method};
///
/// /// Creates a thing and answers its id with `201 Created`.
/// #[rest_method("demo.add", scope = "basic")]
/// async fn demo_add() -> Result<WithStatus<i64>, Error> {
///     Ok(WithStatus(StatusCode::CREATED, 17))
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WithStatus<T>(
    /// The status; one that is not 2xx is answered as 200.
    pub StatusCode,
    /// The answer.
    pub T,
);

impl<T: Answer> Answer for WithStatus<T> {
    fn write(self, output: Output) -> Result<Written, Error> {
        let mut written = self.1.write(output)?;
        if self.0.is_success() {
            written.status = self.0;
        }
        Ok(written)
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        T::schema(generator)
    }
}

/// One page of a list: `next` and `total` go beside `result` (P-57, P-58).
///
/// Made by [`Page::of`](crate::Page::of), which knows where the page begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paged<T> {
    pub(crate) items: Vec<T>,
    pub(crate) next: Option<i64>,
    pub(crate) total: Option<i64>,
}

impl<T> Paged<T> {
    /// The rows of this page.
    pub fn items(&self) -> &[T] {
        &self.items
    }

    /// The same page with each row made into another.
    pub fn map<U>(self, row: impl FnMut(T) -> U) -> Paged<U> {
        Paged {
            items: self.items.into_iter().map(row).collect(),
            next: self.next,
            total: self.total,
        }
    }

    /// Offset of the next page, if there is one.
    pub const fn next(&self) -> Option<i64> {
        self.next
    }

    /// Count of all rows, unless the caller asked for none (P-40).
    pub const fn total(&self) -> Option<i64> {
        self.total
    }
}

impl<T: Serialize + JsonSchema + Send> Answer for Paged<T> {
    fn write(self, output: Output) -> Result<Written, Error> {
        let mut written = output.write(&self.items)?;
        (written.next, written.total) = (self.next, self.total);
        Ok(written)
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Vec<T>>()
    }
}

/// An answer that a call in process can read back: anything that is `DeserializeOwned`, [`Paged`], [`WithStatus`],
/// [`Download`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read back from a reply",
    note = "derive `serde::Deserialize` for it"
)]
pub trait FromReply: Sized + Send {
    /// From the result, and what was lifted out of it.
    #[doc(hidden)]
    fn from_reply(result: Value, written: &Written) -> Result<Self, DecodeError>;
}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + Send> FromReply for T {
    fn from_reply(result: Value, _: &Written) -> Result<Self, DecodeError> {
        decode::from_value(result, Mode::Lenient)
    }
}

impl<T: DeserializeOwned + Send> FromReply for Paged<T> {
    fn from_reply(result: Value, written: &Written) -> Result<Self, DecodeError> {
        let items = decode::from_value(result, Mode::Lenient)?;
        Ok(Self {
            items,
            next: written.next,
            total: written.total,
        })
    }
}

impl<T: FromReply> FromReply for WithStatus<T> {
    fn from_reply(result: Value, written: &Written) -> Result<Self, DecodeError> {
        Ok(Self(written.status, T::from_reply(result, written)?))
    }
}

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
