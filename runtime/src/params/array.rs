//! The PHP array: one ordered map for lists and objects.

mod iter;

use std::fmt;
use std::sync::Arc;

use super::index::{Index, SCANNED};
use super::key::{Key, KeyRef};
use super::value::Value;
pub use iter::Iter;

/// An ordered map whose keys are integers or texts: what PHP calls an array (protocol section 0).
///
/// It is a list and an object at once (P-50), keeps the order of insertion (P-28), and a clone is
/// cheap: copies share their entries until one of them is changed. An empty array owns no memory.
///
/// ```
/// use bitrix_rest::params::{Array, Value};
///
/// let mut phones = Array::new();
/// phones.push("+1 555 0100");
/// phones.insert("HOME", "+1 555 0101");
/// assert_eq!(phones.get("0"), Some(&Value::from("+1 555 0100")));
/// assert!(!phones.is_list());
/// ```
#[derive(Clone, Default)]
pub struct Array {
    inner: Option<Arc<Inner>>,
}

#[derive(Clone, Default)]
struct Inner {
    entries: Vec<(Key, Value)>,
    /// Present exactly while there are more than `SCANNED` entries.
    index: Option<Index>,
    /// The largest integer key that was ever present.
    largest: Option<i64>,
}

impl Array {
    /// An array without entries.
    #[must_use]
    pub const fn new() -> Self {
        Self { inner: None }
    }

