//! Faults that are switched on: calls that fail, wait, or lose their connection, so that clients can be tested with it.

mod client;
mod fault;
mod http;
mod layer;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

pub(crate) use client::Portal;
pub(crate) use fault::{Fault, Field, Kind};
pub(crate) use http::{refused, routes};
pub(crate) use layer::{FaultLayer, Place};

/// As many as anybody needs; each costs every call a comparison.
const MOST: usize = 1000;

/// The faults of a running portal; cheap to clone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Faults(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    /// Whether there is one: without, a call looks no further.
    any: AtomicBool,
    list: Mutex<List>,
}

#[derive(Debug, Default)]
struct List {
    /// The last id that was given.
    last: u64,
    /// By id.
    active: Vec<Active>,
}

/// A fault as it is listed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Active {
    pub(crate) id: u64,
    /// Its count says how many calls are left.
    #[serde(flatten)]
    pub(crate) fault: Fault,
    /// How many calls it struck.
    pub(crate) struck: u64,
}

impl Faults {
    /// Switches on a fault without mistakes; it gets the next id. None if there are too many.
    pub(crate) fn add(&self, fault: Fault) -> Option<Active> {
        let mut list = self.list();
        if list.active.len() >= MOST {
            return None;
        }
        list.last += 1;
        let active = Active {
            id: list.last,
            fault,
            struck: 0,
        };
        list.active.push(active.clone());
        self.0.any.store(true, Ordering::Release);
        Some(active)
    }

    /// Those that are on, by id.
    pub(crate) fn all(&self) -> Vec<Active> {
        self.list().active.clone()
    }

    /// Switches off one, or all; how many.
    pub(crate) fn remove(&self, id: Option<u64>) -> usize {
        let mut list = self.list();
        let before = list.active.len();
        list.active
            .retain(|active| id.is_some_and(|id| active.id != id));
        self.0.any.store(!list.active.is_empty(), Ordering::Release);
        before - list.active.len()
    }

    /// The first fault that strikes a call of this method, of those whose kind applies. It is counted.
    fn strike(&self, method: &str, applies: impl Fn(Kind) -> bool) -> Option<Active> {
        let mut list = self.list();
        let position = list.active.iter().position(|Active { fault, .. }| {
            applies(fault.kind) && fault.is_about(method) && fault.rate.is_none_or(happens)
        })?;
        let active = list.active.get_mut(position)?;
        active.struck += 1;
        let strike = active.clone();
        if let Some(left) = &mut active.fault.count {
            *left = left.saturating_sub(1);
            if *left == 0 {
                list.active.remove(position);
                self.0.any.store(!list.active.is_empty(), Ordering::Release);
            }
        }
        Some(strike)
    }

    fn any(&self) -> bool {
        self.0.any.load(Ordering::Acquire)
    }

    fn list(&self) -> MutexGuard<'_, List> {
        self.0.list.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether what is this likely happens now.
fn happens(rate: f64) -> bool {
    // As many digits as the fraction of a float has. Without random numbers it happens.
    let random = getrandom::u64().unwrap_or(0) >> 11;
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    let random = random as f64 / (1_u64 << 53) as f64;
    random < rate
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn fault(method: &str, rate: Option<f64>, count: Option<u64>) -> Fault {
        Fault {
            method: method.to_owned(),
            kind: Kind::InternalError,
            milliseconds: None,
            rate,
            count,
        }
    }

    fn struck(faults: &Faults, method: &str) -> Option<u64> {
        faults.strike(method, |_| true).map(|strike| strike.id)
    }

    #[test]
    fn a_count_ends_and_the_next_fault_follows() {
        let faults = Faults::default();
        assert!(!faults.any());
        faults.add(fault("a.*", None, Some(2))).unwrap();
        faults.add(fault("a.b", None, None)).unwrap();
        let ids: Vec<_> = (0..4).map(|_| struck(&faults, "a.b").unwrap()).collect();
        assert_eq!(ids, [1, 1, 2, 2]);
        assert_eq!(struck(&faults, "a.c"), None);
        let left = faults.all();
        assert_eq!((left.len(), left[0].id, left[0].struck), (1, 2, 2));
        assert_eq!((faults.remove(Some(1)), faults.any()), (0, true));
        assert_eq!((faults.remove(Some(2)), faults.any()), (1, false));
        // An id is never given twice.
        assert_eq!(faults.add(fault("*", None, None)).unwrap().id, 3);
        faults.add(fault("*", None, None)).unwrap();
        assert_eq!((faults.remove(None), faults.any()), (2, false));
    }

    #[test]
    fn a_rate_is_kept() {
        let faults = Faults::default();
        faults.add(fault("sometimes", Some(0.25), None)).unwrap();
        faults.add(fault("never", Some(0.0), None)).unwrap();
        faults.add(fault("always", Some(1.0), None)).unwrap();
        let count = |method| {
            (0..4000)
                .filter(|_| struck(&faults, method).is_some())
                .count()
        };
        // Seven standard deviations.
        assert!((810..1190).contains(&count("sometimes")));
        assert_eq!((count("never"), count("always")), (0, 4000));
    }

    #[test]
    fn there_is_an_end_to_them() {
        let faults = Faults::default();
        for _ in 0..MOST {
            faults.add(fault("*", None, None)).unwrap();
        }
        assert!(faults.add(fault("*", None, None)).is_none());
    }
}
