//! Map keys: texts and integers, always between quotes.

use serde::Serialize;
use serde::ser::{Impossible, Serializer};

use super::Writer;
use crate::params::encode::EncodeError;

/// The place of one key.
pub(super) struct KeyNode<'w, 'a>(pub(super) &'w mut Writer<'a>);

type No = Impossible<(), EncodeError>;

macro_rules! integers {
    ($($method:ident: $integer:ty,)*) => { $(
        fn $method(self, number: $integer) -> Result<(), EncodeError> {
            self.0.text(itoa::Buffer::new().format(number));
            Ok(())
        }
    )* };
}

impl Serializer for KeyNode<'_, '_> {
    type Ok = ();
    type Error = EncodeError;
    type SerializeSeq = No;
    type SerializeTuple = No;
    type SerializeTupleStruct = No;
    type SerializeTupleVariant = No;
    type SerializeMap = No;
    type SerializeStruct = No;
    type SerializeStructVariant = No;

    integers! {
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_i64: i64,
        serialize_i128: i128,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
        serialize_u64: u64,
        serialize_u128: u128,
    }

    fn serialize_char(self, character: char) -> Result<(), EncodeError> {
        self.0.text(character.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn serialize_str(self, text: &str) -> Result<(), EncodeError> {
        self.0.text(text);
        Ok(())
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), EncodeError> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), EncodeError> {
        value.serialize(self)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), EncodeError> {
        value.serialize(self)
    }

    fn serialize_bool(self, _: bool) -> Result<(), EncodeError> {
        Err(EncodeError::KeyType)
    }

    fn serialize_f32(self, _: f32) -> Result<(), EncodeError> {
        Err(EncodeError::KeyType)
    }

    fn serialize_f64(self, _: f64) -> Result<(), EncodeError> {
        Err(EncodeError::KeyType)
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), EncodeError> {
        Err(EncodeError::KeyType)
    }

    fn serialize_none(self) -> Result<(), EncodeError> {
        Err(EncodeError::KeyType)
    }

    fn serialize_unit(self) -> Result<(), EncodeError> {
        Err(EncodeError::KeyType)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), EncodeError> {
        Err(EncodeError::KeyType)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), EncodeError> {
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
