//! `scope`, `methods`, `method.get`, `feature.get` and `app.info` over HTTP (P-221 – P-225, P-271, P-272, P-284, P-303).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "introspection/licence.rs"]
mod licence;
#[path = "introspection/methods.rs"]
mod methods;
#[path = "introspection/support.rs"]
mod support;
