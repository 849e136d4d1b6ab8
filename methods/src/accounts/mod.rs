//! Accounts: who may call, and as whom (P-84 – P-97).
//!
//! A portal has users, applications, access tokens and webhooks. [`Accounts`] is the [`Authenticator`] over an
//! [`AccountStore`] that keeps them:
//!
//! ```
//! use bitrix_rest::{AuthKind, Credentials};
//! use bitrix_rest_methods::accounts::{SecretHash, UserRecord, WebhookRecord};
//! use bitrix_rest_methods::{MemoryStore, Store};
//!
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
//! let accounts = MemoryStore::new().accounts("my-portal");
//! accounts.put(UserRecord::new(7, "ada")).await?;
//! let webhook = WebhookRecord::new(1, 7, SecretHash::of("k8s0vd1x"));
//! accounts.put(webhook.with_scopes(["crm"])).await?;
//!
//! let shown = Credentials::Webhook { user: "ada".into(), code: "k8s0vd1x".into() };
//! let caller = accounts.log_in(&shown).await?.ok_or("neither a token nor a webhook")?;
//! assert_eq!((caller.kind(), caller.user().map(|user| user.id)), (AuthKind::Webhook, Some(7)));
//! # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
//! ```
//!
//! [`Authenticator`]: bitrix_rest::Authenticator

mod account;
mod authenticate;
pub(crate) mod cache;
pub(crate) mod memory;
mod records;
mod secret;
mod secret_hash;
mod store;
#[cfg(all(test, feature = "server"))]
mod tests;
mod user_record;

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::StoreError;

pub use account::{Account, AccountKey, AccountKind, Change};
pub use records::{
    Access, ApplicationRecord, ApplicationStatus, CodeRecord, Gender, RefreshTokenRecord,
    TokenRecord, UserRecord, WebhookRecord,
};
pub use secret::{NoRandomBytes, new_client_id, new_secret};
pub use secret_hash::SecretHash;
pub use store::{AccountStore, Login, Owner};

/// The accounts of a portal; cheap to clone. Checks credentials as its [`Authenticator`](bitrix_rest::Authenticator), and
/// derefs to the [`AccountStore`] below.
#[derive(Clone)]
pub struct Accounts {
    store: Arc<dyn AccountStore>,
    clock: Clock,
}

/// Unix seconds.
type Clock = Arc<dyn Fn() -> u64 + Send + Sync>;

impl Accounts {
    /// The accounts in this store.
    pub fn new(store: Arc<dyn AccountStore>) -> Self {
        let system = || {
            SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default()
                .as_secs()
        };
        Self {
            store,
            clock: Arc::new(system),
        }
    }

    /// Takes the time, in Unix seconds, from this clock instead of the system's.
    ///
    /// ```
    /// use bitrix_rest_methods::{MemoryStore, Store};
    ///
    /// let accounts = MemoryStore::new().accounts("my-portal").with_clock(|| 1_782_907_445);
    /// ```
    #[must_use]
    pub fn with_clock(mut self, clock: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Adds an account, or replaces the one with its key.
    ///
    /// # Errors
    /// As [`AccountStore::write`].
    pub async fn put(&self, account: impl Into<Account>) -> Result<(), StoreError> {
        self.write(vec![Change::Put(account.into())]).await
    }

    /// Adds an account.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if there is one with its key; else as [`AccountStore::write`].
    pub async fn add(&self, account: impl Into<Account>) -> Result<(), StoreError> {
        self.write(vec![Change::Add(account.into())]).await
    }

    /// Removes an account.
    ///
    /// # Errors
    /// [`StoreError::Missing`] if there is none; else as [`AccountStore::write`].
    pub async fn remove(&self, key: AccountKey) -> Result<(), StoreError> {
        self.write(vec![Change::Remove(key)]).await
    }

    /// The user with this id, dismissed or not; none if there is none.
    ///
    /// # Errors
    /// As [`AccountStore::get`].
    pub async fn user(&self, id: u64) -> Result<Option<UserRecord>, StoreError> {
        Ok(match self.get(&AccountKey::User(id)).await? {
            Some(Account::User(user)) => Some(user),
            _ => None,
        })
    }

    /// The application with this `client_id`, switched on or not; none if there is none.
    ///
    /// # Errors
    /// As [`AccountStore::get`].
    pub async fn application(
        &self,
        client_id: &str,
    ) -> Result<Option<ApplicationRecord>, StoreError> {
        let key = AccountKey::Application(client_id.into());
        Ok(match self.get(&key).await? {
            Some(Account::Application(application)) => Some(application),
            _ => None,
        })
    }

    /// By its clock.
    pub(crate) fn now(&self) -> u64 {
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
            .field("portal", self.portal())
            .finish_non_exhaustive()
    }
}
