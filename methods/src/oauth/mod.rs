//! The OAuth 2.0 server of a portal: how applications get tokens (P-98 – P-105, P-335).
//!
//! Which user a browser belongs to is what your server knows, and it says so by a [`SignIn`]; without one `/oauth/authorize/`
//! signs nobody in. For stand-ins and tests there is [`UncheckedSignIn`], which lists the users and **believes whoever chooses
//! one**: who can open its page can be any user.
//!
//! A user opens `/oauth/authorize/` and agrees; the browser returns to the application with a code; the
//! application exchanges it at `/oauth/token/` for an access token and a refresh token, and the refresh token, before or
//! after the access token ends, for the next pair.
//!
//! ```
//! use bitrix_rest_methods::accounts::{ApplicationRecord, SecretHash, UserRecord};
//! use bitrix_rest_methods::oauth::{Endpoints, OAuth, UncheckedSignIn};
//! use bitrix_rest_methods::{MemoryStore, Store};
//!
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
//! let accounts = MemoryStore::new().accounts("my-portal");
//! accounts.put(UserRecord::new(1, "ada")).await?;
//! let mut application = ApplicationRecord::new("app.1", SecretHash::of("client secret"));
//! application.redirect_uri = Some("https://app.example/signed-in".to_owned());
//! accounts.put(application).await?;
//!
//! let oauth = OAuth::new(accounts, Endpoints::at("https://portal.example")?)
//!     .sign_in(UncheckedSignIn) // in tests; else one of your own
//!     .access_lifetime(10); // seconds: what a client does about `expired_token` is soon seen
//! let router: axum::Router = oauth.into_router(); // merge it into the one that serves `/rest`
//! # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
//! ```
//!
//! Codes and tokens live in the store as hashes, so any process that shares it accepts them. A code works once, and of two
//! who refresh with the same token one gets a pair (P-99, P-101).
//!
//! Events bring tokens, too (P-241). A refresh token of an event that calls can cause, such as `ONAPPTEST` and `ONOFFLINEEVENT`,
//! ends after 24 lives of an access token unless it is used, and what it is refreshed to stays in the chain of events that it
//! came with (P-243). Those of an installation or an update live as long as others.

mod endpoints;
mod event_tokens;
mod issue;
mod provider;
mod prune;
#[cfg(feature = "server")]
mod server;

use std::fmt;
use std::sync::Arc;

use crate::Accounts;
use crate::accounts::{ApplicationRecord, RefreshTokenRecord, TokenRecord, UserRecord};
use crate::store::StoreError;

pub use endpoints::{EndpointError, Endpoints};
pub(crate) use event_tokens::{EventRefresh, EventTokens};
pub use provider::{NewToken, TokenProvider};
#[cfg(feature = "server")]
pub use server::{SignIn, SignInAnswer, SignInRequest, UncheckedSignIn, is_redirect_uri};

/// The authorization server of one portal. See the [module](self).
#[derive(Clone)]
pub struct OAuth {
    accounts: Accounts,
    endpoints: Endpoints,
    access_lifetime: u64,
    refresh_lifetime: u64,
    tokens: Arc<dyn TokenProvider>,
    #[cfg(feature = "server")]
    server: server::Server,
}

impl OAuth {
    /// For the users and applications of these accounts, by the clock of these accounts.
    pub fn new(accounts: Accounts, endpoints: Endpoints) -> Self {
        Self {
            accounts,
            endpoints,
            access_lifetime: TokenRecord::LIFETIME,
            refresh_lifetime: RefreshTokenRecord::LIFETIME,
            tokens: Arc::new(provider::Random),
            #[cfg(feature = "server")]
            server: server::Server::default(),
        }
    }

    /// Seconds that an access token lives; 3600 unless said otherwise (P-103). A few let a developer see how a client takes
    /// `expired_token`.
    #[must_use]
    pub const fn access_lifetime(mut self, seconds: u64) -> Self {
        self.access_lifetime = seconds;
        self
    }

    /// Seconds that a refresh token lives; 180 days unless said otherwise (P-103).
    #[must_use]
    pub const fn refresh_lifetime(mut self, seconds: u64) -> Self {
        self.refresh_lifetime = seconds;
        self
    }

    /// Makes tokens and codes in another way than by chance (P-302).
    #[must_use]
    pub fn tokens(mut self, provider: impl TokenProvider) -> Self {
        self.tokens = Arc::new(provider);
        self
    }

    /// A user who may use an application now.
    async fn user_of(
        &self,
        application: &ApplicationRecord,
        id: u64,
    ) -> Result<Option<UserRecord>, StoreError> {
        if !application.access.allows(id) {
            return Ok(None);
        }
        let user = self.accounts.user(id).await?;
        Ok(user.filter(|user| user.active))
    }
}

impl fmt::Debug for OAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuth")
            .field("accounts", &self.accounts)
            .field("endpoints", &self.endpoints)
            .finish_non_exhaustive()
    }
}

/// As replies list them (P-99, P-102).
pub(crate) fn comma_list(scopes: &bitrix_rest::Scopes) -> String {
    let codes: Vec<&str> = scopes.iter().collect();
    codes.join(",")
}
