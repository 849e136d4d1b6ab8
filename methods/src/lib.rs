//! Methods of Bitrix24, written in [`bitrix_rest`]: those of the basic scope, `event.*` among them, and `user.current` and
//! `user.get`. And what a server of them needs: options, accounts and rows, engines that keep them, an authorization server, the
//! delivery of events, and limits.
//!
//! Naming the crate links its methods into a binary:
//!
//! ```
//! use bitrix_rest::RestApi;
//! use bitrix_rest_methods::{MemoryStore, Store};
//!
//! # fn main() -> Result<(), bitrix_rest::BuildError> {
//! let store = MemoryStore::new();
//! let accounts = store.accounts("my-portal");
//! let api = RestApi::collect()
//!     .state(store.options())
//!     .state(accounts.clone())
//!     .authenticator(accounts)
//!     .build()?;
//! assert!(api.methods().any(|method| method.name() == "user.option.get"));
//! # Ok(()) }
//! ```

pub mod accounts;
pub mod events;
mod idempotency;
pub mod introspection;
pub mod limits;
pub mod oauth;
pub mod options;
pub mod rows;
pub mod store;
pub mod system;
pub mod users;

pub use accounts::Accounts;
pub use events::{Applications, Events};
pub use idempotency::Idempotency;
pub use introspection::Licence;
pub use oauth::OAuth;
pub use options::Options;
pub use rows::Rows;
#[cfg(feature = "postgres")]
pub use store::PostgresStore;
#[cfg(feature = "sqlite")]
pub use store::SqliteStore;
pub use store::{MemoryStore, Store, StoreError};
