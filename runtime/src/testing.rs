//! Calls in process: for tests, and for a server that calls its own methods.

#[cfg(feature = "contract")]
pub mod contract;

use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Instant;

use http::StatusCode;

use crate::api::Api;
use crate::call::{
    Application, AuthKind, Call, Caller, Credentials, Origin, RequestId, User, Version,
};
use crate::error::{Error, write_faults};
use crate::method::{
    AnswerOf, Callable, Descriptor, FromReply, Method, MethodResult, Shape, Written, unread,
};
use crate::params::decode::DecodeError;
use crate::params::{Array, Value, json};

/// A call in process, while it is put together; see [`RestApi::call`](crate::RestApi::call).
///
/// It takes the same way as a call over HTTP, but for the credentials: the caller is who you say.
#[must_use = "await it"]
pub struct TestCall<M: Method<Outcome: MethodResult>> {
    api: Arc<Api>,
    request: M,
    kind: AuthKind,
    user: Option<User>,
    application: Option<Application>,
    scopes: Vec<String>,
    start: i64,
    caller: Option<Caller>,
    read: fn(Value, &Written) -> Result<AnswerOf<M>, DecodeError>,
}

impl<M: Method<Outcome: MethodResult>> TestCall<M> {
    /// The one place that asks whether the answer can be read: were it the impl of `IntoFuture`, the compiler would tell of
    /// futures.
    pub(crate) fn new(api: Arc<Api>, request: M) -> Self
    where
        M: Callable,
    {
        Self {
            read: FromReply::from_reply,
            api,
            request,
            kind: AuthKind::OAuth,
            user: None,
            application: None,
            scopes: Vec::new(),
            start: 0,
            caller: None,
        }
    }

    /// As this user, who is no administrator.
    pub fn by_user(mut self, id: u64) -> Self {
        self.user = Some(User {
            id,
            administrator: false,
        });
        self
    }

    /// As this user, who is an administrator.
    pub fn by_administrator(mut self, id: u64) -> Self {
        self.user = Some(User {
            id,
            administrator: true,
        });
        self
    }

    /// In the context of this application, on a portal named `test`.
    pub fn in_application(mut self, client_id: &str) -> Self {
        self.application = Some(Application::new("test", client_id));
        self
    }

    /// As this caller, in the place of all that was said of one.
    pub fn by(mut self, caller: Caller) -> Self {
        self.caller = Some(caller);
        self
    }

    /// With one more scope.
    pub fn with_scope(mut self, code: &str) -> Self {
        self.scopes.push(code.to_owned());
        self
    }

    /// As a webhook instead of an OAuth token.
    pub fn by_webhook(mut self) -> Self {
        self.kind = AuthKind::Webhook;
        self
    }

    /// From this row of a list on (P-40, P-184).
    pub fn starting_at(mut self, start: i64) -> Self {
        self.start = start;
        self
    }
}

impl<M: Method<Outcome: MethodResult>> IntoFuture for TestCall<M> {
    type Output = Result<AnswerOf<M>, CallError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        let mut caller = Caller::new(self.kind).with_scopes(self.scopes);
        if let Some(user) = self.user {
            caller = caller.with_user(user);
        }
        if let Some(application) = self.application {
            caller = caller.with_application(application);
        }
        let api = self.api;
        let version = match M::DESCRIPTOR.serves(Version::V2) {
            true => Version::V2,
            false => Version::V3,
        };
        let descriptor = api.find(version, M::DESCRIPTOR.name());
        let caller = self.caller.unwrap_or(caller);
        let mut parameters = self.request.into_parameters();
        let start = match self.start {
            0 => parameters.get("start").map_or(0, Value::intval),
            start => start,
        };
        if version == Version::V3 && self.start > 0 {
            let asked = parameters.remove("pagination");
            let mut pagination = match asked {
                Some(Value::Array(asked)) => asked,
                _ => Array::new(),
            };
            pagination.insert("offset", self.start);
            parameters.insert("pagination", pagination);
        }
        let mut call = vouched(&api, version, descriptor, parameters, Arc::new(caller));
        call.start = start;
        let (shape, read) = (call.shape(), self.read);
        Box::pin(async move {
            let failed = |error| CallError::new(error, version);
            let reply = api.pipeline.run(call).await.map_err(failed)?;
            let mut result = match reply.written.media {
                Some(_) => Value::Null,
                None => result(&reply.written.buffer)?,
            };
            if let Some(key) = shape.and_then(Shape::key) {
                let inside = result.as_array_mut().and_then(|result| result.remove(key));
                result = inside.unwrap_or(Value::Null);
            }
            let answer = read(result, &reply.written);
            answer.map_err(|error| internal(unread(M::DESCRIPTOR, error)))
        })
    }
}

/// A call whose caller is who we say.
fn vouched(
    api: &Arc<Api>,
    version: Version,
    descriptor: Option<&'static Descriptor>,
    parameters: Array,
    caller: Arc<Caller>,
) -> Call {
    Call {
        api: api.clone(),
        id: RequestId::next(),
        started: Instant::now(),
        version,
        name: String::new(),
        descriptor,
        dynamic: None,
        parameters,
        start: 0,
        connector: None,
        credentials: Credentials::Vouched(caller),
        origin: Arc::new(Origin::in_process()),
        caller: None,
        envelope: crate::wire::PREFIX,
        in_batch: false,
        unreadable: None,
    }
}

fn result(buffer: &[u8]) -> Result<Value, CallError> {
    let mut text = buffer.to_vec();
    text.push(b'}');
    let envelope = json::from_slice_within(&text, &json::Limits::NONE).map_err(internal)?;
    Ok(envelope.get("result").cloned().unwrap_or(Value::Null))
}

fn internal(error: impl std::error::Error + Send + Sync + 'static) -> CallError {
    CallError::new(Error::internal(error), Version::V2)
}

/// What a call in process failed with: what a caller over HTTP would have seen, and for internal errors their cause.
pub struct CallError {
    error: Error,
    version: Version,
    code: String,
    status: StatusCode,
}

impl CallError {
    fn new(error: Error, version: Version) -> Self {
        let (code, status) = error.answered(version);
        Self {
            code: code.into_owned(),
            status,
            version,
            error,
        }
    }

    /// The `error` of the body; of a method that is served in REST 3.0 alone its `error.code`.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The status.
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// The error itself, which has the code and the status of REST 2.
    pub const fn error(&self) -> &Error {
        &self.error
    }
}

/// What a caller reads: in REST 3.0 with all wrong fields.
struct Description<'e>(&'e CallError);

impl fmt::Display for Description<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let error = &self.0.error;
        match self.0.version {
            Version::V2 => error.fmt(f),
            Version::V3 => {
                f.write_str(&error.message_v3())?;
                let faults = error.arguments();
                write_faults(f, faults.map(|fault| (fault.field(), fault.message())))
            }
        }
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (code, status) = (&self.code, self.status.as_u16());
        write!(f, "{code} ({status}): {}", Description(self))
    }
}

/// As `unwrap` shows it: the same, and the cause.
impl fmt::Debug for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("CallError");
        debug
            .field("code", &self.code)
            .field("status", &self.status.as_u16())
            .field("description", &Description(self).to_string());
        if let Some(cause) = self.error.cause() {
            debug.field("cause", &cause);
        }
        debug.finish()
    }
}

impl std::error::Error for CallError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error.cause().map(|cause| cause as _)
    }
}
