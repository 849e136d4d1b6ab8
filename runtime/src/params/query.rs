//! Query strings and urlencoded forms, read and written as PHP does.

mod encode;
mod variable;

pub use encode::encode;
pub use variable::insert_variable;

use std::borrow::Cow;

use super::array::Array;

/// How much of a query string or form is read (P-36). The defaults are PHP's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormLimits {
    /// Variables per source; further ones are dropped silently. 1000 by default.
    pub variables: usize,
    /// Bracket levels of a name; a variable with more is dropped whole. 64 by default.
    pub depth: usize,
}

impl Default for FormLimits {
    fn default() -> Self {
        Self {
            variables: 1000,
            depth: 64,
        }
    }
}

/// Reads a query string or an `application/x-www-form-urlencoded` body (P-31 – P-36).
///
/// Nothing is an error: what PHP ignores is ignored. All values are texts; bytes that are not UTF-8
/// become U+FFFD, as they would in every reply (P-65).
///
/// ```
/// use bitrix_rest::params::query::{self, FormLimits};
///
/// let form = query::parse(b"fields[PHONE][]=1&fields[PHONE][]=2", &FormLimits::default());
/// let fields = form.get("fields").and_then(|fields| fields.as_array());
/// assert_eq!(fields.and_then(|f| f.get("PHONE")), Some(&vec!["1", "2"].into()));
/// ```
#[must_use]
pub fn parse(source: &[u8], limits: &FormLimits) -> Array {
    let mut array = Array::new();
    let pairs = source.split(|byte| *byte == b'&');
    for pair in pairs.filter(|pair| !pair.is_empty()).take(limits.variables) {
        let (name, value) = match pair.iter().position(|byte| *byte == b'=') {
            Some(at) => {
                let (name, value) = pair.split_at(at);
                (name, value.get(1..).unwrap_or_default())
            }
            None => (pair, Default::default()),
        };
        insert_variable(&mut array, &decode(name), text(decode(value)), limits);
    }
    array
}

/// Undoes the percent-encoding; a bad escape stays as it is (P-31).
fn decode(source: &[u8]) -> Cow<'_, [u8]> {
    if !source.iter().any(|byte| matches!(byte, b'%' | b'+')) {
        return Cow::Borrowed(source);
    }
    let mut decoded = Vec::with_capacity(source.len());
    let mut rest = source;
    while let [byte, after @ ..] = rest {
        rest = after;
        decoded.push(match (byte, after) {
            (b'+', _) => b' ',
            (b'%', [high, low, after @ ..]) => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => {
                    rest = after;
                    high << 4 | low
                }
                _ => b'%',
            },
            (byte, _) => *byte,
        });
    }
    Cow::Owned(decoded)
}

fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

fn text(bytes: Cow<'_, [u8]>) -> String {
    match bytes {
        Cow::Borrowed(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Cow::Owned(bytes) => String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
    }
}

#[cfg(test)]
mod tests;
