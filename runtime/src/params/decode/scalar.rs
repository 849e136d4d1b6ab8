//! Scalars, and what texts may stand for them.

use serde::de::Visitor;

use super::{DecodeError, Decoder};
use crate::params::number;
use crate::params::typed::{Date, DateTime};
use crate::params::value::Value;
use crate::text::number::short_float;

/// The texts that some type takes for nothing.
const BLANKS: [&str; 3] = ["", "None", "false"];

pub(super) fn blank(text: &str) -> Option<&'static str> {
    BLANKS.into_iter().find(|blank| *blank == text)
}

impl<'de> Decoder<'_, 'de> {
    /// P-44.
    pub(super) fn integer<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.refuse(&[""])?;
        let visited = match self.value {
            Value::Int(number) => visitor.visit_i64(*number),
            Value::Float(number) if self.is_lenient() => match number::whole_float(*number) {
                Some(number) => visitor.visit_i64(number),
                None => return Err(self.wrong("integer")),
            },
            Value::Text(text) if self.is_lenient() => {
                // `parse` takes exactly a sign and digits.
                let text = text.trim_matches(is_space);
                if let Ok(number) = text.parse() {
                    visitor.visit_i64(number)
                } else if let Ok(number) = text.parse() {
                    visitor.visit_u64(number)
                } else {
                    return Err(self.wrong("integer"));
                }
            }
            _ => return Err(self.wrong("integer")),
        };
        visited.map_err(DecodeError::expecting("integer"))
    }

    /// P-47.
    pub(super) fn float<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.refuse(&[""])?;
        let number = match self.value {
            // An integer too long for the mantissa loses digits, as it does in PHP.
            #[allow(clippy::cast_precision_loss)]
            Value::Int(number) => *number as f64,
            Value::Float(number) => *number,
            Value::Text(text) if self.is_lenient() => {
                let text = text.trim_matches(is_space);
                // `parse` alone would also take `inf` and `nan`.
                let decimal = |byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
                match text.parse() {
                    Ok(number) if text.bytes().all(decimal) => number,
                    _ => return Err(self.wrong("double")),
                }
            }
            _ => return Err(self.wrong("double")),
        };
        visitor
            .visit_f64(number)
            .map_err(DecodeError::expecting("double"))
    }

    /// P-45, P-333.
    pub(super) fn boolean<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        // `""` is false, optional or not.
        self.refuse(&["None"])?;
        let flag = match self.value {
            Value::Bool(flag) => Some(*flag),
            _ if !self.is_lenient() => None,
            Value::Int(0) => Some(false),
            Value::Int(1) => Some(true),
            Value::Float(number) if *number == 0.0 => Some(false),
            Value::Float(number) if *number == 1.0 => Some(true),
            Value::Text(text) => {
                let is = |word: &&str| text.trim_matches(is_space).eq_ignore_ascii_case(word);
                if ["y", "1", "true"].iter().any(is) {
                    Some(true)
                } else if ["", "n", "0", "false", "none"].iter().any(is) {
                    Some(false)
                } else {
                    None
                }
            }
            _ => None,
        };
        match flag {
            Some(flag) => visitor
                .visit_bool(flag)
                .map_err(DecodeError::expecting("boolean")),
            None => Err(self.wrong("boolean")),
        }
    }

    /// P-43: a number is a text as PHP prints it.
    pub(super) fn text<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let visited = match self.value {
            Value::Text(text) => visitor.visit_borrowed_str(text),
            Value::Int(number) if self.is_lenient() => visitor.visit_string(number.to_string()),
            Value::Float(number) if self.is_lenient() => visitor.visit_string(short_float(*number)),
            _ => return Err(self.wrong("string")),
        };
        visited.map_err(DecodeError::expecting("string"))
    }

    /// P-48.
    pub(super) fn date<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.refuse(&[""])?;
        match self.value {
            Value::Text(text) if self.is_lenient() || Date::parse_strict(text).is_some() => visitor
                .visit_borrowed_str(text)
                .map_err(DecodeError::expecting("date")),
            _ => Err(self.wrong("date")),
        }
    }

    /// P-48; without an offset it is a time of the server (P-49).
    pub(super) fn date_time<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.refuse(&[""])?;
        let time = match self.value {
            Value::Text(text) if self.is_lenient() => DateTime::parse(text, self.context.zone),
            Value::Text(text) => DateTime::parse_strict(text),
            _ => None,
        };
        // In the one form that needs no zone.
        let text = time.ok_or_else(|| self.wrong("datetime"))?.to_string();
        visitor.visit_string(text)
    }
}

/// White space around a number, as PHP sees it.
const fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t'..='\r')
}
