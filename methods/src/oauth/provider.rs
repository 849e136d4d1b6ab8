//! What tokens are made of.

use bitrix_rest::Secret;

use crate::StoreError;
use crate::accounts::{AccountKind, ApplicationRecord, new_secret};

/// A token, refresh token or code that is to be made.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct NewToken<'a> {
    /// [`Token`](AccountKind::Token), [`RefreshToken`](AccountKind::RefreshToken) or [`Code`](AccountKind::Code).
    pub kind: AccountKind,
    /// Whose it will be.
    pub application: &'a ApplicationRecord,
    /// The user whom calls run as.
    pub user: u64,
    /// When it ends, in Unix seconds.
    pub expires: u64,
}

/// Makes tokens, refresh tokens and codes (P-302): with a signature, for example, by which another server knows its own
/// tokens. The store keeps a hash of what was made; a server that checks tokens in its own way has an
/// [`Authenticator`](bitrix_rest::Authenticator) of its own.
///
/// ```
/// use bitrix_rest::Secret;
/// use bitrix_rest_methods::StoreError;
/// use bitrix_rest_methods::accounts::new_secret;
/// use bitrix_rest_methods::oauth::{NewToken, TokenProvider};
///
/// /// Tokens that say where they come from.
/// struct Marked;
///
/// impl TokenProvider for Marked {
///     fn make(&self, new: NewToken<'_>) -> Result<Secret, StoreError> {
///         let random = new_secret().map_err(StoreError::failed)?;
///         Ok(format!("acme-{}-{}", new.user, random.expose()).into())
///     }
/// }
/// ```
pub trait TokenProvider: Send + Sync + 'static {
    /// What nobody can guess and nobody else was given, of letters, digits, `_`, `-` and `.`.
    ///
    /// # Errors
    /// It cannot be made; the caller hears of an internal error.
    fn make(&self, new: NewToken<'_>) -> Result<Secret, StoreError>;
}

/// Random letters and digits.
pub(super) struct Random;

impl TokenProvider for Random {
    fn make(&self, _: NewToken<'_>) -> Result<Secret, StoreError> {
        new_secret().map_err(StoreError::failed)
    }
}
