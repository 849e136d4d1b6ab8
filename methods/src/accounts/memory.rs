//! Accounts in memory: for tests, gone with the process.

use std::collections::{BTreeMap, HashMap};
use std::future::ready;
use std::ops::Bound;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use bitrix_rest::BoxFuture;

use super::SecretHash;
use super::account::{Account, AccountKey, AccountKind, Change};
use super::cache::LoginCache;
use super::records::{ApplicationRecord, TokenRecord, UserRecord, WebhookRecord};
use super::store::{AccountStore, Login, Owner};
use crate::StoreError;
use crate::store::check_name;

/// The accounts of one portal, in memory.
#[derive(Debug)]
pub(crate) struct MemoryAccounts {
    portal: Arc<str>,
    books: RwLock<Books>,
    cache: LoginCache,
}

/// Where an account stands: by kind, then by its key.
type Place = (AccountKind, u64, Box<[u8]>);

#[derive(Debug, Default)]
struct Books {
    accounts: BTreeMap<Place, Account>,
    logins: HashMap<String, u64>,
    /// Ids of webhooks by owner and code.
    codes: HashMap<(u64, SecretHash), u64>,
}

fn place(key: &AccountKey) -> Place {
    let (number, bytes) = key.rank();
    (key.kind(), number, bytes.into())
}

impl MemoryAccounts {
    /// No account of this portal.
    pub(crate) fn new(portal: &str) -> Self {
        Self {
            portal: portal.into(),
            books: RwLock::default(),
            cache: LoginCache::default(),
        }
    }

    fn books(&self) -> RwLockReadGuard<'_, Books> {
        self.books.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn find_token(&self, hash: &SecretHash) -> Option<Arc<Login<TokenRecord>>> {
        if let Some(login) = self.cache.token(hash) {
            return Some(login);
        }
        let since = self.cache.epoch();
        let login = {
            let books = self.books();
            let Some(Account::Token(token)) = books.get(&AccountKey::Token(*hash)) else {
                return None;
            };
            Arc::new(Login::new(
                token.clone(),
                books.application(&token.application),
                books.user(token.user),
            ))
        };
        self.cache.keep_token(since, &login);
        Some(login)
    }

    fn find_webhook(
        &self,
        owner: Owner<'_>,
        code: &SecretHash,
    ) -> Option<Arc<Login<WebhookRecord>>> {
        if let Some(login) = self.cache.webhook(owner, code) {
            return Some(login);
        }
        let since = self.cache.epoch();
        let login = {
            let books = self.books();
            let user = match owner {
                Owner::Id(id) => id,
                Owner::Login(login) => *books.logins.get(login)?,
            };
            let id = books.codes.get(&(user, *code))?;
            let Some(Account::Webhook(webhook)) = books.get(&AccountKey::Webhook(*id)) else {
                return None;
            };
            let application = webhook.application.as_deref();
            Arc::new(Login::new(
                webhook.clone(),
                application.and_then(|id| books.application(id)),
                books.user(webhook.user),
            ))
        };
        self.cache.keep_webhook(since, owner, &login);
        Some(login)
    }

    fn change(&self, changes: Vec<Change>) -> Result<(), StoreError> {
        check_name("the member id of the portal", &self.portal)?;
        changes.iter().try_for_each(Change::check)?;
        let mut books = self.books.write().unwrap_or_else(PoisonError::into_inner);
        let mut undo = Vec::with_capacity(changes.len());
        for change in changes {
            match books.apply(change) {
                Ok(before) => undo.push(before),
                Err(error) => {
                    for (key, before) in undo.into_iter().rev() {
                        books.restore(&key, before);
                    }
                    return Err(error);
                }
            }
        }
        drop(books);
        self.cache.clear();
        Ok(())
    }

