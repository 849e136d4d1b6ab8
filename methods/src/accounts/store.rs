//! Where accounts are kept.

use std::sync::{Arc, OnceLock};

use bitrix_rest::{BoxFuture, Caller};

use super::SecretHash;
use super::account::{Account, AccountKey, AccountKind, Change};
use super::records::{ApplicationRecord, TokenRecord, UserRecord, WebhookRecord};
use crate::StoreError;

/// Where the accounts of one portal are kept. It answers what is written there; whom to let in is decided by
/// [`Accounts`](super::Accounts).
///
/// The two reads on the path of every call answer everything that is decided on at once, so that a database needs one
/// round trip.
pub trait AccountStore: Send + Sync + 'static {
    /// The member id of the portal: the first part of every key (P-214).
    fn portal(&self) -> &Arc<str>;

    /// An access token, with its application and user.
    fn token<'a>(
        &'a self,
        hash: &'a SecretHash,
    ) -> BoxFuture<'a, Result<Option<Arc<Login<TokenRecord>>>, StoreError>>;

    /// The webhook of this owner that has this code, with its user and application.
    fn webhook<'a>(
        &'a self,
        owner: Owner<'a>,
        code: &'a SecretHash,
    ) -> BoxFuture<'a, Result<Option<Arc<Login<WebhookRecord>>>, StoreError>>;

    /// One account; none also under a key that none can be written under.
    fn get<'a>(&'a self, key: &'a AccountKey)
    -> BoxFuture<'a, Result<Option<Account>, StoreError>>;

    /// The first `limit` accounts of a kind whose key is greater than `after`, in the order of their keys: ids as numbers,
    /// all else by bytes.
    fn list<'a>(
        &'a self,
        kind: AccountKind,
        after: Option<&'a AccountKey>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<Account>, StoreError>>;

    /// Makes these changes in this order, all or none. Calls that begin afterwards see them, in every process.
    ///
    /// # Errors
    /// [`Conflict`](StoreError::Conflict), [`Missing`](StoreError::Missing): see [`Change`]. Of one portal, no two users
    /// have the same login, and no two webhooks the same owner and code.
    fn write(&self, changes: Vec<Change>) -> BoxFuture<'_, Result<(), StoreError>>;
}

/// How a caller names the owner of a webhook (P-4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner<'a> {
    /// By id.
    Id(u64),
    /// By login.
    Login(&'a str),
}

/// A credential that was found, and all that is decided on.
#[derive(Debug)]
pub struct Login<C> {
    credential: C,
    application: Option<ApplicationRecord>,
    user: Option<UserRecord>,
    caller: OnceLock<Arc<Caller>>,
}

impl<C> Login<C> {
    /// A credential, with the application and the user that it names, as far as they exist.
    pub const fn new(
        credential: C,
        application: Option<ApplicationRecord>,
        user: Option<UserRecord>,
    ) -> Self {
        Self {
            credential,
            application,
            user,
            caller: OnceLock::new(),
        }
    }

    /// The token or webhook.
    pub const fn credential(&self) -> &C {
        &self.credential
    }

    /// Its application, if it names one that exists.
    pub const fn application(&self) -> Option<&ApplicationRecord> {
        self.application.as_ref()
    }

    /// Its user, if there is one.
    pub const fn user(&self) -> Option<&UserRecord> {
        self.user.as_ref()
    }

    /// The caller that follows from it. A store that hands out the same login again saves making it again.
    pub(super) fn caller(&self, make: impl FnOnce() -> Caller) -> Arc<Caller> {
        self.caller.get_or_init(|| Arc::new(make())).clone()
    }
}
