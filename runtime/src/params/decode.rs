//! From the parameter tree to Rust values.

mod absent;
mod blank;
mod collection;
mod error;
mod ignored;
mod key;
mod scalar;
#[cfg(test)]
mod tests;

use std::cell::RefCell;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Visitor};

use self::blank::{Blank, note};
use self::collection::{Elements, Entries, Variant};
pub use self::error::DecodeError;
pub(crate) use self::ignored::Ignored;
use super::marker;
use super::value::Value;
use crate::zone::Zone;

/// How deep arrays may nest in a type: as deep as `serde_json` takes them.
const DEPTH: u8 = 128;

/// How strictly values must have the type that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// REST 2: every scalar may come as text (P-43 – P-48).
    Lenient,
    /// REST 3.0: no conversion (P-161).
    Strict,
}

/// Makes a `T` of a parameter's value.
///
/// In [`Mode::Lenient`], where forms and queries send only text:
///
/// - integers are JSON integers, floats without fraction, or decimal text with sign and spaces (P-44);
/// - floats are numbers or their decimal text (P-47);
/// - booleans are `Y`/`N`, `1`/`0`, `true`/`false` in any letter case, 0 and 1; `""` and `None` are false
///   (P-45, P-333);
/// - texts are texts, and numbers as PHP would print them; booleans, null and arrays are not;
/// - sequences are the values of any array in order, maps and structs its entries (P-50); unknown struct
///   fields are ignored (P-54);
/// - unit variants of enums are texts; a variant with data is an array with the variant as its only key;
/// - `Option<T>` is `None` for null, and for `""` if `T` is neither a text nor a boolean.
///
/// In [`Mode::Strict`] a value must already have the type: only `null` is `None`, only an integer is an
/// integer, only a list is a sequence; an integer may stand for a float.
///
/// Arrays may nest 128 deep in a type that holds itself: deeper ones are refused, since each level takes a part of the stack.
/// Types that take anything, such as [`Value`], have no such bound.
///
/// Types that look at a value before they choose (untagged and internally tagged enums, flattened fields)
/// see it as it was sent, without conversion.
///
/// # Errors
///
/// [`DecodeError`] names the place and the type expected there.
///
/// ```
/// use bitrix_rest::params::{Value, decode::{self, Mode}};
///
/// let value = Value::from(vec!["1", " 2 "]);
/// assert_eq!(decode::from_value::<Vec<u8>>(value.clone(), Mode::Lenient)?, [1, 2]);
/// let error = decode::from_value::<Vec<u8>>(value, Mode::Strict).unwrap_err();
/// assert_eq!((error.path.as_str(), error.expected.as_ref()), ("[0]", "integer"));
/// # Ok::<(), decode::DecodeError>(())
/// ```
pub fn from_value<T: DeserializeOwned>(value: Value, mode: Mode) -> Result<T, DecodeError> {
    decode(&value, mode, &Zone::utc(), None)
}

/// The same, for a server whose clocks show this zone (P-49).
pub(crate) fn from_value_in<T: DeserializeOwned>(
    value: &Value,
    mode: Mode,
    zone: &Zone,
) -> Result<T, DecodeError> {
    decode(value, mode, zone, None)
}

/// The same, and what of the value is not read is noted.
pub(crate) fn from_value_noting<T: DeserializeOwned>(
    value: &Value,
    mode: Mode,
    zone: &Zone,
    ignored: &Ignored,
) -> Result<T, DecodeError> {
    decode(value, mode, zone, Some(ignored))
}

/// Makes a `T` of nothing, as for a parameter that was not sent: possible for `Option` and for types made
/// of one. This is how it is decided whether a parameter is required.
///
/// ```
/// use bitrix_rest::params::decode;
///
/// type Maybe = Option<i64>;
/// assert_eq!(decode::from_absent::<Maybe>(), Some(None));
/// assert_eq!(decode::from_absent::<i64>(), None);
/// ```
#[must_use]
pub fn from_absent<T: DeserializeOwned>() -> Option<T> {
    T::deserialize(absent::Absent).ok()
}

fn decode<'de, T: Deserialize<'de>>(
    value: &'de Value,
    mode: Mode,
    zone: &Zone,
    ignored: Option<&Ignored>,
) -> Result<T, DecodeError> {
    let refused = RefCell::default();
    loop {
        let decoded = T::deserialize(Decoder {
            value,
            context: Context {
                mode,
                zone,
                refused: &refused,
                ignored,
            },
            optional: None,
            depth: DEPTH,
        });
        match decoded {
            // Ends, because a type refuses each blank once and a `T` has so many types within.
            Err(error) if error.refused.is_some_and(|blank| note(&refused, blank)) => {}
            decoded => return decoded,
        }
    }
}

/// What decoding of one parameter knows everywhere.
#[derive(Clone, Copy)]
struct Context<'c> {
    mode: Mode,
    zone: &'c Zone,
    refused: &'c RefCell<Vec<Blank>>,
    /// Where it is noted what is not read, if somebody asks.
    ignored: Option<&'c Ignored>,
}

