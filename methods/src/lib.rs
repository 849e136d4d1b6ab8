//! The basic-scope methods of Bitrix24, written in [`bitrix_rest`], and what they need: options and accounts, and engines
//! that keep them.
//!
//! Naming the crate links its methods into a binary:
//!
//! ```
//! use bitrix_rest::RestApi;
//! use bitrix_rest_methods::{MemoryStore, Store};
//!
//! # fn main() -> Result<(), bitrix_rest::BuildError> {
//! let store = MemoryStore::new();
//! let api = RestApi::collect()
//!     .state(store.options())
//!     .authenticator(store.accounts("my-portal"))
//!     .build()?;
//! assert!(api.methods().any(|method| method.name() == "user.option.get"));
//! # Ok(()) }
//! ```

pub mod accounts;
pub mod options;
pub mod store;
pub mod system;

pub use accounts::Accounts;
pub use options::Options;
#[cfg(feature = "postgres")]
pub use store::PostgresStore;
#[cfg(feature = "sqlite")]
pub use store::SqliteStore;
pub use store::{MemoryStore, Store, StoreError};
