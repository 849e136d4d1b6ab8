//! A store of each engine, empty at first, that can be opened again and a second time.

use std::fs;
use std::path::PathBuf;
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use bitrix_rest::{Application, Array, Key, Value};
use bitrix_rest_methods::options::Owner;
use bitrix_rest_methods::store::Record;
use bitrix_rest_methods::{MemoryStore, PostgresStore, SqliteStore, Store, StoreError};
use bitrix_rest_tests::postgres;

/// Which engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Memory,
    Sqlite,
    Postgres,
}

/// A store with a place of its own.
#[derive(Debug)]
pub struct Fixture {
    engine: Engine,
    place: Place,
    store: Arc<dyn Store>,
}

/// Where it keeps everything.
#[derive(Debug)]
pub enum Place {
    Memory,
    File(Folder),
    Database(String),
}

/// A folder that is removed in the end.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Place {
    /// The file, if it is one.
    pub fn path(&self) -> Option<PathBuf> {
        match self {
            Self::File(folder) => Some(folder.0.join("portal.db")),
            _ => None,
        }
    }
}

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "stores-{}-{}",
            process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Fixture {
    /// An empty store.
    pub async fn new(engine: Engine) -> Self {
        let place = match engine {
            Engine::Memory => Place::Memory,
            Engine::Sqlite => Place::File(Folder::new()),
            Engine::Postgres => Place::Database(
                // It runs programs, which takes its time.
                tokio::task::spawn_blocking(|| postgres::shared()?.create_database())
                    .await
                    .unwrap()
                    .unwrap(),
            ),
        };
        let store = match open(&place).await {
            Some(store) => store,
            None => Arc::new(MemoryStore::new()),
        };
        Self {
            engine,
            place,
            store,
        }
    }

    /// Of which engine it is.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Where it is, for those who come another way.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The store.
    pub fn store(&self) -> Arc<dyn Store> {
        self.store.clone()
    }

    /// The same store as another process has it; what is in memory has only this one.
    pub async fn another(&self) -> Arc<dyn Store> {
        open(&self.place)
            .await
            .unwrap_or_else(|| self.store.clone())
    }

    /// Closes the store and opens it again, as a process that starts anew; what is in memory stays as it is.
    pub async fn reopen(&mut self) {
        if let Place::Memory = self.place {
            return;
        }
        self.store.close().await;
        self.store = self.another().await;
    }

    /// Makes sure of something here, in another process, and after the store was opened again.
    pub async fn everywhere(&mut self, check: impl AsyncFn(&dyn Store)) {
        check(&*self.store).await;
        let another = self.another().await;
        check(&*another).await;
        if self.engine != Engine::Memory {
            another.close().await;
        }
        self.reopen().await;
        check(&*self.store).await;
    }
}

async fn open(place: &Place) -> Option<Arc<dyn Store>> {
    match place {
        Place::Memory => None,
        Place::File(folder) => {
            let store = SqliteStore::open(folder.0.join("portal.db")).await;
            Some(Arc::new(store.unwrap()))
        }
        Place::Database(url) => {
            let with = if url.contains('?') { '&' } else { '?' };
            // Enough to be in each other's way, and as much patience as a busy machine needs.
            let url = format!("{url}{with}pool=8&pool_wait=60&connect_timeout=60");
            let store = PostgresStore::connect(&url).await;
            Some(Arc::new(store.unwrap()))
        }
    }
}

/// Whose options.
pub fn owner(portal: &str, client_id: &str, user: Option<u64>) -> Owner {
    Owner {
        application: Application::new(portal, client_id),
        user,
    }
}

/// Options with these keys and values.
pub fn array<K: Into<Key>, V: Into<Value>>(pairs: impl IntoIterator<Item = (K, V)>) -> Array {
    pairs.into_iter().collect()
}

/// A value, or many, as told from any other: 1 from 1.0, 0.0 from -0.0, 5 from "5", one order of keys from another.
pub fn exactly(value: &impl std::fmt::Debug) -> String {
    format!("{value:?}")
}

/// Everything that a store exports, page after page.
pub async fn exported(store: &dyn Store) -> Vec<Record> {
    exported_or(store).await.unwrap()
}

/// The same, or why it ends before its end.
pub async fn exported_or(store: &dyn Store) -> Result<Vec<Record>, StoreError> {
    let mut export = store.export().await?;
    let mut all = Vec::new();
    loop {
        let page = export.next().await?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}

/// What a store says that cannot keep something.
#[track_caller]
pub fn unstorable<T: std::fmt::Debug>(result: Result<T, StoreError>) -> String {
    match result {
        Err(StoreError::Unstorable(why)) => why,
        other => panic!("not `Unstorable`, but {other:?}"),
    }
}

/// What a store says when something is there already or belongs to another.
#[track_caller]
pub fn conflict<T: std::fmt::Debug>(result: Result<T, StoreError>) -> String {
    match result {
        Err(StoreError::Conflict(why)) => why,
        other => panic!("not `Conflict`, but {other:?}"),
    }
}

/// What a store says when something was changed since it was read.
#[track_caller]
pub fn changed<T: std::fmt::Debug>(result: Result<T, StoreError>) -> String {
    match result {
        Err(StoreError::Changed(why)) => why,
        other => panic!("not `Changed`, but {other:?}"),
    }
}

/// What a store says when something is not there.
#[track_caller]
pub fn missing<T: std::fmt::Debug>(result: Result<T, StoreError>) -> String {
    match result {
        Err(StoreError::Missing(why)) => why,
        other => panic!("not `Missing`, but {other:?}"),
    }
}