/// Decodes one value.
#[derive(Clone, Copy)]
struct Decoder<'c, 'de> {
    value: &'de Value,
    context: Context<'c>,
    /// The value is inside an `Option` and may be nothing.
    optional: Option<Blank>,
    /// How many arrays may still be within each other here.
    depth: u8,
}

impl<'c, 'de> Decoder<'c, 'de> {
    /// Decodes a part of this value.
    const fn part(self, value: &'de Value) -> Self {
        Self {
            value,
            optional: None,
            depth: self.depth.saturating_sub(1),
            ..self
        }
    }

    fn is_lenient(self) -> bool {
        self.context.mode == Mode::Lenient
    }

    /// Refuses `blanks` if this value is optional; called by every type that takes them for nothing.
    fn refuse(self, blanks: &[&str]) -> Result<(), DecodeError> {
        match self.optional {
            Some(blank) if blanks.contains(&blank.text) => Err(DecodeError::refusing(blank)),
            _ => Ok(()),
        }
    }

    fn not_too_deep(self) -> Result<(), DecodeError> {
        match self.depth {
            0 => Err(DecodeError::too_deep()),
            _ => Ok(()),
        }
    }

    fn wrong(self, expected: &'static str) -> DecodeError {
        DecodeError::wrong_type(expected, self.value)
    }

    /// The entries, if the value is an array.
    fn entries(self) -> Result<Entries<'c, 'de>, DecodeError> {
        self.refuse(&[""])?;
        match self.value {
            Value::Array(array) => self.not_too_deep().map(|()| Entries::new(self, array)),
            _ => Err(self.wrong("array")),
        }
    }

    /// The values, if the value is an array that may be read as a list.
    fn elements(self) -> Result<Elements<'c, 'de>, DecodeError> {
        self.refuse(&[""])?;
        match self.value {
            Value::Array(array) if self.is_lenient() || array.is_list() => {
                self.not_too_deep().map(|()| Elements::new(self, array))
            }
            _ => Err(self.wrong("array")),
        }
    }
}

macro_rules! integers {
    ($($method:ident)*) => { $(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
            self.integer(visitor)
        }
    )* };
}

macro_rules! floats {
    ($($method:ident)*) => { $(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
            self.float(visitor)
        }
    )* };
}

impl<'de> Deserializer<'de> for Decoder<'_, 'de> {
    type Error = DecodeError;

    integers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
    }

    floats! { deserialize_f32 deserialize_f64 }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(flag) => visitor.visit_bool(*flag),
            Value::Int(number) => visitor.visit_i64(*number),
            Value::Float(number) => visitor.visit_f64(*number),
            Value::Text(text) => visitor.visit_borrowed_str(text),
            Value::Array(array) if array.is_list() => visitor.visit_seq(Elements::new(self, array)),
            Value::Array(array) => visitor.visit_map(Entries::new(self, array)),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.boolean(visitor)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.refuse(&[""])?;
        self.text(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.text(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.text(visitor)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.value {
            Value::Text(text) => visitor
                .visit_borrowed_bytes(text.as_bytes())
                .map_err(DecodeError::expecting("string")),
            _ => Err(self.wrong("string")),
        }
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        let optional = std::any::type_name::<V>();
        let blank = match self.value {
            Value::Null => return visitor.visit_none(),
            Value::Text(text) if self.is_lenient() => scalar::blank(text),
            _ => None,
        };
        let blank = blank.map(|text| Blank { optional, text });
        if blank.is_some_and(|blank| self.context.refused.borrow().contains(&blank)) {
            return visitor.visit_none();
        }
        visitor.visit_some(Self {
            optional: blank,
            ..self
        })
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Text(text) if self.is_lenient() && text.is_empty() => visitor.visit_unit(),
            _ => Err(self.wrong("null")),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        match name {
            marker::VALUE => {
                marker::lay(self.value.clone());
                visitor.visit_unit()
            }
            marker::ZONED => {
                marker::lay_in(self.value.clone(), self.context.zone);
                visitor.visit_unit()
            }
            marker::ARRAY => {
                self.entries()?;
                marker::lay(self.value.clone());
                visitor.visit_unit()
            }
            marker::TRUTHY => visitor.visit_bool(self.value.is_truthy()),
            marker::DATE => self.date(visitor),
            marker::DATE_TIME => self.date_time(visitor),
            marker::FILE => {
                self.refuse(&["", "false"])?;
                visitor
                    .visit_newtype_struct(self.part(self.value))
                    .map_err(|error| error.within("file"))
            }
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor
            .visit_seq(self.elements()?)
            .map_err(DecodeError::expecting("array"))
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor
            .visit_map(self.entries()?)
            .map_err(DecodeError::expecting("array"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.refuse(&[""])?;
        visitor.visit_enum(Variant::new(self)?)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.text(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        if let Some(ignored) = self.context.ignored {
            ignored.note(self.value);
        }
        visitor.visit_unit()
    }
}
