//! Keys of the parameter tree.

use std::fmt;

/// A key of an [`Array`](super::Array): an integer or a text, never both spellings of one number.
///
/// As in PHP, a text that is a canonical decimal integer *is* that integer: `"17"` and `"-5"` are
/// integer keys, while `"05"`, `"+1"`, `"1.5"` and `"-0"` stay texts (protocol section 0). The
/// conversions from text apply this rule; build keys through them.
///
/// ```
/// use bitrix_rest::params::Key;
///
/// assert_eq!(Key::from("17"), Key::Int(17));
/// assert_eq!(Key::from("05"), Key::Text("05".to_owned()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// An integer key.
    Int(i64),
    /// A text key that is not the canonical spelling of an integer.
    Text(String),
}

impl Key {
    /// The text of a text key, `None` for an integer key.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Int(_) => None,
            Self::Text(text) => Some(text),
        }
    }

    /// The number of an integer key, `None` for a text key.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            Self::Text(_) => None,
        }
    }

    pub(super) fn as_ref(&self) -> KeyRef<'_> {
        match self {
            Self::Int(number) => KeyRef::Int(*number),
            Self::Text(text) => KeyRef::Text(text),
        }
    }
}

impl fmt::Display for Key {
    /// Writes the key as it looks between brackets or as a JSON object key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(number) => number.fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

impl From<i64> for Key {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<&str> for Key {
    fn from(text: &str) -> Self {
        match canonical_integer(text) {
            Some(number) => Self::Int(number),
            None => Self::Text(text.to_owned()),
        }
    }
}

impl From<String> for Key {
    fn from(text: String) -> Self {
        match canonical_integer(&text) {
            Some(number) => Self::Int(number),
            None => Self::Text(text),
        }
    }
}

/// A borrowed key, already canonical: what lookups compare with, without allocating.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum KeyRef<'a> {
    Int(i64),
    Text(&'a str),
}

impl<'a> From<&'a str> for KeyRef<'a> {
    fn from(text: &'a str) -> Self {
        match canonical_integer(text) {
            Some(number) => Self::Int(number),
            None => Self::Text(text),
        }
    }
}

/// The integer that `text` spells canonically, if it does.
fn canonical_integer(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let digits = match bytes {
        [b'-', digits @ ..] => digits,
        digits => digits,
    };
    match digits {
        // The common case, a name, is decided by its first byte.
        [b'1'..=b'9', rest @ ..] if rest.len() < 19 && rest.iter().all(u8::is_ascii_digit) => {
            text.parse().ok()
        }
        [b'0'] if bytes.len() == 1 => Some(0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_integers_become_integer_keys() {
        for (text, number) in [
            ("0", 0),
            ("17", 17),
            ("-5", -5),
            ("9223372036854775807", i64::MAX),
            ("-9223372036854775808", i64::MIN),
        ] {
            assert_eq!(Key::from(text), Key::Int(number));
            assert_eq!(Key::from(text.to_owned()), Key::Int(number));
            assert!(KeyRef::from(text) == KeyRef::Int(number));
        }
    }

    #[test]
    fn other_spellings_stay_text() {
        for text in [
            "",
            "-",
            "-0",
            "05",
            "+1",
            "1.5",
            " 1",
            "1 ",
            "1a",
            "00",
            "9223372036854775808",
            "-9223372036854775809",
            "18446744073709551617",
        ] {
            assert_eq!(Key::from(text), Key::Text(text.to_owned()));
        }
    }
}
