//! The texts that go out: JSON and XML, byte for byte as PHP writes them.

mod escape;
pub mod html;
pub mod json;
pub(crate) mod markdown;
pub(crate) mod number;
pub mod xml;
