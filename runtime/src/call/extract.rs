//! Extractors: what a method takes from its call besides parameters.

use std::ops::Deref;

use super::{Application, Call, User};
use crate::error::{Denial, Error, SystemError};
use crate::method::Requirements;

/// A type that an unmarked argument of a `#[rest_method]` may have.
///
/// ```
/// use bitrix_rest::{Call, Error, FromCall, SystemError, rest_method};
///
/// /// Whether the call came over TLS.
/// pub struct Secure(bool);
///
/// impl FromCall for Secure {
///     async fn from_call(call: &Call) -> Result<Self, Error> {
///         Ok(Secure(call.is_secure()))
///     }
/// }
///
/// /// Answers whether the call was encrypted.
/// #[rest_method("demo.secure", scope = "basic")]
/// async fn demo_secure(secure: Secure) -> Result<bool, Error> {
///     Ok(secure.0)
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no extractor",
    label = "this argument is neither an extractor nor a parameter",
    note = "if the caller sends it, write `#[param]` before the argument",
    note = "if it is state of the server, take it as `bitrix_rest::State<…>`; else implement `bitrix_rest::FromCall` for it (axum's own extractors do not work here)"
)]
pub trait FromCall: Sized + Send {
    /// Takes the value from the call, or refuses the call.
    fn from_call(call: &Call) -> impl Future<Output = Result<Self, Error>> + Send;

    /// The state it needs: what is missing is a [`BuildError`](crate::BuildError). And the errors that it refuses calls with,
    /// for documents.
    fn requirements(requirements: &mut Requirements) {
        let _ = requirements;
    }
}

impl FromCall for Call {
    async fn from_call(call: &Call) -> Result<Self, Error> {
        Ok(call.clone())
    }
}

impl FromCall for Application {
    async fn from_call(call: &Call) -> Result<Self, Error> {
        let application = call.caller().and_then(super::Caller::application);
        application
            .cloned()
            .ok_or_else(|| SystemError::AccessDenied(Denial::ApplicationRequired).into())
    }
}

/// `None` for a call without application context.
impl FromCall for Option<Application> {
    async fn from_call(call: &Call) -> Result<Self, Error> {
        Ok(call.caller().and_then(super::Caller::application).cloned())
    }
}

/// The user that the call runs as; refuses a call without one (P-79).
///
/// ```
/// use bitrix_rest::{CurrentUser, Error, rest_method};
///
/// /// The id of the calling user.
/// #[rest_method("demo.whoami", scope = "basic")]
/// async fn demo_whoami(user: CurrentUser) -> Result<u64, Error> {
///     Ok(user.id)
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurrentUser(
    /// The user.
    pub User,
);

impl FromCall for CurrentUser {
    async fn from_call(call: &Call) -> Result<Self, Error> {
        let user = call.caller().and_then(super::Caller::user);
        user.cloned()
            .map(Self)
            .ok_or_else(|| SystemError::AccessDenied(Denial::UserRequired).into())
    }
}

impl Deref for CurrentUser {
    type Target = User;

    fn deref(&self) -> &User {
        &self.0
    }
}

/// The user that the call runs as, an administrator; refuses everybody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Administrator(
    /// The user.
    pub User,
);

impl FromCall for Administrator {
    async fn from_call(call: &Call) -> Result<Self, Error> {
        match call.caller().and_then(super::Caller::user) {
            Some(user) if user.administrator => Ok(Self(user.clone())),
            _ => Err(SystemError::AccessDenied(Denial::AdministratorRequired).into()),
        }
    }
}

impl Deref for Administrator {
    type Target = User;

    fn deref(&self) -> &User {
        &self.0
    }
}

/// State of the server, provided once with [`Builder::state`](crate::Builder::state).
///
/// Cheap to clone, as in axum: a handle, an `Arc`, a pool.
///
/// ```
/// use bitrix_rest::{Error, State, rest_method};
/// use std::sync::{Arc, atomic::{AtomicU64, Ordering}};
///
/// /// Counts its calls.
/// #[rest_method("demo.count", scope = "basic")]
/// async fn demo_count(State(calls): State<Arc<AtomicU64>>) -> Result<u64, Error> {
///     Ok(calls.fetch_add(1, Ordering::Relaxed) + 1)
/// }
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct State<T>(
    /// The state.
    pub T,
);

/// What [`State`] may hold.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be state of a server",
    label = "cannot be cloned, or not be shared between threads",
    note = "every call gets a clone, on any thread: derive `Clone` for a cheap handle, or take it as `State<Arc<…>>`"
)]
pub trait Shared: Send + 'static {
    /// Hands it to a call.
    #[doc(hidden)]
    fn of(call: &Call) -> Option<Self>
    where
        Self: Sized;
}

#[diagnostic::do_not_recommend]
impl<T: Clone + Send + Sync + 'static> Shared for T {
    fn of(call: &Call) -> Option<Self> {
        call.state()
    }
}

impl<T: Shared> FromCall for State<T> {
    async fn from_call(call: &Call) -> Result<Self, Error> {
        T::of(call).map(Self).ok_or_else(|| {
            Error::internal(format!("no state of type {}", std::any::type_name::<T>()))
        })
    }

    fn requirements(requirements: &mut Requirements) {
        requirements.state::<T>();
    }
}
