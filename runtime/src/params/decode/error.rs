//! What is wrong with a value, and where.

use std::borrow::Cow;
use std::fmt::{self, Display};

use serde::de::{self, Expected, Unexpected};

use super::Blank;
use crate::params::value::Value;

/// A value that cannot be what is asked for.
///
/// The caller's own text is never repeated in it: it may be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DecodeError {
    /// Where, relative to the parameter: `[PHONE][0][VALUE]`; empty for the parameter itself.
    pub path: String,
    /// What type of Bitrix24's must stand there: `integer`, `double`, `boolean`, `string`, `array`, `date`,
    /// `datetime`, `file`, or the words of an enumeration as `{online|offline}`. Empty if the value's own type
    /// refused it; then `message` says why.
    pub expected: Cow<'static, str>,
    /// What is wrong, in words.
    pub message: String,
    pub(super) refused: Option<Blank>,
    missing: bool,
}

impl DecodeError {
    fn new(expected: impl Into<Cow<'static, str>>, message: String) -> Self {
        Self {
            path: String::new(),
            expected: expected.into(),
            message,
            refused: None,
            missing: false,
        }
    }

    /// Whether the place of [`path`](Self::path) is empty though something must stand there: a required field
    /// of a nested structure was not sent.
    #[must_use]
    pub const fn is_missing(&self) -> bool {
        self.missing
    }

    pub(super) fn wrong_type(expected: &'static str, found: &Value) -> Self {
        let found = match found {
            Value::Array(_) => "an array",
            Value::Int(_) => "an integer",
            Value::Null => "null",
            // The type may be right and only the spelling wrong.
            Value::Text(_) if expected != "array" => "a text that is none",
            scalar => scalar.kind(),
        };
        Self::new(expected, format!("expected {expected}, found {found}"))
    }

    /// A key that is not of the type the map has.
    pub(super) fn key(expected: &'static str) -> Self {
        Self::new(expected, format!("expected {expected} as the key"))
    }

    pub(super) fn refusing(blank: Blank) -> Self {
        Self {
            refused: Some(blank),
            ..Self::new("", "nothing was sent".to_owned())
        }
    }

    pub(super) fn too_deep() -> Self {
        Self::new("", "arrays nest too deep".to_owned())
    }

    pub(super) fn missing() -> Self {
        Self {
            missing: true,
            ..Self::new("", "is missing".to_owned())
        }
    }

    /// For `map_err`: says what was expected, if the error is about this very value and does not know.
    pub(super) fn expecting(expected: &'static str) -> impl FnOnce(Self) -> Self {
        move |mut error| {
            if error.path.is_empty() && error.expected.is_empty() {
                error.expected = Cow::Borrowed(expected);
            }
            error
        }
    }

    /// Makes the error one of the whole value, whose parts are of no concern to the caller.
    pub(super) fn within(mut self, expected: &'static str) -> Self {
        self.path.clear();
        self.expected = Cow::Borrowed(expected);
        self
    }

    /// Notes that the value was under `key`.
    pub(super) fn at(mut self, key: &dyn Display) -> Self {
        self.path = format!("[{key}]{}", self.path);
        self
    }
}

impl Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for DecodeError {}

impl de::Error for DecodeError {
    fn custom<T: Display>(message: T) -> Self {
        Self::new("", message.to_string())
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let found = kind(&found);
        Self::new("", format!("expected {expected}, found {found}"))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new("", format!("expected {expected}"))
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        let message = format!("expected {expected}, found an array of length {length}");
        Self::new("array", message)
    }

    fn unknown_variant(_: &str, variants: &'static [&'static str]) -> Self {
        let words = format!("{{{}}}", variants.join("|"));
        let message = format!("must be one of {words}");
        Self::new(words, message)
    }

    fn unknown_field(_: &str, fields: &'static [&'static str]) -> Self {
        // The key that was refused is added to the path by who gave it.
        let known = fields.join(", ");
        Self::new("", format!("no such field; known are {known}"))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::missing().at(&field)
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new("", "was sent twice".to_owned()).at(&field)
    }
}

/// The kind of what was found, without what it says.
fn kind(found: &Unexpected<'_>) -> &'static str {
    match found {
        Unexpected::Bool(_) => "boolean",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) => "integer",
        Unexpected::Float(_) => "double",
        Unexpected::Char(_) | Unexpected::Str(_) | Unexpected::Bytes(_) => "string",
        Unexpected::Unit | Unexpected::Option => "null",
        Unexpected::Seq | Unexpected::Map => "array",
        _ => "something else",
    }
}
