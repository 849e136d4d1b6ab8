//! Who lets callers in.

use std::future::ready;
use std::pin::Pin;
use std::sync::Arc;

use crate::call::{Caller, Credentials};
use crate::error::Refusal;

/// A boxed future.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Takes credentials and says who calls, or refuses precisely (P-84 – P-97).
///
/// The framework has found the credentials already (P-38, P-39), and refused webhooks over plain HTTP (P-15). What is
/// left, in order: known and valid; then, with [`Caller::objecting`], what is said only after the scope was checked.
///
/// A plain function is one, too:
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
pub trait Authenticator: Send + Sync + 'static {
    /// Who calls with these credentials.
    fn authenticate<'a>(
        &'a self,
        credentials: &'a Credentials,
    ) -> BoxFuture<'a, Result<Arc<Caller>, Refusal>>;
}

impl<F> Authenticator for F
where
    F: Fn(&Credentials) -> Result<Caller, Refusal> + Send + Sync + 'static,
{
    fn authenticate<'a>(
        &'a self,
        credentials: &'a Credentials,
    ) -> BoxFuture<'a, Result<Arc<Caller>, Refusal>> {
        Box::pin(ready(self(credentials).map(Arc::new)))
    }
}
