//! The basic-scope methods of Bitrix24, written in [`bitrix_rest`], and what they need: options and accounts.
//!
//! Naming the crate links its methods into a binary:
//!
//! ```
//! use bitrix_rest::RestApi;
//! use bitrix_rest_methods::{Accounts, MemoryAccounts, MemoryOptions, Options};
//!
//! # fn main() -> Result<(), bitrix_rest::BuildError> {
//! let api = RestApi::collect()
//!     .state(Options::new(MemoryOptions::new()))
//!     .authenticator(Accounts::new("my-portal", MemoryAccounts::new()))
//!     .build()?;
//! assert!(api.methods().any(|method| method.name() == "user.option.get"));
//! # Ok(()) }
//! ```

pub mod accounts;
pub mod options;
mod store_error;
pub mod system;

pub use accounts::{Accounts, MemoryAccounts};
pub use options::{MemoryOptions, Options};
pub use store_error::StoreError;
