//! Accounts in memory: for tests and stand-in portals, gone with the process.

use std::collections::HashMap;
use std::future::ready;
use std::hash::Hash;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use bitrix_rest::BoxFuture;

use super::SecretHash;
use super::records::{
    ApplicationRecord, RefreshTokenRecord, TokenRecord, UserRecord, WebhookRecord,
};
use super::store::{AccountStore, Login, Owner};
use crate::StoreError;

/// Accounts in memory: for tests and stand-in portals, gone with the process.
///
/// ```
/// use bitrix_rest_methods::{Accounts, MemoryAccounts};
///
/// let accounts = Accounts::new("my-portal", MemoryAccounts::new());
/// ```
#[derive(Debug, Default)]
pub struct MemoryAccounts {
    directory: RwLock<Directory>,
    tokens: Shelf<SecretHash, TokenRecord>,
    webhooks: Shelf<WebhookKey, WebhookRecord>,
    /// Where the webhook with an id stands; held while one is written.
    webhook_keys: Mutex<HashMap<u64, WebhookKey>>,
    refresh_tokens: RwLock<HashMap<SecretHash, RefreshTokenRecord>>,
}

/// What credentials point to.
#[derive(Debug, Default)]
struct Directory {
    users: HashMap<u64, UserRecord>,
    logins: HashMap<String, u64>,
    applications: HashMap<Arc<str>, ApplicationRecord>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct WebhookKey {
    code: SecretHash,
    user: u64,
}

impl MemoryAccounts {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    fn add_user(&self, user: UserRecord) -> Result<(), StoreError> {
        let mut directory = write(&self.directory);
        let Directory { users, logins, .. } = &mut *directory;
        if logins.get(&user.login).is_some_and(|id| *id != user.id) {
            return Err(StoreError::new(format!(
                "another user has the login `{}`",
                user.login
            )));
        }
        if let Some(earlier) = users.get(&user.id) {
            logins.remove(&earlier.login);
        }
        logins.insert(user.login.clone(), user.id);
        users.insert(user.id, user);
        drop(directory);
        self.forget();
        Ok(())
    }

    fn add_webhook(&self, webhook: WebhookRecord) -> Result<(), StoreError> {
        let mut keys = self
            .webhook_keys
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let (id, key) = (
            webhook.id,
            WebhookKey {
                code: webhook.code,
                user: webhook.user,
            },
        );
        if self
            .webhooks
            .get(&key.code, &key, |kept| kept.record.id)
            .is_some_and(|other| other != id)
        {
            return Err(StoreError::new(format!(
                "another webhook of user {} has the code of webhook {id}",
                key.user
            )));
        }
        self.webhooks.put(&key.code, key, webhook);
        if let Some(earlier) = keys.insert(id, key).filter(|earlier| *earlier != key) {
            self.webhooks.remove(&earlier.code, &earlier);
        }
        Ok(())
    }

    /// What was looked up before users or applications changed is looked up again.
    fn forget(&self) {
        self.tokens.forget();
        self.webhooks.forget();
    }

