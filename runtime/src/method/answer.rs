//! What a method answers with.

use http::StatusCode;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Method;
use super::descriptor::Descriptor;
use super::outcome::{MethodResult, Output, Written};
use super::shape::Shape;
use crate::error::Error;
use crate::params::Value;
use crate::params::decode::{self, DecodeError, Mode};

/// What a method may answer with: anything that is `Serialize + JsonSchema`, or one of [`Item`](super::Item),
/// [`Items`](super::Items), [`Created`](super::Created), [`Paged`], [`WithStatus`], [`Download`](super::Download),
/// [`Whole`](super::Whole).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the result of a REST method",
    label = "this type cannot be written into a response",
    note = "derive `serde::Serialize` and `schemars::JsonSchema` for it, or for the rows that it holds",
    note = "the rows of a `Selected<…>` need `#[derive(bitrix_rest::Object)]`, too"
)]
pub trait Answer: Send {
    /// Where in a result of REST 3.0 it stands (P-165).
    #[doc(hidden)]
    const SHAPE: Shape = Shape::BySchema;

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
    const SHAPE: Shape = T::SHAPE;

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
    const SHAPE: Shape = Shape::Under("items");

    fn write(self, output: Output) -> Result<Written, Error> {
        let mut written = output.write(&self.items)?;
        (written.next, written.total) = (self.next, self.total);
        Ok(written)
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Vec<T>>()
    }
}

/// An answer that a call in process can read back: anything that is `DeserializeOwned`, and what else a method may
/// [answer](Answer) with.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read back from a reply",
    label = "what this method answers cannot be read back",
    note = "derive `serde::Deserialize` for it, or for the rows that it holds"
)]
pub trait FromReply: Sized + Send {
    /// From the result, and what was lifted out of it.
    #[doc(hidden)]
    fn from_reply(result: Value, written: &Written) -> Result<Self, DecodeError>;
}

/// Says of an answer of this method that cannot be read what can be done.
pub(crate) fn unread(method: &Descriptor, mut error: DecodeError) -> DecodeError {
    if error.is_missing() && method.selects() {
        let hint = "; if it was not selected, `#[serde(default)]` on its type makes it up";
        error.message.push_str(hint);
    }
    error
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

/// A method that can be called: its answer can be read back. Every method whose answer is `DeserializeOwned`, and those that
/// answer [`Paged`], [`Download`](crate::Download) and their like.
pub trait Callable: Method<Outcome: MethodResult<Answer: FromReply>> {}

impl<M: Method<Outcome: MethodResult<Answer: FromReply>>> Callable for M {}

/// What a method answers.
pub type AnswerOf<M> = <<M as Method>::Outcome as MethodResult>::Answer;
