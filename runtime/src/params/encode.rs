//! From Rust values to the parameter tree.

mod collection;
mod key;
#[cfg(test)]
mod tests;

use std::fmt;

use serde::Serialize;
use serde::ser::Serializer;

pub(crate) use self::key::{KeySerializer, KeySink};

use self::collection::{Entries, List};
use super::array::Array;
use super::marker;
use super::value::Value;
use crate::text::number;

/// Why a value has no place in a tree or a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EncodeError {
    /// A float is not finite, which JSON cannot say (P-69).
    NotFinite,
    /// A map key is neither a text nor an integer.
    KeyType,
    /// The value's own `Serialize` failed, with this message.
    Other(String),
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFinite => f.write_str("a floating-point number is not finite"),
            Self::KeyType => f.write_str("a map key is neither a text nor an integer"),
            Self::Other(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for EncodeError {}

impl serde::ser::Error for EncodeError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Other(message.to_string())
    }
}

/// Turns any serialisable value into a tree: structs and maps become arrays with text keys, sequences
/// lists, `None` and `()` null.
///
/// Bytes become text, with U+FFFD for what is not UTF-8; an integer beyond `i64` becomes a float, as in
/// PHP. An [`Array`] is not copied, only shared.
///
/// # Errors
///
/// [`EncodeError`] for a map key that is neither text nor integer, or an error of the value's own. A float
/// that is not finite is no error here, but will be one when the tree is written as JSON.
///
/// ```
/// use bitrix_rest::params::encode;
///
/// let value = encode::to_value(&vec![Some(1), None])?;
/// assert_eq!(value, vec![Some(1), None].into());
/// # Ok::<(), encode::EncodeError>(())
/// ```
pub fn to_value<T: Serialize + ?Sized>(value: &T) -> Result<Value, EncodeError> {
    value.serialize(Encoder)
}

struct Encoder;

macro_rules! integers {
    ($($method:ident: $integer:ty,)*) => { $(
        fn $method(self, number: $integer) -> Result<Value, EncodeError> {
            // Beyond the range of `i64`, PHP goes on in floats (P-25).
            #[allow(clippy::cast_precision_loss)]
            Ok(i64::try_from(number).map_or(Value::Float(number as f64), Value::Int))
        }
    )* };
}

impl Serializer for Encoder {
    type Ok = Value;
    type Error = EncodeError;
    type SerializeSeq = List;
    type SerializeTuple = List;
    type SerializeTupleStruct = List;
    type SerializeTupleVariant = List;
    type SerializeMap = Entries;
    type SerializeStruct = Entries;
    type SerializeStructVariant = Entries;

    integers! {
        serialize_i128: i128,
        serialize_u64: u64,
        serialize_u128: u128,
    }

    fn serialize_bool(self, flag: bool) -> Result<Value, EncodeError> {
        Ok(Value::Bool(flag))
    }

    fn serialize_i8(self, number: i8) -> Result<Value, EncodeError> {
        self.serialize_i64(number.into())
    }

    fn serialize_i16(self, number: i16) -> Result<Value, EncodeError> {
        self.serialize_i64(number.into())
    }

    fn serialize_i32(self, number: i32) -> Result<Value, EncodeError> {
        self.serialize_i64(number.into())
    }

    fn serialize_i64(self, number: i64) -> Result<Value, EncodeError> {
        Ok(Value::Int(number))
    }

    fn serialize_u8(self, number: u8) -> Result<Value, EncodeError> {
        self.serialize_i64(number.into())
    }

    fn serialize_u16(self, number: u16) -> Result<Value, EncodeError> {
        self.serialize_i64(number.into())
    }

    fn serialize_u32(self, number: u32) -> Result<Value, EncodeError> {
        self.serialize_i64(number.into())
    }

    fn serialize_f32(self, number: f32) -> Result<Value, EncodeError> {
        Ok(Value::Float(number::widen(number)))
    }

    fn serialize_f64(self, number: f64) -> Result<Value, EncodeError> {
        Ok(Value::Float(number))
    }

    fn serialize_char(self, character: char) -> Result<Value, EncodeError> {
        Ok(Value::Text(character.to_string()))
    }

    fn serialize_str(self, text: &str) -> Result<Value, EncodeError> {
        Ok(Value::Text(text.to_owned()))
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result<Value, EncodeError> {
        Ok(Value::Text(String::from_utf8_lossy(bytes).into_owned()))
    }

    fn serialize_none(self) -> Result<Value, EncodeError> {
        Ok(Value::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Value, EncodeError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Value, EncodeError> {
        Ok(Value::Null)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Value, EncodeError> {
        Ok(Value::Null)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<Value, EncodeError> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<Value, EncodeError> {
        if name != marker::ARRAY {
            return value.serialize(self);
        }
        marker::ask();
        let copied = value.serialize(self);
        marker::take().map_or(copied, Ok)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Value, EncodeError> {
        Ok(tagged(variant, value.serialize(self)?))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<List, EncodeError> {
        Ok(List::new(None))
    }

    fn serialize_tuple(self, _: usize) -> Result<List, EncodeError> {
        Ok(List::new(None))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<List, EncodeError> {
        Ok(List::new(None))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<List, EncodeError> {
        Ok(List::new(Some(variant)))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Entries, EncodeError> {
        Ok(Entries::new(None))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Entries, EncodeError> {
        Ok(Entries::new(None))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Entries, EncodeError> {
        Ok(Entries::new(Some(variant)))
    }
}

/// The data of an enum variant under the variant's name.
fn tagged(variant: &'static str, value: Value) -> Value {
    Value::Array(Array::from_iter([(variant, value)]))
}
