//! Rows: the store of those who write methods of their own (P-288). A table of a portal has rows of JSON; a row has an id, which
//! its table gives it, a version, which counts its changes, and, if its writer wants one, a key that no other row of the table
//! has.
//!
//! A table needs no declaration: its name is enough, like `demo.item`. A method takes [`Rows`] as its
//! [`State`](bitrix_rest::State):
//!
//! ```
//! use bitrix_rest_methods::{MemoryStore, Store};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Debug, PartialEq, Serialize, Deserialize)]
//! struct Item {
//!     title: String,
//! }
//!
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
//! let rows = MemoryStore::new().rows("my-portal");
//! let items = rows.table::<Item>("demo.item");
//! let id = items.insert(None, &Item { title: "a".into() }).await?;
//! items.change(id, |item| item.title.push('b')).await?;
//! let item = items.get(id).await?.ok_or("it was just written")?;
//! assert_eq!((item.id, item.version, item.value.title.as_str()), (1, 2, "ab"));
//! # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
//! ```

mod change;
pub(crate) mod memory;
mod table;

use std::sync::Arc;

use bitrix_rest::BoxFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::StoreError;

pub use change::RowChange;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub(crate) use change::{LAST_ID, changed, check_table, exhausted, missing, taken};
pub use table::{Stored, Table};

/// A row as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// By which it is found. Ids of a table rise from 1 and are never used twice, not even if the row is deleted.
    pub id: u64,
    /// 1 for a new row, one more after each change.
    pub version: u64,
    /// What no other row of its table has, at most 255 bytes.
    pub key: Option<Box<str>>,
    /// What its writer keeps: at most 100 arrays or objects within each other.
    pub value: Value,
}

/// Where the rows of one portal are kept.
pub trait RowStore: Send + Sync + 'static {
    /// The member id of the portal: the first part of every key (P-214).
    fn portal(&self) -> &Arc<str>;

    /// The row with this id; none also in a table, or with an id, that no row can have.
    fn get<'a>(&'a self, table: &'a str, id: u64)
    -> BoxFuture<'a, Result<Option<Row>, StoreError>>;

    /// The row with this key.
    fn find<'a>(
        &'a self,
        table: &'a str,
        key: &'a str,
    ) -> BoxFuture<'a, Result<Option<Row>, StoreError>>;

    /// The first `limit` rows whose id is greater than `after`, by id. Of two rows that two calls insert, the one with the
    /// smaller id is never seen after the other: who reads on from the last id that was seen misses none.
    fn list<'a>(
        &'a self,
        table: &'a str,
        after: u64,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<Row>, StoreError>>;

    /// How many rows a table has.
    fn count<'a>(&'a self, table: &'a str) -> BoxFuture<'a, Result<u64, StoreError>>;

    /// Makes these changes in this order, all or none, and answers the ids of the rows that they are about. Calls that begin
    /// afterwards see them, in every process.
    ///
    /// # Errors
    /// [`Conflict`](StoreError::Conflict): a key that another row has. [`Changed`](StoreError::Changed): a version that is not
    /// the row's any more. [`Missing`](StoreError::Missing): a row to be changed that is not there. [`Unstorable`](StoreError::Unstorable): a name
    /// or key of more than 255 bytes or with a NUL, an empty name, a value that is too deep.
    fn write(&self, changes: Vec<RowChange>) -> BoxFuture<'_, Result<Vec<u64>, StoreError>>;
}

/// The rows of a portal; cheap to clone. What methods take as [`State`](bitrix_rest::State). Derefs to the [`RowStore`] below.
#[derive(Clone)]
pub struct Rows(Arc<dyn RowStore>);

impl Rows {
    /// The rows in this store.
    pub fn new(store: Arc<dyn RowStore>) -> Self {
        Self(store)
    }

    /// A table whose rows all have values of this type. Nothing is asked of the store for it.
    pub fn table<T: Serialize + DeserializeOwned>(&self, name: &str) -> Table<T> {
        Table::new(self.clone(), name)
    }
}

impl std::ops::Deref for Rows {
    type Target = dyn RowStore;

    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}

impl std::fmt::Debug for Rows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rows")
            .field("portal", self.portal())
            .finish_non_exhaustive()
    }
}
