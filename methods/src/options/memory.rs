//! Options in memory: for tests, gone with the process.

use std::collections::HashMap;
use std::future::ready;
use std::sync::{PoisonError, RwLock};

use bitrix_rest::{Application, Array, BoxFuture, Key, Value};

use super::{OptionStore, Owner};
use crate::StoreError;
use crate::store::text;

const SHARDS: usize = 16;

/// Options in memory.
#[derive(Debug, Default)]
pub(crate) struct MemoryOptions {
    shards: [RwLock<HashMap<Owner, Array>>; SHARDS],
}

impl MemoryOptions {
    /// By user alone: hashing the whole key once, in the map, is enough.
    fn shard(&self, owner: &Owner) -> &RwLock<HashMap<Owner, Array>> {
        let [first, ..] = &self.shards;
        self.shards
            .get(owner.user.unwrap_or(0) as usize % SHARDS)
            .unwrap_or(first)
    }

    fn read<T>(&self, owner: &Owner, read: impl FnOnce(&Array) -> T) -> Option<T> {
        let shard = self
            .shard(owner)
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        shard.get(owner).map(read)
    }

    fn write(&self, owner: &Owner, options: Array) -> Result<(), StoreError> {
        owner.check()?;
        options.values().try_for_each(text::check)?;
        let mut shard = self
            .shard(owner)
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        match shard.get_mut(owner) {
            Some(stored) => stored.merge(options),
            None => {
                shard.insert(owner.clone(), options);
            }
        }
        Ok(())
    }

    /// Everything, in no order.
    pub(crate) fn everything(&self) -> Vec<(Owner, Array)> {
        let mut all = Vec::new();
        for shard in &self.shards {
            let shard = shard.read().unwrap_or_else(PoisonError::into_inner);
            all.extend(
                shard
                    .iter()
                    .map(|(owner, options)| (owner.clone(), options.clone())),
            );
        }
        all
    }
}

impl OptionStore for MemoryOptions {
    fn all<'a>(&'a self, owner: &'a Owner) -> BoxFuture<'a, Result<Array, StoreError>> {
        // An array is copied on write: to clone it costs no more than a counter.
        Box::pin(ready(Ok(self
            .read(owner, Array::clone)
            .unwrap_or_default())))
    }

    fn one<'a>(
        &'a self,
        owner: &'a Owner,
        key: &'a Key,
    ) -> BoxFuture<'a, Result<Option<Value>, StoreError>> {
        let value = self.read(owner, |options| options.get_key(key).cloned());
        Box::pin(ready(Ok(value.flatten())))
    }

    fn set<'a>(
        &'a self,
        owner: &'a Owner,
        options: Array,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(ready(self.write(owner, options)))
    }

    fn forget<'a>(&'a self, application: &'a Application) -> BoxFuture<'a, Result<(), StoreError>> {
        for shard in &self.shards {
            let mut shard = shard.write().unwrap_or_else(PoisonError::into_inner);
            shard.retain(|owner, _| owner.application != *application);
        }
        Box::pin(ready(Ok(())))
    }
}
