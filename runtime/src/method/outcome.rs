//! What a method returns, and how it is written into the response.

use http::StatusCode;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::descriptor::{Declared, Location, OutcomeDescriptor, Scope};
use crate::error::{Error, Rejection, RestError, SystemError};
use crate::params::Value;
use crate::params::decode::{self, DecodeError, Mode};
use crate::text::json::{self, Escaping};

/// The buffer that a result is serialised into.
#[derive(Debug)]
pub struct Output {
    buffer: Vec<u8>,
    start: usize,
    escaping: Escaping,
}

/// A result in its buffer, with what was lifted out of it.
#[derive(Debug)]
pub struct Written {
    /// What came before the result, and the result as JSON.
    pub(crate) buffer: Vec<u8>,
    /// Where in the buffer the result begins.
    pub(crate) start: usize,
    /// Offset of the next page (P-56).
    pub(crate) next: Option<i64>,
    /// Count of all rows (P-56).
    pub(crate) total: Option<i64>,
    /// The result is a body of its own (P-59).
    pub(crate) soft_error: bool,
    /// Another 2xx status than 200 (P-55).
    pub(crate) status: StatusCode,
}

impl Output {
    /// A buffer that already begins with `prefix`.
    pub(crate) fn new(prefix: &[u8], escaping: Escaping) -> Self {
        let mut buffer = Vec::with_capacity(512);
        buffer.extend_from_slice(prefix);
        Self {
            start: buffer.len(),
            buffer,
            escaping,
        }
    }

    /// Serialises `value` as the result.
    pub(crate) fn write<T: Serialize + ?Sized>(mut self, value: &T) -> Result<Written, Error> {
        let lifted = json::write_result(&mut self.buffer, value, self.escaping)
            .map_err(|_| SystemError::WrongEncoding)?;
        Ok(Written {
            buffer: self.buffer,
            start: self.start,
            next: lifted.next,
            total: lifted.total,
            soft_error: lifted.soft_error,
            status: StatusCode::OK,
        })
    }
}

/// What a method may answer with: anything that is `Serialize + JsonSchema`, or one of [`Paged`], [`WithStatus`].
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

/// An answer that a call in process can read back: anything that is `DeserializeOwned`, [`Paged`], [`WithStatus`].
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

/// What a method returns: a `Result` of an [`Answer`] and a [`RestError`].
#[diagnostic::on_unimplemented(
    message = "a REST method returns a `Result`, not `{Self}`",
    label = "not a `Result`",
    note = "return `Result<T, E>`: `T` is what the caller gets, `E` an error with `#[derive(RestError)]`"
)]
pub trait MethodResult {
    /// What the caller gets.
    type Answer: Answer;
    /// What the method may fail with.
    type Error: RestError;
    /// As a plain result.
    fn into_result(self) -> Result<Self::Answer, Self::Error>;
}

impl<T: Answer, E: RestError> MethodResult for Result<T, E> {
    type Answer = T;
    type Error = E;

    fn into_result(self) -> Self {
        self
    }
}

/// How a method's return value is written. The bound on `R` is stated in [`Outcome::new`] alone.
pub struct Outcome<R> {
    descriptor: OutcomeDescriptor,
    pub(crate) write: fn(R, Output) -> Result<Written, Error>,
    pub(crate) replacing: fn(Rejection) -> Option<Error>,
}

impl<R: MethodResult> Outcome<R> {
    /// Of a return type.
    #[expect(clippy::new_without_default, reason = "const, for a static")]
    pub const fn new() -> Self {
        Self {
            descriptor: OutcomeDescriptor {
                schema: <R::Answer as Answer>::schema,
                errors: <R::Error as RestError>::ERRORS,
            },
            write: |result, output| match result.into_result() {
                Ok(answer) => answer.write(output),
                Err(error) => Err(error.into_error()),
            },
            replacing: |rejection| R::Error::replacing(rejection).map(RestError::into_error),
        }
    }
}

impl<R> Outcome<R> {
    /// Begins the description of the method that returns it.
    pub const fn method(&self, name: &'static str, scope: Scope, location: Location) -> Declared {
        Declared {
            name,
            scope,
            location,
            outcome: self.descriptor,
        }
    }

    /// Puts the method's own error in the place of the framework's, where it declares one (`replaces = …`).
    pub(crate) fn replace(&self, error: Error) -> Error {
        match error.rejection().and_then(self.replacing) {
            Some(own) => own,
            None => error,
        }
    }
}
