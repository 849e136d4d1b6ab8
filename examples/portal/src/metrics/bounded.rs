//! Counters by labels that nothing but this keeps few.

use std::fmt::Debug;
use std::hash::Hash;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

/// Counters by label sets, of which only so many are told apart.
#[derive(Debug, Clone)]
pub(super) struct Bounded<L> {
    counters: Family<L, Counter>,
    room: Arc<AtomicUsize>,
}

impl<L> Bounded<L>
where
    L: Clone + Debug + Eq + Hash + EncodeLabelSet + Send + Sync + 'static,
{
    pub(super) fn registered(registry: &mut Registry, name: &str, help: &str, most: usize) -> Self {
        let bounded = Self {
            counters: Family::default(),
            room: Arc::new(AtomicUsize::new(most)),
        };
        registry.register(name, help, bounded.counters.clone());
        bounded
    }

    /// Counts one under `label`, or where that is one too many, under what `other` makes of it.
    pub(super) fn count(&self, label: L, other: impl FnOnce(L) -> L) {
        if let Some(counter) = self.counters.get(&label) {
            counter.inc();
            return;
        }
        let left = |room: usize| room.checked_sub(1);
        let fits = self
            .room
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, left);
        let label = if fits.is_ok() { label } else { other(label) };
        self.counters.get_or_create(&label).inc();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_stay_few() {
        let mut registry = Registry::default();
        let counters = Bounded::registered(&mut registry, "a", "b", 3);
        let count = |name: &str| {
            let other = |_| [("name", "other".to_owned())];
            counters.count([("name", name.to_owned())], other);
        };
        // Those that are known go on being counted.
        for name in ["x", "y", "x", "z", "u", "v", "w", "z", "x"] {
            count(name);
        }
        let read = |name: &str| {
            let found = counters.counters.get(&[("name", name.to_owned())]);
            found.map(|counter| counter.get())
        };
        let read = ["x", "y", "z", "other", "u"].map(read);
        assert_eq!(read, [Some(3), Some(1), Some(2), Some(3), None]);
    }
}
