//! What the tests of the whole share: a server in process, the real portal as a process, and tools that must be there.

pub mod echo;
pub mod portal;
pub mod server;
pub mod tools;
