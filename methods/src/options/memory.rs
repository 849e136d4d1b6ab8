//! Options in memory: for tests, gone with the process.

use std::collections::HashMap;
use std::future::ready;
use std::sync::{PoisonError, RwLock};

use bitrix_rest::{Application, Array, BoxFuture, Key, Value};

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
    shards: [RwLock<HashMap<Owner, Array>>; SHARDS],
}

impl MemoryOptions {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

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
        Box::pin(ready(Ok(())))
    }

    fn forget<'a>(&'a self, application: &'a Application) -> BoxFuture<'a, Result<(), StoreError>> {
        for shard in &self.shards {
            let mut shard = shard.write().unwrap_or_else(PoisonError::into_inner);
            shard.retain(|owner, _| owner.application != *application);
        }
        Box::pin(ready(Ok(())))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn owner(portal: &str, client: &str, user: Option<u64>) -> Owner {
        Owner {
            application: Application::new(portal, client),
            user,
        }
    }

    // Proves: P-214, P-215
    #[tokio::test]
    async fn an_application_is_forgotten_alone_and_whole() {
        let store = MemoryOptions::new();
        let gone = [
            owner("p", "app.1", None),
            owner("p", "app.1", Some(1)),
            owner("p", "app.1", Some(17)),
        ];
        let kept = [owner("p", "app.2", Some(1)), owner("q", "app.1", Some(1))];
        let options: Array = [("k", "v")].into_iter().collect();
        for owner in gone.iter().chain(&kept) {
            store.set(owner, options.clone()).await.unwrap();
        }
        // Without "clean" a reinstallation finds everything again; with it, nothing.
        store.forget(&gone[0].application).await.unwrap();
        for owner in &gone {
            assert!(store.all(owner).await.unwrap().is_empty(), "{owner:?}");
        }
        for owner in &kept {
            assert_eq!(store.all(owner).await.unwrap(), options, "{owner:?}");
        }
    }
}
