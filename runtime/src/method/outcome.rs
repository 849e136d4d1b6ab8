//! What a method returns, and how it is written into the response.

use http::{HeaderValue, StatusCode};
use serde::Serialize;

use super::Answer;
use super::descriptor::{Declared, Location, OutcomeDescriptor, Scope};
use super::shape::Shape;
use crate::error::{Error, Rejection, RestError, SystemError};
use crate::params::encode::EncodeError;
use crate::pipeline::Repeat;
use crate::text::json::{self, Escaping};

/// The buffer that a result is serialised into.
#[derive(Debug)]
pub struct Output {
    buffer: Vec<u8>,
    start: usize,
    escaping: Escaping,
    /// In REST 3.0.
    shape: Option<Shape>,
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
    /// The buffer is no result but a file (P-293).
    pub(crate) media: Option<Media>,
    /// The call may come again (P-172).
    pub(crate) repeat: Option<Box<Repeat>>,
}

impl Written {
    /// A result, and nothing else.
    const fn new(buffer: Vec<u8>, start: usize) -> Self {
        Self {
            buffer,
            start,
            next: None,
            total: None,
            soft_error: false,
            status: StatusCode::OK,
            media: None,
            repeat: None,
        }
    }

    /// What came beside a result that was read from a reply; for a file, its bytes.
    #[cfg(feature = "client")]
    pub(crate) fn of_reply(buffer: Vec<u8>, status: StatusCode, media: Option<Media>) -> Self {
        Self {
            status,
            media,
            ..Self::new(buffer, 0)
        }
    }

    /// The result as JSON text, without its envelope.
    pub(crate) fn result(&self) -> &[u8] {
        self.buffer.get(self.start..).unwrap_or_default()
    }
}

/// The headers of a file.
#[derive(Debug)]
pub struct Media {
    pub(crate) content_type: HeaderValue,
    pub(crate) disposition: Option<HeaderValue>,
}

impl Output {
    /// A buffer that already begins with `prefix`.
    pub(crate) fn new(prefix: &[u8], escaping: Escaping, shape: Option<Shape>) -> Self {
        let mut buffer = Vec::with_capacity(512);
        buffer.extend_from_slice(prefix);
        Self {
            start: buffer.len(),
            buffer,
            escaping,
            shape,
        }
    }

    /// Serialises `value` as the result.
    pub(crate) fn write<T: Serialize + ?Sized>(mut self, value: &T) -> Result<Written, Error> {
        if let Some(shape) = self.shape {
            return self.write_shaped(shape, value);
        }
        let lifted =
            json::write_result(&mut self.buffer, value, self.escaping).map_err(unwritable)?;
        Ok(Written {
            next: lifted.next,
            total: lifted.total,
            soft_error: lifted.soft_error,
            ..Written::new(self.buffer, self.start)
        })
    }

    /// In REST 3.0: nothing is lifted, and objects are objects, the empty ones too (P-165).
    fn write_shaped<T: Serialize + ?Sized>(
        mut self,
        shape: Shape,
        value: &T,
    ) -> Result<Written, Error> {
        if let Some(key) = shape.key() {
            self.buffer.extend_from_slice(b"{\"");
            self.buffer.extend_from_slice(key.as_bytes());
            self.buffer.extend_from_slice(b"\":");
        }
        json::write_objects(&mut self.buffer, value, self.escaping).map_err(unwritable)?;
        if shape.key().is_some() {
            self.buffer.push(b'}');
        }
        Ok(self.write_text(|_| {}))
    }

    /// A result that is JSON already, in the escaping of the server.
    pub(crate) fn write_text(mut self, write: impl FnOnce(&mut Vec<u8>)) -> Written {
        write(&mut self.buffer);
        Written::new(self.buffer, self.start)
    }

    /// A file in the place of a result.
    pub(crate) fn file(content: Vec<u8>, media: Media) -> Written {
        let mut written = Written::new(content, 0);
        written.media = Some(media);
        written
    }
}

/// A number that JSON lacks has an answer of its own (P-69); all else is a fault inside.
#[cold]
fn unwritable(error: EncodeError) -> Error {
    match error {
        EncodeError::NotFinite => {
            tracing::warn!("a result holds a number that JSON lacks");
            SystemError::WrongEncoding.into()
        }
        error => Error::internal(error),
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
                shape: <R::Answer as Answer>::SHAPE,
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
