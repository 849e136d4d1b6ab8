//! Where everything is kept: an engine with the stores of each domain.
//!
//! | | kept | processes |
//! |---|---|---|
//! | [`MemoryStore`] | gone with the process: for tests | one |
//! | `SqliteStore`, feature `sqlite` | in a file | one server; other programs may read and write beside it |
//! | `PostgresStore`, feature `postgres` | in a database | as many as you like |
//!
//! Every key begins with the portal and the application, so one engine may serve many portals, and tables shard.

mod error;
mod memory;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod open;
#[cfg(feature = "postgres")]
mod postgres;
mod record;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod sql;
#[cfg(feature = "sqlite")]
mod sqlite;
pub(crate) mod text;

use std::sync::Arc;

use bitrix_rest::BoxFuture;

pub use error::StoreError;
pub(crate) use error::{check_name, check_number};
pub use memory::MemoryStore;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use open::{OpenError, OpenErrorKind};
#[cfg(feature = "postgres")]
pub use postgres::PostgresStore;
pub use record::Record;
#[cfg(feature = "sqlite")]
pub use sqlite::SqliteStore;

use crate::limits::{MemoryMeter, Meter};
use crate::{Accounts, Options, Rows};

/// An engine: hands out the stores of each domain.
///
/// ```
/// use bitrix_rest_methods::accounts::UserRecord;
/// use bitrix_rest_methods::{MemoryStore, Store};
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let store = MemoryStore::new();
/// let accounts = store.accounts("my-portal");
/// accounts.put(UserRecord::new(1, "ada")).await?;
/// let options = store.options();
/// store.check().await?;
/// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
/// ```
pub trait Store: std::fmt::Debug + Send + Sync + 'static {
    /// The options of all portals.
    fn options(&self) -> Options;

    /// The accounts of the portal with this member id.
    fn accounts(&self, portal: &str) -> Accounts;

    /// The rows of the portal with this member id: what methods keep that are written by others.
    fn rows(&self, portal: &str) -> Rows;

    /// Counts for [limits](crate::limits): `PostgresStore` in its database, for all processes that share it; every other store in
    /// the memory of this process, anew in each meter.
    fn meter(&self) -> Arc<dyn Meter> {
        Arc::new(MemoryMeter::new())
    }

    /// Whether it can be read and, as far as is known without writing data, written now.
    fn check(&self) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Reads everything and compares it with its checksums; for a server that starts on a file. Where a server of
    /// its own keeps the data, that it answers is enough: every row is compared with its checksum when it is read.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if it is not what was written.
    fn verify(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(std::future::ready(Ok(())))
    }

    /// Begins to read everything, as it is at this moment; what is written meanwhile is not seen.
    fn export(&self) -> BoxFuture<'_, Result<Box<dyn Export>, StoreError>>;

    /// Ends: waits for what is being written and lets go of files and connections. Calls after it fail.
    fn close(&self) -> BoxFuture<'_, ()>;
}

/// Everything that a store keeps, in an order that depends on nothing else: by portal; then users, applications, webhooks,
/// tokens, refresh tokens and authorization codes, each by its key; then options by application and user (those for all users first), as first
/// written; then tables of rows by name, each with the last id that it has given out, and then its rows by id.
pub trait Export: Send {
    /// The next records; none at the end.
    fn next(&mut self) -> BoxFuture<'_, Result<Vec<Record>, StoreError>>;
}
