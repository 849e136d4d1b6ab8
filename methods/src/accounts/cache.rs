//! Logins that were looked up, so that a call need not look them up again.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use super::SecretHash;
use super::records::{TokenRecord, WebhookRecord};
use super::store::{Login, Owner};

const SHARDS: usize = 16;
/// Logins in a shard; a shard that is full begins anew.
const ROOM: usize = 4096;

/// Logins by the hash of their secret. Whoever changes accounts clears it, after the change and before saying so.
#[derive(Debug, Default)]
pub(crate) struct LoginCache {
    /// How often it was cleared.
    epoch: AtomicU64,
    tokens: Shards<SecretHash, TokenRecord>,
    webhooks: Shards<WebhookKey, WebhookRecord>,
}

/// When a login was begun to be looked up: one that a change came between is not kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Epoch(u64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct WebhookKey {
    code: SecretHash,
    owner: OwnerKey,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum OwnerKey {
    Id(u64),
    Login(SecretHash),
}

impl WebhookKey {
    fn new(owner: Owner<'_>, code: &SecretHash) -> Self {
        Self {
            code: *code,
            owner: match owner {
                Owner::Id(id) => OwnerKey::Id(id),
                Owner::Login(login) => OwnerKey::Login(SecretHash::of(login)),
            },
        }
    }
}

impl LoginCache {
    pub(crate) fn epoch(&self) -> Epoch {
        Epoch(self.epoch.load(Ordering::Acquire))
    }

    pub(crate) fn token(&self, hash: &SecretHash) -> Option<Arc<Login<TokenRecord>>> {
        self.tokens.get(hash, hash)
    }

    pub(crate) fn keep_token(&self, since: Epoch, login: &Arc<Login<TokenRecord>>) {
        let hash = login.credential().hash;
        self.tokens.put(&hash, hash, login, || self.is_still(since));
    }

    pub(crate) fn webhook(
        &self,
        owner: Owner<'_>,
        code: &SecretHash,
    ) -> Option<Arc<Login<WebhookRecord>>> {
        self.webhooks.get(code, &WebhookKey::new(owner, code))
    }

    pub(crate) fn keep_webhook(
        &self,
        since: Epoch,
        owner: Owner<'_>,
        login: &Arc<Login<WebhookRecord>>,
    ) {
        let code = login.credential().code;
        let key = WebhookKey::new(owner, &code);
        self.webhooks
            .put(&code, key, login, || self.is_still(since));
    }

    /// Everything is looked up again.
    pub(crate) fn clear(&self) {
        // First, so that a lookup that is under way is not kept after its shard was emptied.
        self.epoch.fetch_add(1, Ordering::AcqRel);
        self.tokens.clear();
        self.webhooks.clear();
    }

    fn is_still(&self, since: Epoch) -> bool {
        self.epoch.load(Ordering::Acquire) == since.0
    }
}

/// In shards, so that calls on different cores do not wait for each other.
#[derive(Debug)]
struct Shards<K, C>([RwLock<HashMap<K, Arc<Login<C>>>>; SHARDS]);

impl<K, C> Default for Shards<K, C> {
    fn default() -> Self {
        Self(std::array::from_fn(|_| RwLock::default()))
    }
}

impl<K: Eq + Hash, C> Shards<K, C> {
    /// A hash is uniform already.
    fn shard(&self, hash: &SecretHash) -> &RwLock<HashMap<K, Arc<Login<C>>>> {
        let [byte, ..] = hash.as_bytes();
        let [first, ..] = &self.0;
        self.0.get(usize::from(*byte) % SHARDS).unwrap_or(first)
    }

    fn get(&self, hash: &SecretHash, key: &K) -> Option<Arc<Login<C>>> {
        let shard = self.shard(hash).read();
        shard
            .unwrap_or_else(PoisonError::into_inner)
            .get(key)
            .cloned()
    }

    fn put(&self, hash: &SecretHash, key: K, login: &Arc<Login<C>>, still: impl FnOnce() -> bool) {
        let shard = self.shard(hash).write();
        let mut shard = shard.unwrap_or_else(PoisonError::into_inner);
        // Under the lock that a clearing needs, too.
        if still() {
            if shard.len() >= ROOM {
                shard.clear();
            }
            shard.insert(key, login.clone());
        }
    }

    fn clear(&self) {
        for shard in &self.0 {
            shard
                .write()
                .unwrap_or_else(PoisonError::into_inner)
                .clear();
        }
    }
}
