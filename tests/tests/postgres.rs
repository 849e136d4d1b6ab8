//! What only the PostgreSQL engine can do or suffer: its URL, its servers, its networks.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "postgres/contention.rs"]
mod contention;
#[path = "postgres/meter.rs"]
mod meter;
#[path = "postgres/opening.rs"]
mod opening;
#[path = "postgres/outage.rs"]
mod outage;
#[path = "postgres/tls.rs"]
mod tls;

use std::error::Error;
use std::time::{Duration, Instant};

use bitrix_rest::{Application, Array, Key, Value};
use bitrix_rest_methods::options::Owner;
use bitrix_rest_methods::store::{OpenError, PostgresStore};
use bitrix_rest_methods::{Store, StoreError};
use bitrix_rest_tests::postgres::{Cluster, shared};

/// A database of its own on the shared server.
fn database() -> String {
    shared().unwrap().create_database().unwrap()
}

fn with(url: &str, parameters: &str) -> String {
    let sign = if url.contains('?') { '&' } else { '?' };
    format!("{url}{sign}{parameters}")
}

async fn connect(url: &str) -> PostgresStore {
    match PostgresStore::connect(url).await {
        Ok(store) => store,
        Err(error) => panic!("{error}"),
    }
}

async fn refused(url: &str) -> OpenError {
    match PostgresStore::connect(url).await {
        Ok(store) => panic!("{store:?} was opened"),
        Err(error) => error,
    }
}

fn owner() -> Owner {
    Owner {
        application: Application::new("portal", "app.1"),
        user: Some(7),
    }
}

fn one(key: &str, value: impl Into<Value>) -> Array {
    let mut options = Array::new();
    options.insert(key, value.into());
    options
}

async fn set(store: &PostgresStore, key: &str, value: &str) -> Result<(), StoreError> {
    store.options().set(&owner(), one(key, value)).await
}

async fn get(store: &PostgresStore, key: &str) -> Result<Option<Value>, StoreError> {
    store.options().one(&owner(), &Key::from(key)).await
}

async fn keys(store: &PostgresStore) -> Vec<String> {
    let all = store.options().all(&owner()).await.unwrap();
    all.keys().map(ToString::to_string).collect()
}

/// An error with all that lies beneath.
fn text(error: &StoreError) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(&format!(": {error}"));
        source = error.source();
    }
    text
}

/// Another client of the same database, which may hold locks.
async fn client(url: &str) -> tokio_postgres::Client {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    client
}

/// Processes of the server that serve a store in this database.
fn backends(cluster: &Cluster, url: &str) -> Vec<u32> {
    let pids = cluster
        .sql(
            url,
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'bitrix-rest'",
        )
        .unwrap();
    pids.lines().map(|pid| pid.parse().unwrap()).collect()
}

/// Fails if it takes longer than this many seconds.
fn within(begun: Instant, seconds: u64) {
    let took = begun.elapsed();
    assert!(took < Duration::from_secs(seconds), "it took {took:?}");
}
