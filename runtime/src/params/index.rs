//! Positions by key for arrays that are too long to scan.

use std::hash::{BuildHasher, RandomState};

use super::key::{Key, KeyRef};
use super::value::Value;

/// Arrays up to this length are searched from the front, which is faster than hashing.
pub(super) const SCANNED: usize = 16;

const FREE: u32 = u32::MAX;
const REMOVED: u32 = u32::MAX - 1;

/// An open-addressing table of positions in the entry list. Keys stay in the entries alone, and the
/// hash is keyed at random, so a caller cannot choose keys that collide.
#[derive(Clone)]
pub(super) struct Index {
    state: RandomState,
    slots: Vec<u32>,
    /// Slots that are not `FREE`.
    used: usize,
}

impl Index {
    pub(super) fn build(entries: &[(Key, Value)]) -> Self {
        let mut index = Self {
            state: RandomState::new(),
            slots: Vec::new(),
            used: 0,
        };
        index.rebuild(entries);
        index
    }

    pub(super) fn find(&self, entries: &[(Key, Value)], key: KeyRef<'_>) -> Option<usize> {
        for slot in self.probe(key) {
            match self.slots.get(slot).copied() {
                None | Some(FREE) => return None,
                Some(REMOVED) => {}
                Some(position) => {
                    let position = position as usize;
                    if entries
                        .get(position)
                        .is_some_and(|(k, _)| k.as_ref() == key)
                    {
                        return Some(position);
                    }
                }
            }
        }
        None
    }

    /// Notes that the last of `entries` was just added.
    pub(super) fn added(&mut self, entries: &[(Key, Value)]) {
        // At most three quarters full, so that every probe meets a free slot.
        if (self.used + 1) * 4 > self.slots.len() * 3 {
            self.rebuild(entries);
        } else if let Some((key, _)) = entries.last() {
            self.place(key.as_ref(), entries.len() - 1);
        }
    }

    /// Notes that the entry at `position` was taken out and later ones moved up by one.
    pub(super) fn removed(&mut self, position: usize) {
        for slot in &mut self.slots {
            if *slot >= REMOVED {
                continue;
            }
            match (*slot as usize).cmp(&position) {
                std::cmp::Ordering::Less => {}
                std::cmp::Ordering::Equal => *slot = REMOVED,
                std::cmp::Ordering::Greater => *slot -= 1,
            }
        }
    }

    pub(super) fn rebuild(&mut self, entries: &[(Key, Value)]) {
        let size = (entries.len() * 2).next_power_of_two();
        self.slots.clear();
        self.slots.resize(size, FREE);
        self.used = 0;
        for (position, (key, _)) in entries.iter().enumerate() {
            self.place(key.as_ref(), position);
        }
    }

    fn place(&mut self, key: KeyRef<'_>, position: usize) {
        // Positions are stored in 32 bits; a longer array could not have been received.
        let Ok(position) = u32::try_from(position) else {
            return;
        };
        for slot in self.probe(key) {
            if let Some(free) = self.slots.get_mut(slot).filter(|slot| **slot == FREE) {
                *free = position;
                self.used += 1;
                return;
            }
        }
    }

    /// The slots to look at for `key`, in order, each once.
    fn probe(&self, key: KeyRef<'_>) -> impl Iterator<Item = usize> + use<> {
        let size = self.slots.len();
        let mask = size.wrapping_sub(1);
        // Truncation keeps the low bits, which is all the mask lets through.
        #[allow(clippy::cast_possible_truncation)]
        let start = self.state.hash_one(key) as usize;
        (0..size).map(move |step| start.wrapping_add(step) & mask)
    }
}
