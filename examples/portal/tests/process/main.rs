//! The portal as a process: what it prints, answers, logs, and how it ends.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod configuration;
mod demo;
mod ending;
mod masking;
mod mistakes;
mod support;
mod values;
