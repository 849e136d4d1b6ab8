//! Options: what an application stores for itself and its users (P-200 – P-219).

pub(crate) mod memory;
mod methods;

use std::sync::Arc;

use bitrix_rest::text::json::{self, Escaping};
use bitrix_rest::{Application, Array, BoxFuture, Key, Value};

use crate::StoreError;
use crate::store::{check_name, check_number};

pub use methods::{
    AppOptionGet, AppOptionSet, OptionError, UserOptionGet, UserOptionSet, app_option_get,
    app_option_set, user_option_get, user_option_set,
};

/// Whose options: the storage key of P-214 and P-217, portal first.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Owner {
    /// The application, as installed on its portal.
    pub application: Application,
    /// The user, or none for what all users of the application share.
    pub user: Option<u64>,
}

impl Owner {
    /// The same bounds for every engine.
    pub(crate) fn check(&self) -> Result<(), StoreError> {
        check_name("the member id of the portal", self.application.portal())?;
        check_name("the client_id", self.application.client_id())?;
        match self.user {
            Some(user) => check_number("the user id", user).map(drop),
            None => Ok(()),
        }
    }

    /// What it sorts by: portal, application, then what is for all users, then users by id.
    pub(crate) fn order(&self) -> (&str, &str, Option<u64>) {
        let application = &self.application;
        (application.portal(), application.client_id(), self.user)
    }
}

/// Where options are kept. A key is written alone: two callers who write different keys at the same time both win.
pub trait OptionStore: Send + Sync + 'static {
    /// All options, in the order their keys were first written (P-213). Empty if there are none, also for an owner whom no
    /// option can be written for.
    fn all<'a>(&'a self, owner: &'a Owner) -> BoxFuture<'a, Result<Array, StoreError>>;

    /// One option; none if it was never written.
    fn one<'a>(
        &'a self,
        owner: &'a Owner,
        key: &'a Key,
    ) -> BoxFuture<'a, Result<Option<Value>, StoreError>>;

    /// Writes every key of `options`, all or none; other keys stay (P-206). Once it is answered, calls that begin afterwards
    /// see it, in every process, and no crash takes it back, as far as the engine keeps anything.
    ///
    /// # Errors
    /// [`StoreError::Unstorable`]: a number that JSON does not have, an id that is too long.
    fn set<'a>(&'a self, owner: &'a Owner, options: Array)
    -> BoxFuture<'a, Result<(), StoreError>>;

    /// Removes everything of an application, its users' options included: what an uninstallation with "clean" does
    /// (P-215).
    fn forget<'a>(&'a self, application: &'a Application) -> BoxFuture<'a, Result<(), StoreError>>;
}

/// A handle to an [`OptionStore`]; cheap to clone. What the methods take as [`State`](bitrix_rest::State).
#[derive(Clone)]
pub struct Options {
    store: Arc<dyn OptionStore>,
    limit: usize,
}

impl Options {
    /// Keeps options in this store.
    pub fn new(store: Arc<dyn OptionStore>) -> Self {
        Self {
            store,
            limit: usize::MAX,
        }
    }

    /// Refuses to write an option whose key and value, as JSON text, are longer than this many bytes. Without it only the
    /// size of a request is a limit (P-216).
    #[must_use]
    pub fn with_limit(mut self, bytes: usize) -> Self {
        self.limit = bytes;
        self
    }

    /// The first key that is too large, with its value, to be written.
    fn too_large<'o>(&self, options: &'o Array) -> Option<&'o Key> {
        if self.limit == usize::MAX {
            return None;
        }
        let mut text = Vec::new();
        let mut oversized = |key: &Key, value: &Value| {
            text.clear();
            // What JSON cannot hold (a number that is not finite) is not a matter of size.
            let _ = json::write(&mut text, value, Escaping::Plain);
            key.to_string().len().saturating_add(text.len()) > self.limit
        };
        options
            .iter()
            .find(|(key, value)| oversized(key, value))
            .map(|(key, _)| key)
    }
}

impl std::ops::Deref for Options {
    type Target = dyn OptionStore;

    fn deref(&self) -> &Self::Target {
        &*self.store
    }
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Options")
    }
}
