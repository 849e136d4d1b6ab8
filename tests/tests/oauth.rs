//! The OAuth 2.0 server of a portal over HTTP, on a store in memory and on one in a file (P-98 – P-105, P-335).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "oauth/app_info.rs"]
mod app_info;
#[path = "oauth/authorize.rs"]
mod authorize;
#[path = "oauth/errors.rs"]
mod errors;
#[path = "oauth/limit.rs"]
mod limit;
#[path = "oauth/log.rs"]
mod log;
#[path = "oauth/portal.rs"]
mod portal;
#[path = "oauth/provider.rs"]
mod provider;
#[path = "oauth/sign_in.rs"]
mod sign_in;
#[path = "oauth/tokens.rs"]
mod tokens;
