//! A scope of one's own: what an add-on of an on-premise portal contributes in PHP, here as three functions.
//!
//! `sigurdtest.test` says back what it was sent, and fails on demand with an error of its own; `sigurdtest.saga.list` answers
//! pages. Both need the scope `sigurdtest`, which nobody else knows.

mod error;
mod methods;
mod portal;

pub use error::SigurdError;
pub use methods::{
    Echo, Saga, SigurdtestSagaList, SigurdtestTest, sigurdtest_saga_list, sigurdtest_test,
};
pub use portal::{Sagas, api};
