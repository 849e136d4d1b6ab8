//! How long the store takes: each operation, whatever the engine. A login that the engine remembers counts as well.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bitrix_rest::{Application, Array, BoxFuture, Key, Operating, Value};
use bitrix_rest_methods::accounts::{
    Account, AccountKey, AccountKind, AccountStore, Change, Login, Owner, SecretHash, TokenRecord,
    WebhookRecord,
};
use bitrix_rest_methods::limits::{BucketKey, Meter, OperatingKey, Tariff};
use bitrix_rest_methods::options::{self, OptionStore};
use bitrix_rest_methods::rows::{Row, RowChange, RowStore};
use bitrix_rest_methods::store::Export;
use bitrix_rest_methods::{Accounts, Options, Rows, Store, StoreError};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::{Registry, Unit};

use super::{One, Seconds, observe, seconds};

/// How long operations took, and how often they failed.
#[derive(Debug, Clone)]
pub(super) struct Times {
    seconds: Seconds,
    errors: Family<One, Counter>,
}

impl Times {
    pub(super) fn registered(registry: &mut Registry) -> Self {
        let times = Self {
            seconds: seconds(),
            errors: Family::default(),
        };
        registry.register_with_unit(
            "portal_store",
            "How long the store took, by operation",
            Unit::Seconds,
            times.seconds.clone(),
        );
        registry.register(
            "portal_store_errors",
            "Operations that the store could not do, by operation",
            times.errors.clone(),
        );
        times
    }

    fn time<'a, T: 'a>(
        &'a self,
        operation: &'static str,
        work: BoxFuture<'a, Result<T, StoreError>>,
    ) -> BoxFuture<'a, Result<T, StoreError>> {
        Box::pin(async move {
            let label = [("operation", operation)];
            let begun = Instant::now();
            let result = work.await;
            observe(&self.seconds, &label, begun.elapsed());
            if let Err(StoreError::Failed(_) | StoreError::Damaged(_)) = &result {
                self.errors.get_or_create(&label).inc();
            }
            result
        })
    }
}

/// A store, or what it hands out, whose operations are timed.
pub(super) struct Timed<S> {
    inner: S,
    times: Times,
}

/// A store whose operations are timed.
pub(super) type TimedStore = Timed<Arc<dyn Store>>;

impl<S> Timed<S> {
    pub(super) const fn new(inner: S, times: Times) -> Self {
        Self { inner, times }
    }

    fn of<T>(&self, inner: T) -> Arc<Timed<T>> {
        Arc::new(Timed::new(inner, self.times.clone()))
    }
}

impl<S: fmt::Debug> fmt::Debug for Timed<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Timed").field(&self.inner).finish()
    }
}

impl Store for TimedStore {
    fn options(&self) -> Options {
        Options::new(self.of(self.inner.options()))
    }

    fn accounts(&self, portal: &str) -> Accounts {
        Accounts::new(self.of(self.inner.accounts(portal)))
    }

    fn rows(&self, portal: &str) -> Rows {
        Rows::new(self.of(self.inner.rows(portal)))
    }

    fn meter(&self) -> Arc<dyn Meter> {
        self.of(self.inner.meter())
    }

    fn check(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        self.times.time("check", self.inner.check())
    }

    fn verify(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        self.times.time("verify", self.inner.verify())
    }

    fn export(&self) -> BoxFuture<'_, Result<Box<dyn Export>, StoreError>> {
        self.times.time("export", self.inner.export())
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        self.inner.close()
    }
}

impl OptionStore for Timed<Options> {
    fn all<'a>(&'a self, owner: &'a options::Owner) -> BoxFuture<'a, Result<Array, StoreError>> {
        self.times.time("options.all", self.inner.all(owner))
    }

    fn one<'a>(
        &'a self,
        owner: &'a options::Owner,
        key: &'a Key,
    ) -> BoxFuture<'a, Result<Option<Value>, StoreError>> {
        self.times.time("options.one", self.inner.one(owner, key))
    }

    fn set<'a>(
        &'a self,
        owner: &'a options::Owner,
        options: Array,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        self.times
            .time("options.set", self.inner.set(owner, options))
    }

    fn forget<'a>(&'a self, application: &'a Application) -> BoxFuture<'a, Result<(), StoreError>> {
        self.times
            .time("options.forget", self.inner.forget(application))
    }
}

impl AccountStore for Timed<Accounts> {
    fn portal(&self) -> &Arc<str> {
        self.inner.portal()
    }

    fn token<'a>(
        &'a self,
        hash: &'a SecretHash,
    ) -> BoxFuture<'a, Result<Option<Arc<Login<TokenRecord>>>, StoreError>> {
        self.times.time("accounts.token", self.inner.token(hash))
    }

    fn webhook<'a>(
        &'a self,
        owner: Owner<'a>,
        code: &'a SecretHash,
    ) -> BoxFuture<'a, Result<Option<Arc<Login<WebhookRecord>>>, StoreError>> {
        self.times
            .time("accounts.webhook", self.inner.webhook(owner, code))
    }

    fn get<'a>(
        &'a self,
        key: &'a AccountKey,
    ) -> BoxFuture<'a, Result<Option<Account>, StoreError>> {
        self.times.time("accounts.get", self.inner.get(key))
    }

    fn list<'a>(
        &'a self,
        kind: AccountKind,
        after: Option<&'a AccountKey>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<Account>, StoreError>> {
        self.times
            .time("accounts.list", self.inner.list(kind, after, limit))
    }

    fn write(&self, changes: Vec<Change>) -> BoxFuture<'_, Result<(), StoreError>> {
        self.times.time("accounts.write", self.inner.write(changes))
    }
}

