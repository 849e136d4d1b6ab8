//! A stand-in Bitrix24 portal for tests and development: the methods of [`bitrix_rest_methods`] over accounts from a
//! file, everything kept in memory and gone with the process.
//!
//! ```sh
//! portal serve                          # a demo portal on 127.0.0.1:8624
//! portal serve --config portal.toml     # your own users, applications, tokens and webhooks
//! ```

mod cli;
mod config;
mod demo;
mod failure;
mod log;
mod serve;

pub use cli::{Cli, Command, ServeOptions};
pub use failure::Failure;
pub use serve::serve;
