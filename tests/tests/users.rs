//! `profile`, `user.*` and `access.name` over HTTP (P-226 – P-229, P-338).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "users/access.rs"]
mod access;
#[path = "users/list.rs"]
mod list;
#[path = "users/support.rs"]
mod support;