impl RowStore for Timed<Rows> {
    fn portal(&self) -> &Arc<str> {
        self.inner.portal()
    }

    fn get<'a>(
        &'a self,
        table: &'a str,
        id: u64,
    ) -> BoxFuture<'a, Result<Option<Row>, StoreError>> {
        self.times.time("rows.get", self.inner.get(table, id))
    }

    fn find<'a>(
        &'a self,
        table: &'a str,
        key: &'a str,
    ) -> BoxFuture<'a, Result<Option<Row>, StoreError>> {
        self.times.time("rows.find", self.inner.find(table, key))
    }

    fn list<'a>(
        &'a self,
        table: &'a str,
        after: u64,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<Row>, StoreError>> {
        self.times
            .time("rows.list", self.inner.list(table, after, limit))
    }

    fn count<'a>(&'a self, table: &'a str) -> BoxFuture<'a, Result<u64, StoreError>> {
        self.times.time("rows.count", self.inner.count(table))
    }

    fn write(&self, changes: Vec<RowChange>) -> BoxFuture<'_, Result<Vec<u64>, StoreError>> {
        self.times.time("rows.write", self.inner.write(changes))
    }
}

impl Meter for Timed<Arc<dyn Meter>> {
    fn admit<'a>(
        &'a self,
        bucket: &'a BucketKey,
        tariff: Tariff,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        self.times
            .time("meter.admit", self.inner.admit(bucket, tariff))
    }

    fn used<'a>(&'a self, key: &'a OperatingKey) -> BoxFuture<'a, Result<Operating, StoreError>> {
        self.times.time("meter.used", self.inner.used(key))
    }

    fn add<'a>(
        &'a self,
        key: &'a OperatingKey,
        time: Duration,
    ) -> BoxFuture<'a, Result<Operating, StoreError>> {
        self.times.time("meter.add", self.inner.add(key, time))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::future::ready;

    use bitrix_rest_methods::MemoryStore;
    use bitrix_rest_methods::accounts::UserRecord;
    use serde_json::json;

    use super::*;

    /// Through the store that is timed, and found in the one beneath.
    #[tokio::test]
    async fn everything_reaches_the_store_beneath() {
        let mut registry = Registry::default();
        let times = Times::registered(&mut registry);
        let inner = Arc::new(MemoryStore::new());
        let timed = TimedStore::new(inner.clone(), times);
        timed
            .accounts("p")
            .put(UserRecord::new(7, "ada"))
            .await
            .unwrap();
        let owner = options::Owner {
            application: Application::new("p", "app"),
            user: None,
        };
        let mut one = Array::new();
        one.insert("k", "v");
        timed.options().set(&owner, one.clone()).await.unwrap();
        let table = timed.rows("p").table::<serde_json::Value>("t");
        let id = table.insert(None, &json!("row")).await.unwrap();
        timed.check().await.unwrap();
        let key = OperatingKey {
            portal: "p".into(),
            caller: "app".into(),
            method: "m".into(),
        };
        let used = timed.meter().add(&key, Duration::from_secs(1)).await;
        assert_eq!(used.unwrap().used, Duration::from_secs(1));
        let users = inner.accounts("p").list(AccountKind::User, None, 9).await;
        assert_eq!(users.unwrap().len(), 1);
        assert_eq!(inner.options().all(&owner).await.unwrap(), one);
        let row = inner.rows("p").get("t", id).await.unwrap().unwrap();
        assert_eq!(row.value, json!("row"));
        let mut text = String::new();
        prometheus_client::encoding::text::encode(&mut text, &registry).unwrap();
        for operation in [
            "accounts.write",
            "options.set",
            "rows.write",
            "meter.add",
            "check",
        ] {
            let line = format!("portal_store_seconds_count{{operation=\"{operation}\"}} 1\n");
            assert!(text.contains(&line), "{text}");
        }
    }

    /// What cannot be done because of what is kept is no fault of the store.
    #[tokio::test]
    async fn only_the_store_itself_fails() {
        let times = Times::registered(&mut Registry::default());
        for (error, expected) in [
            (StoreError::Conflict("c".into()), None),
            (StoreError::Missing("m".into()), None),
            (StoreError::failed("the disk is full"), Some(1)),
            (StoreError::Damaged("d".into()), Some(2)),
        ] {
            let work: BoxFuture<'_, Result<(), _>> = Box::pin(ready(Err(error)));
            assert!(times.time("check", work).await.is_err());
            let errors = times.errors.get(&[("operation", "check")]);
            assert_eq!(errors.map(|found| found.get()), expected);
        }
    }
}
