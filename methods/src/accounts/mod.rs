//! Accounts: who may call, and as whom (P-84 – P-97).
//!
//! A portal has users, applications, access tokens and webhooks. [`Accounts`] is the [`Authenticator`] over an
//! [`AccountStore`] that keeps them:
//!
//! ```
//! use bitrix_rest::{AuthKind, Authenticator, Credentials};
//! use bitrix_rest_methods::accounts::{
//!     AccountStore, Accounts, MemoryAccounts, SecretHash, UserRecord, WebhookRecord,
//! };
//!
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
//! let store = MemoryAccounts::new();
//! store.put_user(UserRecord::new(7, "ada")).await?;
//! let mut webhook = WebhookRecord::new(1, 7, SecretHash::of("k8s0vd1x"));
//! webhook.scopes = ["crm"].into_iter().collect();
//! store.put_webhook(webhook).await?;
//!
//! let accounts = Accounts::new("my-portal", store);
//! let shown = Credentials::Webhook { user: "ada".into(), code: "k8s0vd1x".into() };
//! let caller = accounts.authenticate(&shown).await?;
//! assert_eq!((caller.kind(), caller.user().map(|user| user.id)), (AuthKind::Webhook, Some(7)));
//! # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
//! ```
//!
//! [`Authenticator`]: bitrix_rest::Authenticator

mod authenticate;
mod memory;
mod records;
mod secret_hash;
mod store;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

pub use memory::MemoryAccounts;
pub use records::{
    Access, ApplicationRecord, ApplicationStatus, RefreshTokenRecord, TokenRecord, UserRecord,
    WebhookRecord,
};
pub use secret_hash::SecretHash;
pub use store::{AccountStore, Login, Owner};

/// The accounts of a portal; cheap to clone. Checks credentials as its [`Authenticator`](bitrix_rest::Authenticator), and
/// derefs to the [`AccountStore`] below.
#[derive(Clone)]
pub struct Accounts {
    portal: Arc<str>,
    store: Arc<dyn AccountStore>,
    clock: Clock,
}

/// Unix seconds.
type Clock = Arc<dyn Fn() -> u64 + Send + Sync>;

impl Accounts {
    /// The accounts in this store, on the portal with this member id: the first part of every storage key (P-214).
    pub fn new(portal: impl Into<Arc<str>>, store: impl AccountStore) -> Self {
        let system = || {
            SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default()
                .as_secs()
        };
        Self {
            portal: portal.into(),
            store: Arc::new(store),
            clock: Arc::new(system),
        }
    }

    /// Takes the time, in Unix seconds, from this clock instead of the system's.
    ///
    /// ```
    /// use bitrix_rest_methods::{Accounts, MemoryAccounts};
    ///
    /// let accounts = Accounts::new("my-portal", MemoryAccounts::new()).with_clock(|| 1_782_907_445);
    /// ```
    #[must_use]
    pub fn with_clock(mut self, clock: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// The member id of the portal.
    pub const fn portal(&self) -> &Arc<str> {
        &self.portal
    }

    fn now(&self) -> u64 {
        (self.clock)()
    }
}

impl std::ops::Deref for Accounts {
    type Target = dyn AccountStore;

    fn deref(&self) -> &Self::Target {
        &*self.store
    }
}

impl std::fmt::Debug for Accounts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Accounts")
            .field("portal", &self.portal)
            .finish_non_exhaustive()
    }
}
