//! What came back.

use std::io;
use std::time::Duration;

use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use http::{Request, StatusCode};
use tokio::time::timeout;

use super::error::Error;
use super::transport::{Transport, TransportError};
use crate::call::Version;
use crate::method::{
    AnswerOf, Callable, Descriptor, FromReply, Media, Method, Shape, Written, unread,
};
use crate::params::{Array, Value, json};
use crate::pipeline::IDEMPOTENCY_KEY;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// An answer, whatever it says.
pub(super) struct Received {
    pub(super) status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Received {
    /// The answer to a request, within this time.
    pub(super) async fn of(
        transport: &dyn Transport,
        request: Request<Vec<u8>>,
        patience: Duration,
    ) -> Result<Self, TransportError> {
        let answered = timeout(patience, transport.send(request)).await;
        let late = || TransportError::new(io::Error::from(io::ErrorKind::TimedOut));
        let (parts, body) = answered.map_err(|_| late())??.into_parts();
        Ok(Self {
            status: parts.status,
            headers: parts.headers,
            body,
        })
    }

    pub(super) fn request_id(&self) -> Option<&str> {
        let id = self.headers.get(X_REQUEST_ID)?;
        id.to_str().ok()
    }

    /// The error, with what this answer says of it.
    pub(super) fn about(&self, error: Error) -> Error {
        error.with_status(self.status, self.request_id())
    }

    /// Whether it says that it is kept under a key (P-172).
    pub(super) fn names_a_key(&self) -> bool {
        self.headers.contains_key(IDEMPOTENCY_KEY)
    }

    /// The body, if it is a JSON object; it is not kept.
    pub(super) fn take_json(&mut self) -> Option<Array> {
        match json::value_from_slice(&self.body) {
            Ok(Value::Array(fields)) => {
                self.body = Vec::new();
                Some(fields)
            }
            _ => None,
        }
    }

    /// What a method of this description answered, or failed with.
    pub(super) fn read(mut self, descriptor: &Descriptor) -> Result<Replied, Error> {
        let whole = matches!(descriptor.outcome.shape, Shape::File | Shape::Whole);
        if whole && self.status.is_success() {
            return Ok(Replied::file(self));
        }
        let Some(mut fields) = self.take_json() else {
            let text =
                "the answer is no JSON object: this is no portal, or something before it answered";
            return Err(self.about(Error::reply(text)));
        };
        let result = fields.remove("result");
        match result {
            Some(result) if self.status.is_success() => Ok(Replied {
                result,
                next: fields.get("next").map(Value::intval),
                total: fields.get("total").map(Value::intval),
                time: fields.remove("time"),
                received: self,
                is_file: false,
            }),
            // P-59: also with status 200.
            _ if fields.contains("error") => Err(self.about(Error::answer(fields))),
            _ => Err(self.about(Error::reply("the answer has neither a result nor an error"))),
        }
    }
}

/// A result, before it is read into its type.
pub(super) struct Replied {
    pub(super) result: Value,
    pub(super) next: Option<i64>,
    pub(super) total: Option<i64>,
    pub(super) time: Option<Value>,
    pub(super) received: Received,
    is_file: bool,
}

impl Replied {
    fn file(received: Received) -> Self {
        Self {
            result: Value::Null,
            next: None,
            total: None,
            time: None,
            received,
            is_file: true,
        }
    }

    /// As the answer of the method.
    pub(super) fn into_answer<M>(self, version: Version) -> Result<AnswerOf<M>, Error>
    where
        M: Callable,
    {
        let Self {
            result,
            next,
            total,
            received,
            is_file,
            ..
        } = self;
        let unfit = Error::reply("").with_status(received.status, received.request_id());
        let header = |name| received.headers.get(name).cloned();
        let media = is_file.then(|| Media {
            content_type: header(CONTENT_TYPE).unwrap_or(HeaderValue::from_static("")),
            disposition: header(CONTENT_DISPOSITION),
        });
        let mut written = Written::of_reply(received.body, received.status, media);
        (written.next, written.total) = (next, total);
        answer::<M>(version, result, &written).map_err(|text| unfit.described(text))
    }
}

/// The answer in a result, which REST 3.0 wraps (P-165).
pub(super) fn answer<M>(
    version: Version,
    mut result: Value,
    written: &Written,
) -> Result<AnswerOf<M>, String>
where
    M: Callable,
{
    let descriptor = <M as Method>::DESCRIPTOR;
    let shape = (version == Version::V3).then(|| descriptor.shape());
    if let Some(key) = shape.and_then(Shape::key) {
        let inside = result.as_array_mut().and_then(|result| result.remove(key));
        result = inside.ok_or_else(|| format!("the result has no `{key}`"))?;
    }
    FromReply::from_reply(result, written).map_err(|error| {
        let error = unread(descriptor, error);
        format!("the result is not what the method answers: {error}")
    })
}
