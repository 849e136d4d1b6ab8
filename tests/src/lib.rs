//! What the tests of the whole share: a server in process, the real portal as a process, and tools that must be there.

/// The examples of the README compile.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

pub mod accounts;
pub mod client;
pub mod echo;
pub mod load;
pub mod log;
pub mod portal;
pub mod postgres;
pub mod process;
pub mod receiver;
pub mod server;
pub mod tools;
