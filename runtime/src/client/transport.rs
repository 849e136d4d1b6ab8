//! How requests travel.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use http::{Request, Response};

use crate::api::BoxFuture;

/// Takes requests to a portal and brings answers back: over HTTP and TLS, unless
/// [`Portal::through`](super::Portal::through) says otherwise.
///
/// For a proxy, an HTTP client that the program has anyway, or a server in the same process. Requests hold secrets: webhook
/// codes in the path, tokens in the `Authorization` header.
pub trait Transport: Send + Sync + 'static {
    /// One request, and the whole answer. Redirects are not followed: a POST would lose its body.
    fn send(
        &self,
        request: Request<Vec<u8>>,
    ) -> BoxFuture<'_, Result<Response<Vec<u8>>, TransportError>>;
}

/// Why no answer came.
pub struct TransportError {
    cause: Arc<dyn StdError + Send + Sync>,
    sent: bool,
}

impl TransportError {
    /// The portal may have received the request, so only calls are repeated that may arrive twice: those that change nothing, and
    /// those of [`Portal::repeating_writes`](super::Portal::repeating_writes).
    pub fn new(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            cause: cause.into().into(),
            sent: true,
        }
    }

    /// The portal has certainly not received it, so every call is repeated.
    pub fn unsent(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            sent: false,
            ..Self::new(cause)
        }
    }

    /// Whether the portal may have received the request.
    pub const fn is_sent(&self) -> bool {
        self.sent
    }

    pub(super) fn into_cause(self) -> Arc<dyn StdError + Send + Sync> {
        self.cause
    }
}

impl fmt::Display for TransportError {
    /// With all causes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no answer: {}", self.cause)?;
        let mut cause = self.cause.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportError")
            .field("cause", &self.cause)
            .field("sent", &self.sent)
            .finish()
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.cause)
    }
}
