//! Calls no faster than the portal takes them (P-148 – P-154).

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::params::{Array, Value};

/// How fast a portal may be called: by its leaky bucket (P-148, P-149), and by the handler time that each method has (P-152).
///
/// ```
/// use bitrix_rest::client::Pace;
/// use std::time::Duration;
///
/// // Half of what an enterprise portal takes: another program shares the address.
/// let pace = Pace::new(125, 2.5).with_operating_limit(Duration::from_secs(480));
/// # let _ = pace;
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    burst: f64,
    per_second: f64,
    operating: Duration,
}

impl Pace {
    /// What every portal of Bitrix24 takes: 50 calls at once, 2 a second, 420 seconds of handler time for a method in ten
    /// minutes.
    pub const STANDARD: Self = Self {
        burst: 50.0,
        per_second: 2.0,
        operating: Duration::from_secs(420),
    };

    /// What an enterprise portal takes: 250 calls at once, 5 a second.
    pub const ENTERPRISE: Self = Self {
        burst: 250.0,
        per_second: 5.0,
        ..Self::STANDARD
    };

    /// As fast as it goes: for a server without limits.
    pub const UNLIMITED: Self = Self {
        burst: f64::INFINITY,
        per_second: f64::INFINITY,
        operating: Duration::MAX,
    };

    /// So many calls at once, and so many a second. What is not above zero counts as one call.
    pub fn new(burst: u32, per_second: f64) -> Self {
        Self {
            burst: f64::from(burst.max(1)),
            per_second: match per_second > 0.0 {
                true => per_second,
                false => 1.0,
            },
            ..Self::STANDARD
        }
    }

    /// With another limit of the handler time that a method may use in ten minutes (P-281).
    #[must_use]
    pub const fn with_operating_limit(mut self, limit: Duration) -> Self {
        self.operating = limit;
        self
    }

    /// The time that a call takes from the bucket.
    fn share(&self) -> Duration {
        Duration::try_from_secs_f64(1.0 / self.per_second).unwrap_or(Duration::MAX)
    }

    /// How far calls may run ahead of their times.
    fn ahead(&self) -> Duration {
        Duration::try_from_secs_f64((self.burst - 1.0) / self.per_second).unwrap_or(Duration::MAX)
    }
}

/// What was called and answered so far, of one portal; shared by all clones of its client.
#[derive(Debug, Default)]
pub(super) struct Meter {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// When the bucket will be empty. Callers are let in in the order of their asking.
    empty_at: Option<Instant>,
    /// Methods that wait for their handler time to be forgotten.
    held: HashMap<String, Instant>,
    /// When the portal will forget what a method used, as it said with its last answer.
    resets: HashMap<String, Instant>,
}

/// From this part of the limit on, a method waits: calls that run at the same time are not counted yet.
const NEAR: f64 = 0.9;

impl Meter {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the methods may be called, in one request.
    pub(super) async fn admit(&self, pace: &Pace, methods: &[&str]) {
        if let Some(until) = self.held(methods) {
            sleep_until(until).await;
        }
        if let Some(at) = self.place(pace) {
            sleep_until(at).await;
        }
    }

    fn held(&self, methods: &[&str]) -> Option<Instant> {
        let now = Instant::now();
        let mut state = self.state();
        state.held.retain(|_, until| *until > now);
        let held = methods.iter().filter_map(|method| state.held.get(*method));
        held.max().copied()
    }

    /// Takes a place in the bucket; the time of it, if it is not now.
    fn place(&self, pace: &Pace) -> Option<Instant> {
        if pace.burst.is_infinite() {
            return None;
        }
        let now = Instant::now();
        let mut state = self.state();
        let empty_at = state.empty_at.map_or(now, |at| at.max(now));
        let at = empty_at.checked_sub(pace.ahead()).unwrap_or(now);
        // At a pace that no clock can tell, nobody comes earlier than the one before.
        state.empty_at = empty_at.checked_add(pace.share()).or(Some(empty_at));
        (at > now).then_some(at)
    }

    /// The portal says that its bucket is full: somebody else calls from this address, too.
    pub(super) fn fill(&self, pace: &Pace) {
        if pace.burst.is_finite() {
            let now = Instant::now();
            let mut state = self.state();
            let full = now.checked_add(pace.ahead().saturating_add(pace.share()));
            state.empty_at = state.empty_at.max(full);
        }
    }

    /// Reads the `time` of an answer of the method.
    pub(super) fn learn(&self, pace: &Pace, method: &str, time: Option<&Value>) {
        let Some(time) = time.and_then(Value::as_array) else {
            return;
        };
        let (Some(used), Some(reset), Some(now)) = (
            number(time, "operating"),
            number(time, "operating_reset_at"),
            number(time, "finish"),
        ) else {
            return;
        };
        // By the clock of the portal alone: ours may show another time.
        let left = Duration::try_from_secs_f64(reset - now).unwrap_or_default();
        let Some(until) = Instant::now().checked_add(left) else {
            return;
        };
        let mut state = self.state();
        state.resets.insert(method.to_owned(), until);
        if used >= pace.operating.as_secs_f64() * NEAR {
            state.held.insert(method.to_owned(), until);
        }
    }

    /// The portal refuses the method until its time is forgotten (P-152). Whether it is known when that is (P-154).
    pub(super) fn hold(&self, method: &str) -> bool {
        let now = Instant::now();
        let mut state = self.state();
        match state.resets.get(method).copied() {
            Some(until) if until > now => {
                state.held.insert(method.to_owned(), until);
                true
            }
            _ => false,
        }
    }
}

fn number(time: &Array, name: &str) -> Option<f64> {
    match time.get(name)? {
        // Seconds since 1970 are exact for millions of years.
        #[allow(clippy::cast_precision_loss)]
        Value::Int(number) => Some(*number as f64),
        Value::Float(number) => Some(*number),
        _ => None,
    }
}
