//! What every store can fail with.

use std::error::Error;

/// Why a store did not do what it was asked.
///
/// Nothing was written then, except that after [`Failed`](Self::Failed) nobody may know: a connection that broke, or a disk
/// that failed to flush, may have taken the write with it or not.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The engine is unreachable, full or broken. The caller of a method sees `INTERNAL_SERVER_ERROR`, the log sees the
    /// cause.
    #[error("the store failed")]
    Failed(#[source] Box<dyn Error + Send + Sync>),
    /// What was to be added is there already, or something unique of it belongs to another.
    #[error("{0}")]
    Conflict(String),
    /// What was to be written has been changed by another since it was read: read it again, and decide anew.
    #[error("{0}")]
    Changed(String),
    /// What was to be removed is not there.
    #[error("{0}")]
    Missing(String),
    /// No store can keep this.
    #[error("{0}")]
    Unstorable(String),
    /// What was read is not what was written: the storage is damaged.
    #[error("the store is damaged: {0}")]
    Damaged(String),
}

impl StoreError {
    /// From what the engine said.
    pub fn failed(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Failed(cause.into())
    }
}

/// The longest name of a portal, an application or a login, in bytes: it is a part of keys.
pub(crate) const NAME_LIMIT: usize = 255;

/// A name that every engine can have in a key.
pub(crate) fn check_name(what: &str, name: &str) -> Result<(), StoreError> {
    if name.len() > NAME_LIMIT {
        return Err(StoreError::Unstorable(format!(
            "{what} has {} bytes; at most {NAME_LIMIT} can be kept",
            name.len()
        )));
    }
    if name.contains('\0') {
        return Err(StoreError::Unstorable(format!(
            "{what} `{}` has a NUL character, which cannot be kept",
            name.escape_default()
        )));
    }
    Ok(())
}

/// A number that every engine has.
pub(crate) fn check_number(what: &str, number: u64) -> Result<i64, StoreError> {
    i64::try_from(number)
        .map_err(|_| StoreError::Unstorable(format!("{what} {number} is larger than {}", i64::MAX)))
}
