//! The parameter tree: what a caller sends, as the PHP array that Bitrix24 methods see.
//!
//! [`query`] and [`json`] read it from requests, [`decode`] makes Rust values of it, [`encode`] makes it of
//! Rust values. [`Value`] and [`Array`] serialise and deserialise as the lists, maps and scalars they hold, so
//! a method may take and return them as they are.

mod array;
pub mod decode;
pub mod encode;
mod index;
mod interchange;
pub mod json;
mod key;
mod marker;
mod number;
pub mod query;
mod typed;
mod value;

pub use array::{Array, Iter};
pub(crate) use interchange::Zoned;
pub use key::Key;
pub use typed::{Date, DateError, DateTime, File, Truthy};
pub use value::Value;
