//! Where accounts are kept.

use std::sync::{Arc, OnceLock};

use bitrix_rest::{BoxFuture, Caller};

use super::SecretHash;
use super::records::{
    ApplicationRecord, RefreshTokenRecord, TokenRecord, UserRecord, WebhookRecord,
};
use crate::StoreError;

/// Where the accounts of one portal are kept. It answers what is written there; whom to let in is decided by
/// [`Accounts`](super::Accounts).
///
/// The two reads on the path of every call answer everything that is decided on at once, so that a database needs one
/// round trip.
pub trait AccountStore: Send + Sync + 'static {
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

    /// A refresh token.
    fn refresh_token<'a>(
        &'a self,
        hash: &'a SecretHash,
    ) -> BoxFuture<'a, Result<Option<RefreshTokenRecord>, StoreError>>;

    /// Adds a user, or replaces the one with this id.
    ///
    /// # Errors
    /// Another user has the login.
    fn put_user(&self, user: UserRecord) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Adds an application, or replaces the one with this `client_id`.
    fn put_application(
        &self,
        application: ApplicationRecord,
    ) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Adds a webhook, or replaces the one with this id.
    ///
    /// # Errors
    /// Another webhook of the same owner has the code.
    fn put_webhook(&self, webhook: WebhookRecord) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Adds an access token, or replaces the one with this hash.
    fn put_token(&self, token: TokenRecord) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Adds a refresh token, or replaces the one with this hash.
    fn put_refresh_token(&self, token: RefreshTokenRecord)
    -> BoxFuture<'_, Result<(), StoreError>>;
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
    pub(super) fn caller(&self, portal: &Arc<str>, make: impl Fn() -> Caller) -> Arc<Caller> {
        let caller = self.caller.get_or_init(|| Arc::new(make()));
        match caller.application() {
            // Made for another portal, by accounts that share the store.
            Some(application) if application.portal() != &**portal => Arc::new(make()),
            _ => caller.clone(),
        }
    }
}
