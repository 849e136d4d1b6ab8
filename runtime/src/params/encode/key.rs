//! Map keys: texts and integers.

use serde::Serialize;
use serde::ser::{Impossible, Serializer};

use super::EncodeError;
use crate::params::key::Key;

/// What becomes of a key.
pub(crate) trait KeySink {
    /// The key as it is kept.
    type Made;
    /// A text.
    fn text(self, text: &str) -> Self::Made;
    /// An integer.
    fn integer(self, number: i64) -> Self::Made;
}

/// Makes a [`Key`].
pub(super) struct MakeKey;

impl KeySink for MakeKey {
    type Made = Key;

    fn text(self, text: &str) -> Key {
        Key::from(text)
    }

    fn integer(self, number: i64) -> Key {
        Key::Int(number)
    }
}

/// Serialises the key of one entry: only texts and integers can be one.
pub(crate) struct KeySerializer<S>(pub(crate) S);

type No<S> = Impossible<<S as KeySink>::Made, EncodeError>;

macro_rules! integers {
    ($($method:ident: $integer:ty,)*) => { $(
        fn $method(self, number: $integer) -> Result<S::Made, EncodeError> {
            Ok(match i64::try_from(number) {
                Ok(number) => self.0.integer(number),
                Err(_) => self.0.text(&number.to_string()),
            })
        }
    )* };
}

macro_rules! small {
    ($($method:ident: $integer:ty,)*) => { $(
        fn $method(self, number: $integer) -> Result<S::Made, EncodeError> {
            Ok(self.0.integer(i64::from(number)))
        }
    )* };
}

impl<S: KeySink> Serializer for KeySerializer<S> {
    type Ok = S::Made;
    type Error = EncodeError;
    type SerializeSeq = No<S>;
    type SerializeTuple = No<S>;
    type SerializeTupleStruct = No<S>;
    type SerializeTupleVariant = No<S>;
    type SerializeMap = No<S>;
    type SerializeStruct = No<S>;
    type SerializeStructVariant = No<S>;

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

    fn serialize_char(self, character: char) -> Result<S::Made, EncodeError> {
        self.serialize_str(character.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Result<S::Made, EncodeError> {
        Ok(self.0.text(text))
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<S::Made, EncodeError> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<S::Made, EncodeError> {
        value.serialize(self)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Made, EncodeError> {
        value.serialize(self)
    }

    fn serialize_bool(self, _: bool) -> Result<S::Made, EncodeError> {
        Err(EncodeError::KeyType)
    }

    fn serialize_f32(self, _: f32) -> Result<S::Made, EncodeError> {
        Err(EncodeError::KeyType)
    }

    fn serialize_f64(self, _: f64) -> Result<S::Made, EncodeError> {
        Err(EncodeError::KeyType)
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<S::Made, EncodeError> {
        Err(EncodeError::KeyType)
    }

    fn serialize_none(self) -> Result<S::Made, EncodeError> {
        Err(EncodeError::KeyType)
    }

    fn serialize_unit(self) -> Result<S::Made, EncodeError> {
        Err(EncodeError::KeyType)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<S::Made, EncodeError> {
        Err(EncodeError::KeyType)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<S::Made, EncodeError> {
        Err(EncodeError::KeyType)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<No<S>, EncodeError> {
        Err(EncodeError::KeyType)
    }

    fn serialize_tuple(self, _: usize) -> Result<No<S>, EncodeError> {
        Err(EncodeError::KeyType)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<No<S>, EncodeError> {
        Err(EncodeError::KeyType)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<No<S>, EncodeError> {
        Err(EncodeError::KeyType)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<No<S>, EncodeError> {
        Err(EncodeError::KeyType)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<No<S>, EncodeError> {
        Err(EncodeError::KeyType)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<No<S>, EncodeError> {
        Err(EncodeError::KeyType)
    }
}
