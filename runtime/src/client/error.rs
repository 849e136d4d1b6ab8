//! What a call can fail with.

use std::fmt;

use http::StatusCode;

use super::transport::TransportError;
use crate::error::{RestError, write_faults};
use crate::method::{Callable, MethodResult};
use crate::params::{Array, Value};

/// What a call of a portal failed with.
///
/// An answer of the portal is kept as it came: [`code`](Self::code), [`description`](Self::description),
/// [`status`](Self::status), [`request_id`](Self::request_id) and all [further keys](Self::extra). What the client itself found
/// wrong has no code; [`kind`](Self::kind) tells which it is.
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    method: String,
    command: Option<usize>,
    code: String,
    description: String,
    status: Option<StatusCode>,
    request_id: Option<String>,
    extra: Array,
    cause: Option<std::sync::Arc<dyn std::error::Error + Send + Sync>>,
}

/// Where it went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The portal answered with an error, or the authorization server did when the token was to be renewed.
    Answer,
    /// No answer came. Whether the portal carried the call out is not known, unless it cannot even be reached.
    Transport,
    /// An answer came that is none of this method, or of a portal at all.
    Reply,
    /// The call cannot be sent as it is; nothing was.
    Request,
}

impl Error {
    fn new(kind: ErrorKind, description: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            method: String::new(),
            command: None,
            code: String::new(),
            description: description.into(),
            status: None,
            request_id: None,
            extra: Array::new(),
            cause: None,
        }))
    }

    pub(super) fn request(description: impl Into<String>) -> Self {
        Self::new(ErrorKind::Request, description)
    }

    pub(super) fn reply(description: impl Into<String>) -> Self {
        Self::new(ErrorKind::Reply, description)
    }

    pub(super) fn transport(error: TransportError) -> Self {
        let mut made = Self::new(ErrorKind::Transport, error.to_string());
        made.0.cause = Some(error.into_cause());
        made
    }

    /// The error of a body: that of REST 2 (P-75), or of REST 3.0 (P-167).
    pub(super) fn answer(mut fields: Array) -> Self {
        let mut text = |name: &str| match fields.remove(name) {
            Some(Value::Text(text)) => Some(text),
            Some(Value::Int(number)) => Some(number.to_string()),
            Some(Value::Array(inner)) if name == "error" => {
                fields = inner;
                None
            }
            _ => None,
        };
        let error = text("error");
        let (code, description) = match error {
            Some(code) => (code, text("error_description")),
            None => (text("code").unwrap_or_default(), text("message")),
        };
        let mut made = Self::new(ErrorKind::Answer, description.unwrap_or_default());
        made.0.code = code;
        made.0.extra = fields;
        made
    }

    /// In these words.
    pub(super) fn described(mut self, description: String) -> Self {
        self.0.description = description;
        self
    }

    /// Of this method.
    pub(super) fn of(mut self, method: &str) -> Self {
        if self.0.method.is_empty() {
            self.0.method = method.to_owned();
        }
        self
    }

    /// Of the command at this place of a batch.
    pub(super) fn at(mut self, place: usize, method: &str) -> Self {
        self.0.command = Some(place);
        self.of(method)
    }

    /// As a command of the batch with this id.
    pub(super) fn with_request_id(mut self, request_id: Option<&str>) -> Self {
        self.0.request_id = request_id.map(str::to_owned);
        self
    }

    /// From an answer with this status.
    pub(super) fn with_status(mut self, status: StatusCode, request_id: Option<&str>) -> Self {
        self.0.status = Some(status);
        self.0.request_id = request_id.map(str::to_owned);
        self
    }

    /// Where it went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The method that was called; empty if it did not come so far.
    pub fn method(&self) -> &str {
        &self.0.method
    }

    /// The place in the batch of the command that failed, from 0; none if it was no command of a batch. REST 3.0 does not tell
    /// which it was.
    pub fn command(&self) -> Option<usize> {
        self.0.command
    }

    /// The `error` of the body, in REST 3.0 its `code`; empty if the portal did not answer with an error.
    pub fn code(&self) -> &str {
        &self.0.code
    }

    /// Whether the portal answered with this code.
    ///
    /// Codes of REST 3.0 are those of [`Exception::code`](crate::Exception::code).
    pub fn is(&self, code: &str) -> bool {
        self.0.kind == ErrorKind::Answer && self.0.code == code
    }

    /// As the method's own error, if the portal answered with a code of it: a variant that holds nothing, and of several with
    /// one code the one with this description.
    ///
    /// ```
    /// # use bitrix_rest::client::Error;
    /// # use bitrix_rest::{RestError, rest_method};
    /// #[derive(Debug, thiserror::Error, RestError)]
    /// pub enum NameError {
    ///     /// Another has it.
    ///     #[error("the name is taken")]
    ///     #[rest(code = "NAME_TAKEN", status = 409)]
    ///     Taken,
    /// }
    ///
    /// /// Gives a name.
    /// #[rest_method("demo.name.give", scope = "basic")]
    /// async fn demo_name_give(#[param] name: String) -> Result<bool, NameError>;
    ///
    /// fn is_taken(error: &Error) -> bool {
    ///     matches!(error.own::<DemoNameGive>(), Some(NameError::Taken))
    /// }
    /// ```
    pub fn own<M: Callable>(&self) -> Option<<M::Outcome as MethodResult>::Error> {
        let is_answer = self.0.kind == ErrorKind::Answer;
        is_answer.then(|| RestError::answered(&self.0.code, &self.0.description))?
    }

    /// What the portal says of it, or what the client has to say. Texts change and are translated: ask for the code.
    pub fn description(&self) -> &str {
        &self.0.description
    }

    /// The HTTP status, if an answer came. The commands of a batch have none of their own (P-116).
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// The `X-Request-Id` of the answer: what its log knows the request by.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// All that stands beside code and description: `argument` (P-76), `validation` (P-167), a method's own.
    pub fn extra(&self) -> &Array {
        &self.0.extra
    }

    /// The wrong fields of a call of REST 3.0: their names and what is wrong with each (P-167). A name is empty if it is not
    /// about one field.
    pub fn validation(&self) -> impl Iterator<Item = (&str, &str)> {
        let list = self.0.extra.get("validation").and_then(Value::as_array);
        let fields = list.into_iter().flat_map(Array::values);
        fields.filter_map(Value::as_array).map(|one| {
            let text = |name| one.get(name).and_then(Value::as_str).unwrap_or_default();
            (text("field"), text("message"))
        })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0;
        if !inner.method.is_empty() {
            write!(f, "{}: ", inner.method)?;
        }
        if inner.kind == ErrorKind::Answer {
            f.write_str(&inner.code)?;
            if let Some(status) = inner.status {
                write!(f, " ({})", status.as_u16())?;
            }
            f.write_str(": ")?;
        }
        f.write_str(&inner.description)?;
        write_faults(f, self.validation())?;
        match &inner.request_id {
            Some(id) => write!(f, " [request {id}]"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0;
        let mut debug = f.debug_struct("Error");
        debug
            .field("kind", &inner.kind)
            .field("method", &inner.method)
            .field("code", &inner.code)
            .field("description", &inner.description)
            .field("status", &inner.status.map(|status| status.as_u16()))
            .field("request_id", &inner.request_id);
        let wrong: Vec<_> = self.validation().collect();
        if !wrong.is_empty() {
            debug.field("validation", &wrong);
        }
        if let Some(cause) = &inner.cause {
            debug.field("cause", cause);
        }
        debug.finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.cause.as_ref().map(|cause| &**cause as _)
    }
}
