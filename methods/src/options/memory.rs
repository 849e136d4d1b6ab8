//! Options in memory: for tests, gone with the process.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::future::ready;
use std::hash::BuildHasher;
use std::sync::{PoisonError, RwLock};

use bitrix_rest::{Array, BoxFuture, Key, Value};

use super::{OptionStore, Owner};
use crate::StoreError;

const SHARDS: usize = 16;

/// Options in memory: for tests, gone with the process.
///
/// ```
/// use bitrix_rest_methods::{MemoryOptions, Options};
///
/// let options = Options::new(MemoryOptions::new());
/// ```
#[derive(Debug, Default)]
pub struct MemoryOptions {
    hasher: RandomState,
    shards: [RwLock<HashMap<Owner, Array>>; SHARDS],
}

impl MemoryOptions {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    fn shard(&self, owner: &Owner) -> &RwLock<HashMap<Owner, Array>> {
        let [first, ..] = &self.shards;
        self.shards.get(self.hasher.hash_one(owner) as usize % SHARDS).unwrap_or(first)
    }

    /// An array is copied on write, so this costs no more than a counter.
    fn read(&self, owner: &Owner) -> Array {
        let shard = self.shard(owner).read().unwrap_or_else(PoisonError::into_inner);
        shard.get(owner).cloned().unwrap_or_default()
    }
}

impl OptionStore for MemoryOptions {
    fn all<'a>(&'a self, owner: &'a Owner) -> BoxFuture<'a, Result<Array, StoreError>> {
        Box::pin(ready(Ok(self.read(owner))))
    }

    fn one<'a>(
        &'a self,
        owner: &'a Owner,
        key: &'a Key,
    ) -> BoxFuture<'a, Result<Option<Value>, StoreError>> {
        Box::pin(ready(Ok(self.read(owner).get_key(key).cloned())))
    }

    fn set<'a>(&'a self, owner: &'a Owner, options: Array) -> BoxFuture<'a, Result<(), StoreError>> {
        let mut shard = self.shard(owner).write().unwrap_or_else(PoisonError::into_inner);
        match shard.get_mut(owner) {
            Some(stored) => stored.merge(options),
            None => {
                shard.insert(owner.clone(), options);
            }
        }
        Box::pin(ready(Ok(())))
    }
}
