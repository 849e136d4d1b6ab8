//! Map keys: texts and integers.

use serde::Serialize;
use serde::ser::{Impossible, Serializer};

use super::EncodeError;
use crate::params::key::Key;

/// Makes the key of one entry.
pub(super) struct KeyEncoder;

type No = Impossible<Key, EncodeError>;

macro_rules! integers {
    ($($method:ident: $integer:ty,)*) => { $(
        fn $method(self, number: $integer) -> Result<Key, EncodeError> {
            Ok(i64::try_from(number).map_or_else(|_| Key::Text(number.to_string()), Key::Int))
        }
    )* };
}

macro_rules! small {
    ($($method:ident: $integer:ty,)*) => { $(
        fn $method(self, number: $integer) -> Result<Key, EncodeError> {
            Ok(Key::Int(i64::from(number)))
        }
    )* };
}

impl Serializer for KeyEncoder {
    type Ok = Key;
    type Error = EncodeError;
    type SerializeSeq = No;
    type SerializeTuple = No;
    type SerializeTupleStruct = No;
    type SerializeTupleVariant = No;
    type SerializeMap = No;
    type SerializeStruct = No;
    type SerializeStructVariant = No;

    integers! {
        serialize_i128: i128,
        serialize_u64: u64,
        serialize_u128: u128,
    }

    small! {
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_i64: i64,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
    }

    fn serialize_char(self, character: char) -> Result<Key, EncodeError> {
        self.serialize_str(character.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Result<Key, EncodeError> {
        Ok(Key::from(text))
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<Key, EncodeError> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Key, EncodeError> {
        value.serialize(self)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Key, EncodeError> {
        value.serialize(self)
    }

    fn serialize_bool(self, _: bool) -> Result<Key, EncodeError> {
        Err(EncodeError::KeyType)
    }

    fn serialize_f32(self, _: f32) -> Result<Key, EncodeError> {
        Err(EncodeError::KeyType)
    }

    fn serialize_f64(self, _: f64) -> Result<Key, EncodeError> {
        Err(EncodeError::KeyType)
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<Key, EncodeError> {
        Err(EncodeError::KeyType)
    }

    fn serialize_none(self) -> Result<Key, EncodeError> {
        Err(EncodeError::KeyType)
    }

    fn serialize_unit(self) -> Result<Key, EncodeError> {
        Err(EncodeError::KeyType)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Key, EncodeError> {
        Err(EncodeError::KeyType)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Key, EncodeError> {
        Err(EncodeError::KeyType)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<No, EncodeError> {
        Err(EncodeError::KeyType)
    }

    fn serialize_tuple(self, _: usize) -> Result<No, EncodeError> {
        Err(EncodeError::KeyType)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<No, EncodeError> {
        Err(EncodeError::KeyType)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<No, EncodeError> {
        Err(EncodeError::KeyType)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<No, EncodeError> {
        Err(EncodeError::KeyType)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<No, EncodeError> {
        Err(EncodeError::KeyType)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<No, EncodeError> {
        Err(EncodeError::KeyType)
    }
}
