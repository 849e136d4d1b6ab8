//! Entries, one after the other.

use std::sync::Arc;

use super::Array;
use crate::params::key::Key;
use crate::params::value::Value;

/// The entries of an [`Array`] in order, borrowed.
#[derive(Clone, Debug)]
pub struct Iter<'a>(pub(super) std::slice::Iter<'a, (Key, Value)>);

impl<'a> Iterator for Iter<'a> {
    type Item = (&'a Key, &'a Value);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(key, value)| (key, value))
    }

    fn nth(&mut self, n: usize) -> Option<Self::Item> {
        self.0.nth(n).map(|(key, value)| (key, value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl DoubleEndedIterator for Iter<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.0.next_back().map(|(key, value)| (key, value))
    }
}

impl ExactSizeIterator for Iter<'_> {}

impl<'a> IntoIterator for &'a Array {
    type Item = (&'a Key, &'a Value);
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

impl IntoIterator for Array {
    type Item = (Key, Value);
    type IntoIter = std::vec::IntoIter<(Key, Value)>;

    /// The entries in order; they are moved out when no other copy shares them.
    fn into_iter(self) -> Self::IntoIter {
        let entries = match self.inner.map(Arc::try_unwrap) {
            None => Vec::new(),
            Some(Ok(inner)) => inner.entries,
            Some(Err(shared)) => shared.entries.clone(),
        };
        entries.into_iter()
    }
}