    /// The number of entries at the top level.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries().len()
    }

    /// Whether there are no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries().is_empty()
    }

    /// The value at `key`; `"17"` finds the integer key 17.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.find(key.into())
    }

    /// The value at a key that is at hand as a [`Key`].
    #[must_use]
    pub fn get_key(&self, key: &Key) -> Option<&Value> {
        self.find(key.as_ref())
    }

    /// The value at `key` in any ASCII letter case; of several spellings the last one counts (P-53).
    #[must_use]
    pub fn get_ignore_case(&self, key: &str) -> Option<&Value> {
        let same = |k: &Key| match k {
            Key::Text(text) => text.eq_ignore_ascii_case(key),
            Key::Int(_) => false,
        };
        match KeyRef::from(key) {
            KeyRef::Int(_) => self.get(key),
            KeyRef::Text(_) => self.iter().rev().find(|(k, _)| same(k)).map(|(_, v)| v),
        }
    }

    /// The value at `key`, to change in place.
    #[must_use]
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        let position = self.position(key.into())?;
        self.value_at_mut(position)
    }

    /// Whether there is an entry at `key`, be its value null.
    #[must_use]
    pub fn contains(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Writes `value` at `key` and returns the value that was there. An overwritten key keeps its
    /// place, a new one goes to the end.
    pub fn insert(&mut self, key: impl Into<Key>, value: impl Into<Value>) -> Option<Value> {
        let (key, value) = (key.into(), value.into());
        match self.position(key.as_ref()) {
            Some(position) => self
                .value_at_mut(position)
                .map(|slot| std::mem::replace(slot, value)),
            None => {
                self.append(key, value);
                None
            }
        }
    }

    /// Appends `value` at the next integer key: the largest that was ever present plus one, or 0
    /// (P-33). Like PHP, does nothing and returns `false` when that key is beyond 64 bits.
    pub fn push(&mut self, value: impl Into<Value>) -> bool {
        let next = match self.inner.as_deref().and_then(|inner| inner.largest) {
            Some(largest) => largest.checked_add(1),
            None => Some(0),
        };
        match next {
            Some(next) => {
                self.append(Key::Int(next), value.into());
                true
            }
            None => false,
        }
    }

    /// Takes the entry at `key` out; the others keep their keys and order.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        self.take(key.into())
    }

    /// Takes out the entry at a key that is at hand as a [`Key`].
    pub fn remove_key(&mut self, key: &Key) -> Option<Value> {
        self.take(key.as_ref())
    }

    /// Keeps only the entries for which `keep` says so.
    pub fn retain(&mut self, mut keep: impl FnMut(&Key, &Value) -> bool) {
        self.change(|entries| entries.retain(|(key, value)| keep(key, value)));
    }

    /// Puts every entry of `other` into this array: same-named top-level keys are replaced whole and
    /// keep their place, new ones go to the end (P-20).
    pub fn merge(&mut self, other: Self) {
        if self.inner.is_none() {
            *self = other;
            return;
        }
        self.extend(other);
    }

    /// Gives the integer keys new numbers from 0 in order of arrival; text keys stay (P-26).
    pub fn renumber(&mut self) {
        let integers = || self.keys().filter_map(Key::as_i64);
        if integers().zip(0..).all(|(number, next)| number == next) {
            return;
        }
        let largest = integers().zip(0..).map(|(_, next)| next).last();
        self.change(|entries| {
            let integers = entries.iter_mut().filter_map(|(key, _)| match key {
                Key::Int(number) => Some(number),
                Key::Text(_) => None,
            });
            for (number, next) in integers.zip(0..) {
                *number = next;
            }
        });
        if let Some(inner) = &mut self.inner {
            Arc::make_mut(inner).largest = largest;
        }
    }

    /// A copy whose text keys are in ASCII lower case, for methods that take parameter names in any
    /// case (P-52). Where two spellings meet, the later value wins at the first place (P-53).
    #[must_use]
    pub fn to_lowercase_keys(&self) -> Self {
        let lower = |key: &Key| match key {
            Key::Text(text) => Key::Text(text.to_ascii_lowercase()),
            Key::Int(number) => Key::Int(*number),
        };
        self.iter().map(|(k, v)| (lower(k), v.clone())).collect()
    }

    /// The entries in order.
    pub fn iter(&self) -> Iter<'_> {
        Iter(self.entries().iter())
    }

    /// The keys in order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &Key> + DoubleEndedIterator {
        self.entries().iter().map(|(key, _)| key)
    }

    /// The values in order: what a positional method or a list takes (P-26, P-50).
    pub fn values(&self) -> impl ExactSizeIterator<Item = &Value> + DoubleEndedIterator {
        self.entries().iter().map(|(_, value)| value)
    }

    /// The same, to change in place.
    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut Value> {
        let inner = self.inner.as_mut().map(Arc::make_mut);
        let entries = inner.into_iter().flat_map(|inner| &mut inner.entries);
        entries.map(|(_, value)| value)
    }

    /// Whether the keys are exactly 0, 1, … in that order, as they are in an empty array: then it
    /// prints as a JSON array (P-63).
    #[must_use]
    pub fn is_list(&self) -> bool {
        self.keys()
            .zip(0..)
            .all(|(key, number)| key.as_i64() == Some(number))
    }

    /// The array at `key` to write into. Anything else that is there is replaced by an empty array
    /// (P-35).
    pub(super) fn array_at(&mut self, key: Key) -> Option<&mut Self> {
        let position = match self.position(key.as_ref()) {
            Some(position) => position,
            None => {
                self.append(key, Value::Array(Self::new()));
                self.len().checked_sub(1)?
            }
        };
        let slot = self.value_at_mut(position)?;
        if !matches!(slot, Value::Array(_)) {
            *slot = Value::Array(Self::new());
        }
        slot.as_array_mut()
    }

    /// A new empty array appended at the next integer key; `None` as for [`push`](Self::push).
    pub(super) fn push_array(&mut self) -> Option<&mut Self> {
        if !self.push(Self::new()) {
            return None;
        }
        let last = self.len().checked_sub(1)?;
        self.value_at_mut(last)?.as_array_mut()
    }

    fn entries(&self) -> &[(Key, Value)] {
        self.inner.as_deref().map_or(&[], |inner| &inner.entries)
    }

    fn find(&self, key: KeyRef<'_>) -> Option<&Value> {
        self.entries()
            .get(self.position(key)?)
            .map(|(_, value)| value)
    }

    fn position(&self, key: KeyRef<'_>) -> Option<usize> {
        let inner = self.inner.as_deref()?;
        match &inner.index {
            Some(index) => index.find(&inner.entries, key),
            None => inner.entries.iter().position(|(k, _)| k.as_ref() == key),
        }
    }

    fn value_at_mut(&mut self, position: usize) -> Option<&mut Value> {
        let inner = Arc::make_mut(self.inner.as_mut()?);
        inner.entries.get_mut(position).map(|(_, value)| value)
    }

    /// Adds an entry whose key is known to be new.
    fn append(&mut self, key: Key, value: Value) {
        let inner = Arc::make_mut(self.inner.get_or_insert_default());
        if let Key::Int(number) = key {
            inner.largest = inner.largest.max(Some(number));
        }
        inner.entries.push((key, value));
        match &mut inner.index {
            Some(index) => index.added(&inner.entries),
            None if inner.entries.len() > SCANNED => {
                inner.index = Some(Index::build(&inner.entries));
            }
            None => {}
        }
    }

    fn take(&mut self, key: KeyRef<'_>) -> Option<Value> {
        let position = self.position(key)?;
        let inner = Arc::make_mut(self.inner.as_mut()?);
        let (_, value) = inner.entries.remove(position);
        match &mut inner.index {
            Some(index) if inner.entries.len() > SCANNED => index.removed(position),
            index => *index = None,
        }
        Some(value)
    }

    /// Changes the entry list as a whole and finds the positions anew.
    fn change(&mut self, change: impl FnOnce(&mut Vec<(Key, Value)>)) {
        let Some(inner) = &mut self.inner else {
            return;
        };
        let inner = Arc::make_mut(inner);
        change(&mut inner.entries);
        inner.index = (inner.entries.len() > SCANNED).then(|| Index::build(&inner.entries));
    }
}

impl PartialEq for Array {
    /// Equal entries in equal order.
    fn eq(&self, other: &Self) -> bool {
        self.entries() == other.entries()
    }
}

impl fmt::Debug for Array {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<K: Into<Key>, V: Into<Value>> FromIterator<(K, V)> for Array {
    /// Inserts the pairs one after the other: a repeated key keeps its first place and last value.
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut array = Self::new();
        array.extend(pairs);
        array
    }
}

impl FromIterator<Value> for Array {
    /// A list: the values at 0, 1, ….
    fn from_iter<I: IntoIterator<Item = Value>>(values: I) -> Self {
        let entries: Vec<_> = (0..).map(Key::Int).zip(values).collect();
        let Some(largest) = entries.len().checked_sub(1) else {
            return Self::new();
        };
        let index = (entries.len() > SCANNED).then(|| Index::build(&entries));
        Self {
            inner: Some(Arc::new(Inner {
                entries,
                index,
                largest: i64::try_from(largest).ok(),
            })),
        }
    }
}

impl<K: Into<Key>, V: Into<Value>> Extend<(K, V)> for Array {
    /// Inserts the pairs one after the other.
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, pairs: I) {
        for (key, value) in pairs {
            self.insert(key, value);
        }
    }
}

#[cfg(test)]
mod tests;
