//! Types of parameters that Rust has no word for.

mod date;
mod date_time;
mod file;
mod truthy;

pub use date::{Date, DateError};
pub use date_time::DateTime;
pub use file::File;
pub use truthy::Truthy;