    fn find_webhook(
        &self,
        owner: Owner<'_>,
        code: &SecretHash,
    ) -> Option<Arc<Login<WebhookRecord>>> {
        let user = match owner {
            Owner::Id(id) => id,
            Owner::Login(login) => *read(&self.directory).logins.get(login)?,
        };
        self.webhooks
            .get(code, &WebhookKey { code: *code, user }, |kept| {
                kept.login(&self.directory, |webhook| {
                    (webhook.application.as_deref(), webhook.user)
                })
            })
    }
}

impl AccountStore for MemoryAccounts {
    fn token<'a>(
        &'a self,
        hash: &'a SecretHash,
    ) -> BoxFuture<'a, Result<Option<Arc<Login<TokenRecord>>>, StoreError>> {
        let login = self.tokens.get(hash, hash, |kept| {
            kept.login(&self.directory, |token| {
                (Some(&token.application), token.user)
            })
        });
        Box::pin(ready(Ok(login)))
    }

    fn webhook<'a>(
        &'a self,
        owner: Owner<'a>,
        code: &'a SecretHash,
    ) -> BoxFuture<'a, Result<Option<Arc<Login<WebhookRecord>>>, StoreError>> {
        Box::pin(ready(Ok(self.find_webhook(owner, code))))
    }

    fn refresh_token<'a>(
        &'a self,
        hash: &'a SecretHash,
    ) -> BoxFuture<'a, Result<Option<RefreshTokenRecord>, StoreError>> {
        Box::pin(ready(Ok(read(&self.refresh_tokens).get(hash).cloned())))
    }

    fn put_user(&self, user: UserRecord) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(ready(self.add_user(user)))
    }

    fn put_application(
        &self,
        application: ApplicationRecord,
    ) -> BoxFuture<'_, Result<(), StoreError>> {
        write(&self.directory)
            .applications
            .insert(application.client_id.clone(), application);
        self.forget();
        Box::pin(ready(Ok(())))
    }

    fn put_webhook(&self, webhook: WebhookRecord) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(ready(self.add_webhook(webhook)))
    }

    fn put_token(&self, token: TokenRecord) -> BoxFuture<'_, Result<(), StoreError>> {
        let hash = token.hash;
        self.tokens.put(&hash, hash, token);
        Box::pin(ready(Ok(())))
    }

    fn put_refresh_token(
        &self,
        token: RefreshTokenRecord,
    ) -> BoxFuture<'_, Result<(), StoreError>> {
        write(&self.refresh_tokens).insert(token.hash, token);
        Box::pin(ready(Ok(())))
    }
}

const SHARDS: usize = 16;

/// Credentials by their hash, in shards so that calls on different cores do not wait for each other.
#[derive(Debug)]
struct Shelf<K, C>([RwLock<HashMap<K, Kept<C>>>; SHARDS]);

/// A credential, and what it was found to point to.
#[derive(Debug)]
struct Kept<C> {
    record: C,
    login: OnceLock<Arc<Login<C>>>,
}

impl<C: Clone> Kept<C> {
    /// Looked up once. The lock of the shard is held meanwhile, so [`Shelf::forget`] comes after it.
    fn login<'a>(
        &'a self,
        directory: &RwLock<Directory>,
        names: impl Fn(&'a C) -> (Option<&'a str>, u64),
    ) -> Arc<Login<C>> {
        let look_up = || {
            let directory = read(directory);
            let (application, user) = names(&self.record);
            let application = application
                .and_then(|id| directory.applications.get(id))
                .cloned();
            let user = directory.users.get(&user).cloned();
            Arc::new(Login::new(self.record.clone(), application, user))
        };
        self.login.get_or_init(look_up).clone()
    }
}

impl<K, C> Default for Shelf<K, C> {
    fn default() -> Self {
        Self(std::array::from_fn(|_| RwLock::default()))
    }
}

impl<K: Eq + Hash, C> Shelf<K, C> {
    /// A hash is uniform already.
    fn shard(&self, hash: &SecretHash) -> &RwLock<HashMap<K, Kept<C>>> {
        let [byte, ..] = hash.as_bytes();
        let [first, ..] = &self.0;
        self.0.get(usize::from(*byte) % SHARDS).unwrap_or(first)
    }

    fn get<T>(&self, hash: &SecretHash, key: &K, take: impl Fn(&Kept<C>) -> T) -> Option<T> {
        read(self.shard(hash)).get(key).map(take)
    }

    fn put(&self, hash: &SecretHash, key: K, record: C) {
        write(self.shard(hash)).insert(
            key,
            Kept {
                record,
                login: OnceLock::new(),
            },
        );
    }

    fn remove(&self, hash: &SecretHash, key: &K) {
        write(self.shard(hash)).remove(key);
    }

    fn forget(&self) {
        for shard in &self.0 {
            for kept in write(shard).values_mut() {
                kept.login.take();
            }
        }
    }
}

fn read<T>(lock: &RwLock<T>) -> RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(PoisonError::into_inner)
}

fn write<T>(lock: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}
