//! The options of each application and user, in memory.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use serde_json::{Map, Value};

const SHARDS: usize = 16;

#[derive(PartialEq, Eq, Hash)]
pub(crate) struct Owner {
    pub(crate) application: Arc<str>,
    pub(crate) user: u64,
}

type Shard = RwLock<HashMap<Owner, Map<String, Value>>>;

#[derive(Default)]
pub(crate) struct Options([Shard; SHARDS]);

impl Options {
    /// The users of a portal are numbered, so their numbers spread evenly.
    fn shard(&self, owner: &Owner) -> &Shard {
        &self.0[owner.user as usize % SHARDS]
    }

    pub(crate) fn all(&self, owner: &Owner) -> Map<String, Value> {
        let shard = self
            .shard(owner)
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        shard.get(owner).cloned().unwrap_or_default()
    }

    pub(crate) fn one(&self, owner: &Owner, key: &str) -> Option<Value> {
        let shard = self
            .shard(owner)
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        shard.get(owner)?.get(key).cloned()
    }

    pub(crate) fn set(&self, owner: Owner, options: Map<String, Value>) {
        let mut shard = self
            .shard(&owner)
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        shard.entry(owner).or_default().extend(options);
    }
}
