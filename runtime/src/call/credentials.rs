//! What a caller shows to be let in.

use std::fmt;
use std::sync::Arc;

use subtle::ConstantTimeEq;

use super::Caller;

/// A secret text: shown to nobody, compared in constant time.
///
/// ```
/// use bitrix_rest::Secret;
///
/// let secret = Secret::from("k8s…");
/// assert_eq!(format!("{secret:?}"), "Secret(***)");
/// assert!(secret.matches("k8s…"));
/// ```
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// The text itself, for the one who checks it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether it is `other`; takes the same time wherever they differ. The length is not hidden.
    pub fn matches(&self, other: &str) -> bool {
        self.0.as_bytes().ct_eq(other.as_bytes()).into()
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

/// The credentials of a call. The first kind that is found decides; there is no falling through (P-39).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Credentials {
    /// An OAuth access token: from the `Authorization: Bearer` header, else `auth`, else `access_token` (P-38).
    Token(Secret),
    /// A webhook: user id or login, and code (P-4, P-5).
    Webhook {
        /// The owner, as the caller wrote it.
        user: String,
        /// The secret code.
        code: Secret,
    },
    /// None of any kind.
    None,
    /// The caller is known already: calls in process, and the commands of a batch.
    #[doc(hidden)]
    Vouched(Arc<Caller>),
}