    pub(crate) fn page(
        &self,
        kind: AccountKind,
        after: Option<&AccountKey>,
        limit: usize,
    ) -> Vec<Account> {
        let books = self.books();
        let from = match after {
            Some(key) => Bound::Excluded(place(key)),
            None => Bound::Included((kind, 0, Box::default())),
        };
        let accounts = books.accounts.range((from, Bound::Unbounded));
        accounts
            .take_while(|((found, ..), _)| *found == kind)
            .map(|(_, account)| account.clone())
            .take(limit)
            .collect()
    }
}

impl Books {
    fn get(&self, key: &AccountKey) -> Option<&Account> {
        self.accounts.get(&place(key))
    }

    fn user(&self, id: u64) -> Option<UserRecord> {
        match self.get(&AccountKey::User(id)) {
            Some(Account::User(user)) => Some(user.clone()),
            _ => None,
        }
    }

    fn application(&self, id: &str) -> Option<ApplicationRecord> {
        match self.get(&AccountKey::Application(id.into())) {
            Some(Account::Application(application)) => Some(application.clone()),
            _ => None,
        }
    }

    /// What was there before.
    fn apply(&mut self, change: Change) -> Result<(AccountKey, Option<Account>), StoreError> {
        let (account, replace) = match change {
            Change::Remove(key) => {
                let before = self.take(&key).ok_or_else(|| key.missing())?;
                return Ok((key, Some(before)));
            }
            Change::Add(account) => (account, false),
            Change::Put(account) => (account, true),
        };
        let key = account.key();
        if !replace && self.get(&key).is_some() {
            return Err(key.taken());
        }
        let holder = match &account {
            Account::User(user) => self.logins.get(&user.login).map(|id| *id == user.id),
            Account::Webhook(hook) => {
                let holder = self.codes.get(&(hook.user, hook.code));
                holder.map(|id| *id == hook.id)
            }
            _ => None,
        };
        if holder == Some(false) {
            return Err(account.clash());
        }
        let before = self.take(&key);
        self.lay(account);
        Ok((key, before))
    }

    fn restore(&mut self, key: &AccountKey, before: Option<Account>) {
        self.take(key);
        if let Some(account) = before {
            self.lay(account);
        }
    }

    fn lay(&mut self, account: Account) {
        match &account {
            Account::User(user) => {
                self.logins.insert(user.login.clone(), user.id);
            }
            Account::Webhook(hook) => {
                self.codes.insert((hook.user, hook.code), hook.id);
            }
            _ => {}
        }
        self.accounts.insert(place(&account.key()), account);
    }

    fn take(&mut self, key: &AccountKey) -> Option<Account> {
        let account = self.accounts.remove(&place(key))?;
        match &account {
            Account::User(user) => {
                self.logins.remove(&user.login);
            }
            Account::Webhook(hook) => {
                self.codes.remove(&(hook.user, hook.code));
            }
            _ => {}
        }
        Some(account)
    }
}

impl AccountStore for MemoryAccounts {
    fn portal(&self) -> &Arc<str> {
        &self.portal
    }

    fn token<'a>(
        &'a self,
        hash: &'a SecretHash,
    ) -> BoxFuture<'a, Result<Option<Arc<Login<TokenRecord>>>, StoreError>> {
        Box::pin(ready(Ok(self.find_token(hash))))
    }

    fn webhook<'a>(
        &'a self,
        owner: Owner<'a>,
        code: &'a SecretHash,
    ) -> BoxFuture<'a, Result<Option<Arc<Login<WebhookRecord>>>, StoreError>> {
        Box::pin(ready(Ok(self.find_webhook(owner, code))))
    }

    fn get<'a>(
        &'a self,
        key: &'a AccountKey,
    ) -> BoxFuture<'a, Result<Option<Account>, StoreError>> {
        Box::pin(ready(Ok(self.books().get(key).cloned())))
    }

    fn list<'a>(
        &'a self,
        kind: AccountKind,
        after: Option<&'a AccountKey>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<Account>, StoreError>> {
        Box::pin(ready(Ok(self.page(kind, after, limit))))
    }

    fn write(&self, changes: Vec<Change>) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(ready(self.change(changes)))
    }
}
