//! JSON bodies, read as PHP's `json_decode` reads them.

use std::fmt;

mod parser;
#[cfg(test)]
mod tests;

use super::array::Array;
use super::value::Value;

/// Reads a JSON body (P-22, P-24, P-25): strict JSON in UTF-8 whose root is an object or an array, at most
/// 511 containers deep.
///
/// An integer beyond 64 bits becomes a float; of a repeated key the last value stays, at the first place.
///
/// # Errors
///
/// [`JsonError`] for everything else. v2 treats such a body as absent (P-22), v3 answers 400 (P-157).
///
/// ```
/// use bitrix_rest::params::json;
///
/// let body = json::from_slice(br#"{"options":{"data":"value"}}"#)?;
/// assert!(body.contains("options"));
/// assert!(json::from_slice(b"null").is_err());
/// # Ok::<(), json::JsonError>(())
/// ```
pub fn from_slice(source: &[u8]) -> Result<Array, JsonError> {
    from_slice_within(source, &Limits::default())
}

/// Reads any JSON text, a lone value too, of any size, at most 511 containers deep: for texts of one's own, such as stored
/// ones.
///
/// # Errors
/// [`JsonError`] if it is no JSON, or deeper.
///
/// ```
/// use bitrix_rest::Value;
/// use bitrix_rest::params::json;
///
/// assert_eq!(json::value_from_slice(b"1.0")?, Value::Float(1.0));
/// # Ok::<(), json::JsonError>(())
/// ```
pub fn value_from_slice(source: &[u8]) -> Result<Value, JsonError> {
    let text = std::str::from_utf8(source)
        .map_err(|error| JsonError::at(source, error.valid_up_to(), JsonFault::Utf8))?;
    let limits = Limits {
        values: usize::MAX,
        ..Limits::default()
    };
    parser::parse(text, &limits).map_err(|(offset, fault)| JsonError::at(source, offset, fault))
}

/// A body within other limits.
pub(crate) fn from_slice_within(source: &[u8], limits: &Limits) -> Result<Array, JsonError> {
    let text = std::str::from_utf8(source)
        .map_err(|error| JsonError::at(source, error.valid_up_to(), JsonFault::Utf8))?;
    match parser::parse(text, limits) {
        Ok(Value::Array(array)) => Ok(array),
        Ok(_) => Err(JsonError::at(source, 0, JsonFault::Root)),
        Err((offset, fault)) => Err(JsonError::at(source, offset, fault)),
    }
}

/// How much a text may hold.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Containers within containers (P-22).
    pub(crate) depth: usize,
    /// Values in all: each costs far more memory than the byte or two that it may be.
    pub(crate) values: usize,
}

impl Limits {
    /// For texts of our own.
    pub(crate) const NONE: Self = Self {
        depth: usize::MAX,
        values: usize::MAX,
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            depth: 511,
            values: usize::MAX,
        }
    }
}

/// Why a body is not accepted as JSON, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JsonError {
    fault: JsonFault,
    offset: usize,
    line: usize,
    column: usize,
}

/// What is wrong with a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JsonFault {
    /// The body ends before the value does, or is empty.
    End,
    /// A character that cannot stand here.
    Syntax,
    /// A control character inside a string.
    Control,
    /// An unknown escape, or one that names half a surrogate pair.
    Escape,
    /// Bytes that are not UTF-8.
    Utf8,
    /// More than 511 nested containers.
    Depth,
    /// More values than the server takes.
    Values,
    /// The root is neither an object nor an array.
    Root,
}

impl JsonError {
    fn at(source: &[u8], offset: usize, fault: JsonFault) -> Self {
        let before = source.get(..offset).unwrap_or(source);
        let line_start = before
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |newline| newline + 1);
        Self {
            fault,
            offset,
            line: 1 + before.iter().filter(|byte| **byte == b'\n').count(),
            column: 1 + before.len() - line_start,
        }
    }

    /// What is wrong.
    #[must_use]
    pub const fn fault(&self) -> JsonFault {
        self.fault
    }

    /// The byte at which it is, from 0.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// The line, from 1.
    #[must_use]
    pub const fn line(&self) -> usize {
        self.line
    }

    /// The byte within the line, from 1.
    #[must_use]
    pub const fn column(&self) -> usize {
        self.column
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fault = match self.fault {
            JsonFault::End => "unexpected end",
            JsonFault::Syntax => "unexpected character",
            JsonFault::Control => "control character in a string",
            JsonFault::Escape => "invalid escape in a string",
            JsonFault::Utf8 => "bytes that are not UTF-8",
            JsonFault::Depth => "nested too deeply",
            JsonFault::Values => "too many values",
            JsonFault::Root => "not an object or array",
        };
        write!(f, "{fault} at line {} column {}", self.line, self.column)
    }
}

impl std::error::Error for JsonError {}
