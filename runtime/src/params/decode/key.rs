//! Keys of maps and names of fields.

use serde::de::value::StrDeserializer;
use serde::de::{Deserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::DecodeError;
use crate::params::key::Key;

/// Decodes a key: a text for whoever asks for one, an integer for a map with integer keys. Keys are texts on
/// the wire, so this is the same in both modes.
#[derive(Clone, Copy)]
pub(super) struct KeyDecoder<'de>(pub(super) &'de Key);

macro_rules! integers {
    ($($method:ident)*) => { $(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
            let visited = match self.0 {
                Key::Int(number) => visitor.visit_i64(*number),
                Key::Text(text) => match text.parse() {
                    Ok(number) => visitor.visit_u64(number),
                    Err(_) => return Err(DecodeError::key("integer")),
                },
            };
            visited.map_err(DecodeError::expecting("integer"))
        }
    )* };
}

impl<'de> Deserializer<'de> for KeyDecoder<'de> {
    type Error = DecodeError;

    integers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.0 {
            Key::Int(number) => visitor.visit_string(number.to_string()),
            Key::Text(text) => visitor.visit_borrowed_str(text),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        visitor.visit_enum(StrDeserializer::new(&self.0.to_string()))
    }

    forward_to_deserialize_any! {
        bool f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct
        identifier ignored_any
    }
}
