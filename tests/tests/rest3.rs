//! REST 3.0 on the wire (section 7 of the protocol), over methods of the test's own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "rest3/batch.rs"]
mod batch;
#[path = "rest3/envelope.rs"]
mod envelope;
#[path = "rest3/errors.rs"]
mod errors;
#[path = "rest3/in_process.rs"]
mod in_process;
#[path = "rest3/intake.rs"]
mod intake;
#[path = "rest3/methods.rs"]
mod methods;
#[path = "rest3/pages.rs"]
mod pages;
#[path = "rest3/repeats.rs"]
mod repeats;
#[path = "rest3/scopes.rs"]
mod scopes;
