//! What the methods fail with.

use bitrix_rest::{Error, RestError};
use bitrix_rest_methods::StoreError;

/// What the methods fail with. Missing and mistyped parameters need no word here: they are refused before a method is called.
#[derive(Debug, thiserror::Error, RestError)]
pub enum ItemError {
    /// There is no item with this id.
    #[error("Not found")]
    #[rest(code = "NOT_FOUND")]
    NotFound,
    /// A field has a value that no item can have; it is answered as what it holds.
    #[error(transparent)]
    #[rest(transparent)]
    Other(#[from] Error),
    /// The caller sees `INTERNAL_SERVER_ERROR`, the log sees why.
    #[error(transparent)]
    #[rest(internal)]
    Store(StoreError),
}

impl From<StoreError> for ItemError {
    /// Only what a caller can do something about has a code of its own.
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Missing(_) => Self::NotFound,
            other => Self::Store(other),
        }
    }
}
