//! A meter in the memory of a process.

use std::collections::{HashMap, VecDeque};
use std::future::ready;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bitrix_rest::{BoxFuture, Operating};
use tokio::time::Instant;

use super::{BucketKey, Meter, OperatingKey, Tariff, WINDOW};
use crate::StoreError;

/// Counts for one process; what was counted is forgotten when it ends. Needs a tokio runtime, by whose clock it counts.
#[derive(Debug, Default)]
pub struct MemoryMeter {
    buckets: Mutex<Kept<BucketKey, Bucket>>,
    operating: Mutex<Kept<OperatingKey, VecDeque<Minute>>>,
}

/// What is counted, and when what needs no counting any more was last thrown away.
#[derive(Debug)]
struct Kept<K, V> {
    entries: HashMap<K, V>,
    /// The number of entries at which it is done again.
    next: usize,
}

/// So many idle entries are not worth looking for.
const FEW: usize = 1000;

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self {
            entries: HashMap::new(),
            next: FEW,
        }
    }
}

impl<K, V> Kept<K, V> {
    fn prune(&mut self, idle: impl Fn(&mut V) -> bool) {
        if self.entries.len() >= self.next {
            self.entries.retain(|_, value| !idle(value));
            self.next = (self.entries.len() * 2).max(FEW);
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    level: f64,
    changed: Instant,
    leak: u32,
}

impl Bucket {
    fn level_at(&self, now: Instant) -> f64 {
        let fallen = now.duration_since(self.changed).as_secs_f64() * f64::from(self.leak);
        (self.level - fallen).max(0.0)
    }
}

/// Handler time of a minute.
#[derive(Debug, Clone, Copy)]
struct Minute {
    /// The first call in it.
    first: Instant,
    time: Duration,
}

impl MemoryMeter {
    /// Nothing counted.
    pub fn new() -> Self {
        Self::default()
    }

    fn take_in(&self, key: &BucketKey, tariff: Tariff) -> bool {
        let now = Instant::now();
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        buckets.prune(|bucket| bucket.level_at(now) <= 0.0);
        let level = buckets
            .entries
            .get(key)
            .map_or(0.0, |bucket| bucket.level_at(now));
        if level > f64::from(tariff.capacity) {
            return false;
        }
        let bucket = Bucket {
            level: level + 1.0,
            changed: now,
            leak: tariff.leak,
        };
        buckets.entries.insert(key.clone(), bucket);
        true
    }

    fn count(&self, key: &OperatingKey, time: Option<Duration>) -> Operating {
        let now = Instant::now();
        let mut operating = self
            .operating
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        operating.prune(|minutes| {
            forget(minutes, now);
            minutes.is_empty()
        });
        if let Some(time) = time {
            let minutes = operating.entries.entry(key.clone()).or_default();
            match minutes.back_mut() {
                Some(last) if now.duration_since(last.first) < MINUTE => last.time += time,
                _ => minutes.push_back(Minute { first: now, time }),
            }
        }
        let Some(minutes) = operating.entries.get_mut(key) else {
            return Operating {
                used: Duration::ZERO,
                reset_at: reset_at(now, now),
            };
        };
        forget(minutes, now);
        let first = minutes.front().map_or(now, |minute| minute.first);
        Operating {
            used: minutes.iter().map(|minute| minute.time).sum(),
            reset_at: reset_at(first, now),
        }
    }
}

const MINUTE: Duration = Duration::from_secs(60);

fn forget(minutes: &mut VecDeque<Minute>, now: Instant) {
    while minutes
        .front()
        .is_some_and(|minute| now.duration_since(minute.first) >= WINDOW)
    {
        minutes.pop_front();
    }
}

/// Unix seconds at the end of the window that began at `first`.
fn reset_at(first: Instant, now: Instant) -> u64 {
    let left = WINDOW.saturating_sub(now.duration_since(first));
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    now.saturating_add(left).as_secs()
}

impl Meter for MemoryMeter {
    fn admit<'a>(
        &'a self,
        bucket: &'a BucketKey,
        tariff: Tariff,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(ready(Ok(self.take_in(bucket, tariff))))
    }

    fn used<'a>(&'a self, key: &'a OperatingKey) -> BoxFuture<'a, Result<Operating, StoreError>> {
        Box::pin(ready(Ok(self.count(key, None))))
    }

    fn add<'a>(
        &'a self,
        key: &'a OperatingKey,
        time: Duration,
    ) -> BoxFuture<'a, Result<Operating, StoreError>> {
        Box::pin(ready(Ok(self.count(key, Some(time)))))
    }
}
