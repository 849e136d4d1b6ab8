//! What a type does not read.

use std::cell::RefCell;
use std::collections::HashSet;

use crate::params::value::Value;

/// Values that were passed over: of fields that a type has not. Which names it reads serde alone knows (`alias`, `from`, what is
/// read and never answered, …), so it is asked.
#[derive(Debug, Default)]
pub(crate) struct Ignored(RefCell<HashSet<*const Value>>);

impl Ignored {
    pub(super) fn note(&self, value: &Value) {
        self.0.borrow_mut().insert(value);
    }

    /// Whether this value, and none that is like it, was passed over.
    pub(crate) fn has(&self, value: &Value) -> bool {
        self.0.borrow().contains(&std::ptr::from_ref(value))
    }
}
