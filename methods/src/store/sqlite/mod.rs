//! Everything in a file.

mod accounts;
mod export;
mod logins;
mod open;
mod options;
mod readers;
mod rows;
mod verify;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{JoinHandle, available_parallelism};

use bitrix_rest::BoxFuture;
use rusqlite::Connection;

use super::open::{OpenError, OpenErrorKind};
use super::{Export, Store, StoreError};
use crate::{Accounts, Options, Rows};
use accounts::SqliteAccounts;
use logins::Logins;
use options::SqliteOptions;
use readers::Readers;
use rows::SqliteRows;
use writer::Writer;

/// Keeps everything in a SQLite file.
///
/// A write is answered once it is on the disk (`synchronous=FULL`); writes that come together share a flush. Other programs may
/// open the file at the same time, also to write.
///
/// ```
/// use bitrix_rest_methods::accounts::UserRecord;
/// use bitrix_rest_methods::{SqliteStore, Store};
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("portal.db");
/// let store = SqliteStore::open(&path).await?;
/// store.accounts("my-portal").put(UserRecord::new(1, "ada")).await?;
/// store.close().await;
/// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
/// ```
#[derive(Debug)]
pub struct SqliteStore {
    engine: Arc<Engine>,
}

/// What all stores of a file share.
#[derive(Debug)]
struct Engine {
    path: PathBuf,
    logins: Arc<Logins>,
    /// None once it was closed.
    threads: Mutex<Option<Threads>>,
}

#[derive(Debug)]
struct Threads {
    writer: Writer,
    readers: Readers,
    handles: Vec<JoinHandle<()>>,
}

impl SqliteStore {
    /// Opens the file, or makes it if there is none: readable for its owner alone. The folder must exist.
    /// Needs a tokio runtime.
    ///
    /// # Errors
    /// Every [`OpenErrorKind`]. A damaged file is noticed here only if its beginning is; [`Store::verify`] reads all of it.
    pub async fn open(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        let path = path.as_ref().to_owned();
        let opened = tokio::task::spawn_blocking({
            let path = path.clone();
            move || Threads::start(&path)
        });
        let (threads, logins, real) = opened.await.map_err(|error| {
            let store = path.display().to_string();
            let what = "the thread that opens it ended";
            OpenError::new(OpenErrorKind::Failed, store, what, "try again").because(error)
        })??;
        let threads = Mutex::new(Some(threads));
        Ok(Self {
            engine: Arc::new(Engine {
                path: real,
                logins,
                threads,
            }),
        })
    }
}

impl Threads {
    fn start(path: &Path) -> Result<(Self, Arc<Logins>, PathBuf), OpenError> {
        let (connection, real) = open::open(path)?;
        let failed = |what: &str, error: std::io::Error| {
            let remedy = "see what the system says";
            OpenError::new(OpenErrorKind::Failed, open::shown(path), what, remedy).because(error)
        };
        let logins = Logins::open(&real).map_err(|error| {
            failed(
                "the file with `-logins` at the end of its name cannot be used",
                error,
            )
        })?;
        let logins = Arc::new(logins);
        // One on each core reads while another waits for the disk.
        let count = available_parallelism().map_or(2, usize::from).clamp(2, 8);
        let connections = (0..count)
            .map(|_| open::connect_to_read(&real))
            .collect::<rusqlite::Result<_>>()
            .map_err(|error| open::explain(path, error))?;
        let no_thread = |error| failed("no thread can be started", error);
        let (readers, mut handles) = Readers::start(connections).map_err(no_thread)?;
        let (writer, handle) =
            Writer::start(connection, &real, logins.clone()).map_err(no_thread)?;
        handles.push(handle);
        let threads = Self {
            writer,
            readers,
            handles,
        };
        Ok((threads, logins, real))
    }
}

impl Engine {
    fn with<T>(&self, pick: impl FnOnce(&Threads) -> T) -> Result<T, StoreError> {
        let threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        threads.as_ref().map(pick).ok_or_else(closed)
    }

    async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let readers = self.with(|threads| threads.readers.clone())?;
        readers.read(read).await
    }

    async fn write(
        &self,
        accounts: bool,
        work: impl Fn(&Connection) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<(), StoreError> {
        let writer = self.with(|threads| threads.writer.clone())?;
        writer.write(accounts, work).await
    }

    /// Runs something long on a connection of its own.
    async fn aside<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Path) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.with(|_| ())?;
        let path = self.path.clone();
        let done = tokio::task::spawn_blocking(move || work(&path)).await;
        done.map_err(StoreError::failed)?
    }
}

impl Store for SqliteStore {
    fn options(&self) -> Options {
        Options::new(Arc::new(SqliteOptions(self.engine.clone())))
    }

    fn accounts(&self, portal: &str) -> Accounts {
        let portal: Arc<str> = portal.into();
        Accounts::new(Arc::new(SqliteAccounts {
            engine: self.engine.clone(),
            logins: self.engine.logins.of(&portal),
            portal,
        }))
    }

    fn rows(&self, portal: &str) -> Rows {
        Rows::new(Arc::new(SqliteRows {
            engine: self.engine.clone(),
            portal: portal.into(),
        }))
    }

    fn check(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async {
            let read = self.engine.read(|connection| {
                let sql = "SELECT count(*) FROM sqlite_schema";
                connection.query_row(sql, [], |_| Ok(())).map_err(failed)
            });
            read.await?;
            // A disk that was full may have room again; only a write can tell.
            let failing = self.engine.with(|threads| threads.writer.is_failing())?;
            // Without that, whether the writer answers.
            let work = if failing { probe } else { nothing };
            self.engine.write(false, work).await
        })
    }

    fn verify(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(self.engine.aside(verify::verify))
    }

    fn export(&self) -> BoxFuture<'_, Result<Box<dyn Export>, StoreError>> {
        Box::pin(async {
            let export = self.engine.aside(export::SqliteExport::begin).await?;
            let export: Box<dyn Export> = Box::new(export);
            Ok(export)
        })
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        let threads = self
            .engine
            .threads
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        Box::pin(async {
            let Some(Threads {
                writer,
                readers,
                handles,
            }) = threads
            else {
                return;
            };
            // The threads end when nobody can hand them anything any more.
            drop((writer, readers));
            let joined = tokio::task::spawn_blocking(|| {
                for handle in handles {
                    let _ = handle.join();
                }
            });
            let _ = joined.await;
        })
    }
}

fn nothing(_: &Connection) -> Result<(), StoreError> {
    Ok(())
}

/// A write that changes nothing that anybody reads.
fn probe(connection: &Connection) -> Result<(), StoreError> {
    let sql = "INSERT INTO rest_probe (id, count) VALUES (1, 1) \
        ON CONFLICT (id) DO UPDATE SET count = count + 1";
    connection.execute(sql, []).map_err(failed)?;
    Ok(())
}

/// All or none: what other writes of the same commit did stays.
fn all_or_none(
    connection: &Connection,
    change: impl FnOnce() -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    connection
        .execute_batch("SAVEPOINT changes")
        .map_err(failed)?;
    let changed = change();
    let end = match &changed {
        Ok(()) => "RELEASE changes",
        // The whole transaction may be gone already; then there is no savepoint either, and the error is what counts.
        Err(StoreError::Failed(_)) => return changed,
        Err(_) => "ROLLBACK TO changes; RELEASE changes",
    };
    connection.execute_batch(end).map_err(failed)?;
    changed
}

fn failed(error: rusqlite::Error) -> StoreError {
    StoreError::failed(error)
}

fn closed() -> StoreError {
    StoreError::failed("the store was closed")
}
