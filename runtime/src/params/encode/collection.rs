//! Lists and maps on their way into the tree.

use serde::Serialize;
use serde::ser::{
    SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant,
};

use super::key::{KeySerializer, MakeKey};
use super::{EncodeError, Value, tagged, to_value};
use crate::params::array::Array;
use crate::params::key::Key;

/// A sequence being collected.
pub(super) struct List {
    values: Vec<Value>,
    variant: Option<&'static str>,
}

impl List {
    pub(super) const fn new(variant: Option<&'static str>) -> Self {
        Self {
            values: Vec::new(),
            variant,
        }
    }
}

/// A map or struct being collected.
pub(super) struct Entries {
    array: Array,
    key: Option<Key>,
    variant: Option<&'static str>,
}

impl Entries {
    pub(super) const fn new(variant: Option<&'static str>) -> Self {
        Self {
            array: Array::new(),
            key: None,
            variant,
        }
    }
}

fn finish(array: Array, variant: Option<&'static str>) -> Value {
    match variant {
        Some(variant) => tagged(variant, Value::Array(array)),
        None => Value::Array(array),
    }
}

macro_rules! elements {
    ($($collection:ident: $method:ident,)*) => { $(
        impl $collection for List {
            type Ok = Value;
            type Error = EncodeError;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeError> {
                self.values.push(to_value(value)?);
                Ok(())
            }

            fn end(self) -> Result<Value, EncodeError> {
                Ok(finish(self.values.into_iter().collect(), self.variant))
            }
        }
    )* };
}

elements! {
    SerializeSeq: serialize_element,
    SerializeTuple: serialize_element,
    SerializeTupleStruct: serialize_field,
    SerializeTupleVariant: serialize_field,
}

impl SerializeMap for Entries {
    type Ok = Value;
    type Error = EncodeError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), EncodeError> {
        self.key = Some(key.serialize(KeySerializer(MakeKey))?);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeError> {
        // A value without its key is a mistake of the type that serialises itself.
        let key = self.key.take().ok_or(EncodeError::KeyType)?;
        self.array.insert(key, to_value(value)?);
        Ok(())
    }

    fn end(self) -> Result<Value, EncodeError> {
        Ok(finish(self.array, self.variant))
    }
}

macro_rules! fields {
    ($($collection:ident)*) => { $(
        impl $collection for Entries {
            type Ok = Value;
            type Error = EncodeError;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                key: &'static str,
                value: &T,
            ) -> Result<(), EncodeError> {
                self.array.insert(key, to_value(value)?);
                Ok(())
            }

            fn end(self) -> Result<Value, EncodeError> {
                Ok(finish(self.array, self.variant))
            }
        }
    )* };
}

fields! { SerializeStruct SerializeStructVariant }
