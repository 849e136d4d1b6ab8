//! Who lets callers in.

use std::future::ready;
use std::pin::Pin;
use std::sync::Arc;

use crate::call::{Call, Caller, Credentials};
use crate::error::Refusal;

/// A boxed future.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Says who calls, or refuses precisely (P-84 – P-97).
///
/// The framework has found the credentials already (P-38, P-39), and refused webhooks over plain HTTP (P-15). What is
/// left, in order: known and valid; then, with [`Caller::objecting`], what is said only after the scope was checked.
///
/// A plain function is one, too, for callers with credentials. It takes all of them for its own, so only the last of several can
/// be one:
///
/// ```
/// use bitrix_rest::{AuthKind, Authenticator, Caller, Credentials, Refusal, Secret, User};
///
/// let code = Secret::from("a long random code");
/// let authenticator = move |credentials: &Credentials| match credentials {
///     Credentials::Webhook { user, code: shown } if user == "1" && code.matches(shown.expose()) => {
///         Ok(Caller::new(AuthKind::Webhook).with_user(User { id: 1, administrator: true }))
///     }
///     Credentials::Webhook { .. } => Err(Refusal::InvalidCredentials),
///     _ => Err(Refusal::InvalidToken),
/// };
/// # fn check(_: impl Authenticator) {}
/// # check(authenticator);
/// ```
///
/// One that knows credentials of another kind, before or behind others (P-301):
///
/// ```
/// use std::{future::ready, sync::Arc};
/// use bitrix_rest::{AuthKind, Authenticator, BoxFuture, Call, Caller, Refusal, User};
///
/// /// Lets in what a gateway before this server has let in.
/// struct Gateway;
///
/// impl Authenticator for Gateway {
///     fn authenticate<'a>(&'a self, call: &'a Call) -> BoxFuture<'a, Result<Option<Arc<Caller>>, Refusal>> {
///         let user = call.headers().get("x-gateway-user");
///         let user = user.and_then(|value| value.to_str().ok()?.parse().ok());
///         let caller = user.map(|id| {
///             Arc::new(Caller::new(AuthKind::Custom("gateway")).with_user(User { id, administrator: false }))
///         });
///         Box::pin(ready(Ok(caller)))
///     }
/// }
/// # fn check(_: impl Authenticator) {}
/// # check(Gateway);
/// ```
pub trait Authenticator: Send + Sync + 'static {
    /// Who makes this call; none if its credentials are of another kind: then the next authenticator is asked, and after the
    /// last one the call is refused with `NO_AUTH_FOUND`.
    fn authenticate<'a>(
        &'a self,
        call: &'a Call,
    ) -> BoxFuture<'a, Result<Option<Arc<Caller>>, Refusal>>;
}

impl<F> Authenticator for F
where
    F: Fn(&Credentials) -> Result<Caller, Refusal> + Send + Sync + 'static,
{
    fn authenticate<'a>(
        &'a self,
        call: &'a Call,
    ) -> BoxFuture<'a, Result<Option<Arc<Caller>>, Refusal>> {
        Box::pin(ready(match call.credentials() {
            Credentials::None => Ok(None),
            credentials => self(credentials).map(|caller| Some(Arc::new(caller))),
        }))
    }
}
