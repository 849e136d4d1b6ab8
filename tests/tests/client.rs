//! The typed client against servers of this crate: over sockets, and, where time passes, against one in process on a clock
//! that the test moves.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "client/asking.rs"]
mod asking;
#[path = "client/basic.rs"]
mod basic;
#[path = "client/batch.rs"]
mod batch;
#[path = "client/calls.rs"]
mod calls;
#[path = "client/documented.rs"]
mod documented;
#[path = "client/example.rs"]
mod example;
#[path = "client/keys.rs"]
mod keys;
#[path = "client/keys_given.rs"]
mod keys_given;
#[path = "client/methods.rs"]
mod methods;
#[path = "client/pace.rs"]
mod pace;
#[path = "client/program.rs"]
mod program;
#[path = "client/references.rs"]
mod references;
#[path = "client/renewals.rs"]
mod renewals;
#[path = "client/retries.rs"]
mod retries;
#[path = "client/rows.rs"]
mod rows;
#[path = "client/tokens.rs"]
mod tokens;
#[path = "client/tree.rs"]
mod tree;
