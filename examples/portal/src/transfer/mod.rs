//! Moving everything from one store to another, as JSON lines: a header, a record a line, and an end that says how many, so
//! that a file that was cut off is known.

mod check;
mod export;
mod import;
mod lines;
mod progress;
mod write;

use serde::{Deserialize, Serialize};

pub(crate) use export::export;
pub(crate) use import::import;

const FORMAT: &str = "bitrix-rest-portal";
const VERSION: u64 = 1;

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
struct Header {
    format: String,
    version: u64,
}

/// The last line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct End {
    /// The number of records.
    end: u64,
}
