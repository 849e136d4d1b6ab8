//! Who remembers what was answered to calls that may be sent again.

use std::fmt;

use http::StatusCode;

use super::BoxFuture;
use crate::call::{Application, AuthKind};
use crate::error::Error;

/// Remembers what calls of REST 3.0 with an `Idempotency-Key` were answered, for 24 hours (P-171 – P-174). Given to a server with
/// [`Builder::idempotency`](crate::Builder::idempotency).
///
/// Of calls with one key only one runs at a time: [`begin`](Self::begin) waits for the one that runs. Where several processes
/// serve a portal, that holds among all of them if they share the store.
pub trait IdempotencyStore: Send + Sync + 'static {
    /// What is known of this call; waits while another with its key runs.
    ///
    /// # Errors
    /// The store cannot be asked; the call is not run then.
    fn begin<'a>(&'a self, call: &'a RepeatableCall) -> BoxFuture<'a, Result<Begun, Error>>;
}

/// What is known of a call that may have been sent before.
pub enum Begun {
    /// Nothing: it is to be run.
    First(Box<dyn Claim>),
    /// It was answered with this.
    Answered(Answered),
    /// Its key came with another request (P-173).
    Reused,
}

/// The right to run a call; others with its key wait. If the process ends with it, a store lets another run after a while.
pub trait Claim: Send {
    /// It succeeded: whoever repeats it gets this answer.
    fn keep(self: Box<Self>, answered: Answered) -> BoxFuture<'static, Result<(), Error>>;

    /// It failed: whoever repeats it runs again (P-174).
    fn forget(self: Box<Self>) -> BoxFuture<'static, Result<(), Error>>;
}

/// What a call was answered.
#[derive(Clone, PartialEq, Eq)]
pub struct Answered {
    /// The HTTP status, 2xx.
    pub status: StatusCode,
    /// The result as JSON text.
    pub result: String,
}

/// A call that its caller may send again (P-172). Of its application, webhook and user one at least is known: whose keys
/// cannot be told apart from another's has none.
#[derive(Clone, PartialEq, Eq)]
pub struct RepeatableCall {
    /// How the caller was authorised.
    pub kind: AuthKind,
    /// The application that calls.
    pub application: Option<Application>,
    /// The webhook that is called, by id.
    pub webhook: Option<u64>,
    /// The user that it runs as.
    pub user: Option<u64>,
    /// The name of the method.
    pub method: &'static str,
    /// The `Idempotency-Key`: 1 to 255 printable ASCII characters.
    pub key: String,
    /// The parameters as JSON text: another request has others. It may hold secrets.
    pub request: Vec<u8>,
}

impl fmt::Debug for Answered {
    /// Without the result: it may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answered")
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for RepeatableCall {
    /// Without key and parameters: they may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RepeatableCall")
            .field("application", &self.application)
            .field("webhook", &self.webhook)
            .field("user", &self.user)
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}
