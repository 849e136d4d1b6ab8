//! What limits count, seen by all processes that share a database.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bitrix_rest::{BoxFuture, Operating};
use tokio_postgres::Row;

use super::engine::Engine;
use crate::StoreError;
use crate::limits::{BucketKey, Meter, OperatingKey, Tariff};

/// One statement under the lock of one row: of all who come at the same time, each is let in or refused after the one before.
/// The clock is the server's, which all processes share; a step back of it lets nothing flow in again.
const ADMIT: &str = "\
    INSERT INTO rest_buckets AS b (portal, bucket, level, changed) VALUES ($1, $2, 1, clock_timestamp()) \
    ON CONFLICT (portal, bucket) DO UPDATE SET changed = excluded.changed, level = 1 + \
        greatest(0, b.level - $4 * greatest(0, extract(epoch FROM excluded.changed - b.changed)::float8)) \
    WHERE greatest(0, b.level - $4 * greatest(0, extract(epoch FROM excluded.changed - b.changed)::float8)) <= $3 \
    RETURNING 1";
const FORGET_BUCKETS: &str =
    "DELETE FROM rest_buckets WHERE changed < clock_timestamp() - interval '1 day'";
const ADD: &str = "\
    INSERT INTO rest_operating AS o (portal, caller, method, minute, began, micros) \
    VALUES ($1, $2, $3, floor(extract(epoch FROM clock_timestamp()) / 60)::bigint, clock_timestamp(), $4) \
    ON CONFLICT (portal, caller, method, minute) DO UPDATE SET micros = o.micros + excluded.micros";
const FORGET_MINUTES: &str = "DELETE FROM rest_operating \
    WHERE portal = $1 AND caller = $2 AND method = $3 AND began <= clock_timestamp() - interval '10 minutes'";
const USED: &str = "SELECT coalesce(sum(micros), 0)::bigint, \
        floor(extract(epoch FROM coalesce(min(began), clock_timestamp()) + interval '10 minutes'))::bigint \
    FROM rest_operating \
    WHERE portal = $1 AND caller = $2 AND method = $3 AND began > clock_timestamp() - interval '10 minutes'";

/// What is used is asked again after this time: it changes by calls that take long.
const FRESH: Duration = Duration::from_secs(2);
/// So many answers are remembered; then those that are not fresh are forgotten.
const REMEMBERED: usize = 1000;
/// Buckets of clients that went away are thrown away so often: once in so many requests.
const FORGET_AFTER: u32 = 10_000;

/// Counts in a database, by its clock.
#[derive(Debug)]
pub(super) struct PostgresMeter {
    engine: Arc<Engine>,
    remembered: Mutex<HashMap<OperatingKey, (Instant, Operating)>>,
    requests: AtomicU32,
}

impl PostgresMeter {
    pub(super) fn new(engine: Arc<Engine>) -> Self {
        Self {
            engine,
            remembered: Mutex::default(),
            requests: AtomicU32::default(),
        }
    }

    async fn take_in(&self, key: &BucketKey, tariff: Tariff) -> Result<bool, StoreError> {
        let BucketKey {
            portal,
            address,
            caller,
        } = key;
        let address = address.map_or_else(|| "-".to_owned(), |address| address.to_string());
        let bucket = format!("{address} {}", caller.as_deref().unwrap_or_default());
        let (capacity, leak) = (f64::from(tariff.capacity), f64::from(tariff.leak));
        let admitted = self
            .engine
            .rows(ADMIT, &[&&**portal, &bucket, &capacity, &leak])
            .await?;
        if self.is_time_to_forget() {
            self.engine.execute(FORGET_BUCKETS, &[]).await?;
        }
        Ok(!admitted.is_empty())
    }

    fn is_time_to_forget(&self) -> bool {
        let before = self.requests.fetch_add(1, Ordering::Relaxed);
        before % FORGET_AFTER == FORGET_AFTER - 1
    }

    async fn look(&self, key: &OperatingKey) -> Result<Operating, StoreError> {
        if let Some(used) = self.remembered(key) {
            return Ok(used);
        }
        self.ask(key).await
    }

    async fn count(&self, key: &OperatingKey, time: Duration) -> Result<Operating, StoreError> {
        let OperatingKey {
            portal,
            caller,
            method,
        } = key;
        let micros = i64::try_from(time.as_micros()).unwrap_or(i64::MAX);
        let (portal, caller, method) = (&&**portal, &&**caller, &&**method);
        self.engine
            .execute(FORGET_MINUTES, &[portal, caller, method])
            .await?;
        self.engine
            .execute(ADD, &[portal, caller, method, &micros])
            .await?;
        self.ask(key).await
    }

    async fn ask(&self, key: &OperatingKey) -> Result<Operating, StoreError> {
        let OperatingKey {
            portal,
            caller,
            method,
        } = key;
        let rows = self
            .engine
            .rows(USED, &[&&**portal, &&**caller, &&**method])
            .await?;
        let used = rows.first().map(used).transpose()?;
        let used = used.ok_or_else(|| StoreError::failed("a sum has no row"))?;
        let mut remembered = self
            .remembered
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if remembered.len() >= REMEMBERED {
            remembered.retain(|_, (asked, _)| asked.elapsed() < FRESH);
        }
        remembered.insert(key.clone(), (Instant::now(), used));
        Ok(used)
    }

    fn remembered(&self, key: &OperatingKey) -> Option<Operating> {
        let remembered = self
            .remembered
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let (asked, used) = remembered.get(key)?;
        (asked.elapsed() < FRESH).then_some(*used)
    }
}

fn used(row: &Row) -> Result<Operating, StoreError> {
    let micros: i64 = row.try_get(0).map_err(StoreError::failed)?;
    let reset_at: i64 = row.try_get(1).map_err(StoreError::failed)?;
    Ok(Operating {
        used: Duration::from_micros(micros.unsigned_abs()),
        reset_at: reset_at.unsigned_abs(),
    })
}

impl Meter for PostgresMeter {
    fn admit<'a>(
        &'a self,
        bucket: &'a BucketKey,
        tariff: Tariff,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(self.take_in(bucket, tariff))
    }

    fn used<'a>(&'a self, key: &'a OperatingKey) -> BoxFuture<'a, Result<Operating, StoreError>> {
        Box::pin(self.look(key))
    }

    fn add<'a>(
        &'a self,
        key: &'a OperatingKey,
        time: Duration,
    ) -> BoxFuture<'a, Result<Operating, StoreError>> {
        Box::pin(self.count(key, time))
    }
}
