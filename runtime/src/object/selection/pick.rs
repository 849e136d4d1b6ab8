//! A serializer that leaves fields out.

use serde::Serialize;
use serde::ser::{SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple, Serializer};

use super::{Picked, Selection};
use crate::params::encode;

/// Writes structs and maps without the fields that are not selected, also within `Option`s and lists; every other value as it
/// is.
pub(super) struct Pick<'s, S> {
    pub(super) inner: S,
    pub(super) selection: &'s Selection,
}

macro_rules! as_it_is {
    ($($method:ident: $value:ty,)*) => { $(
        fn $method(self, value: $value) -> Result<S::Ok, S::Error> {
            self.inner.$method(value)
        }
    )* };
}

impl<'s, S: Serializer> Serializer for Pick<'s, S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Elements<'s, S::SerializeSeq>;
    type SerializeTuple = Elements<'s, S::SerializeTuple>;
    type SerializeTupleStruct = S::SerializeTupleStruct;
    type SerializeTupleVariant = S::SerializeTupleVariant;
    type SerializeMap = Fields<'s, S::SerializeMap>;
    type SerializeStruct = Fields<'s, S::SerializeStruct>;
    type SerializeStructVariant = S::SerializeStructVariant;

    as_it_is! {
        serialize_bool: bool,
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
        serialize_f32: f32,
        serialize_f64: f64,
        serialize_char: char,
        serialize_str: &str,
        serialize_bytes: &[u8],
        serialize_unit_struct: &'static str,
    }

    fn serialize_none(self) -> Result<S::Ok, S::Error> {
        self.inner.serialize_none()
    }

    fn serialize_unit(self) -> Result<S::Ok, S::Error> {
        self.inner.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
    ) -> Result<S::Ok, S::Error> {
        self.inner.serialize_unit_variant(name, index, variant)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        let selection = self.selection;
        self.inner.serialize_some(&Picked { value, selection })
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        let selection = self.selection;
        let picked = Picked { value, selection };
        self.inner.serialize_newtype_struct(name, &picked)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        let inner = self.inner;
        inner.serialize_newtype_variant(name, index, variant, value)
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Self::SerializeSeq, S::Error> {
        Ok(Elements {
            inner: self.inner.serialize_seq(length)?,
            selection: self.selection,
        })
    }

    fn serialize_tuple(self, length: usize) -> Result<Self::SerializeTuple, S::Error> {
        Ok(Elements {
            inner: self.inner.serialize_tuple(length)?,
            selection: self.selection,
        })
    }

    fn serialize_tuple_struct(
        self,
        name: &'static str,
        length: usize,
    ) -> Result<S::SerializeTupleStruct, S::Error> {
        self.inner.serialize_tuple_struct(name, length)
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<S::SerializeTupleVariant, S::Error> {
        let inner = self.inner;
        inner.serialize_tuple_variant(name, index, variant, length)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, S::Error> {
        Ok(Fields {
            inner: self.inner.serialize_map(None)?,
            selection: self.selection,
            kept: Kept::No,
        })
    }

    fn serialize_struct(
        self,
        name: &'static str,
        length: usize,
    ) -> Result<Self::SerializeStruct, S::Error> {
        let length = length.min(self.selection.0.len());
        Ok(Fields {
            inner: self.inner.serialize_struct(name, length)?,
            selection: self.selection,
            kept: Kept::No,
        })
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<S::SerializeStructVariant, S::Error> {
        let inner = self.inner;
        inner.serialize_struct_variant(name, index, variant, length)
    }

    fn is_human_readable(&self) -> bool {
        self.inner.is_human_readable()
    }
}

/// A list: of each element only the selected fields.
pub(super) struct Elements<'s, S> {
    inner: S,
    selection: &'s Selection,
}

impl<S: SerializeSeq> SerializeSeq for Elements<'_, S> {
    type Ok = S::Ok;
    type Error = S::Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        let selection = self.selection;
        self.inner.serialize_element(&Picked { value, selection })
    }

    fn end(self) -> Result<S::Ok, S::Error> {
        self.inner.end()
    }
}

impl<S: SerializeTuple> SerializeTuple for Elements<'_, S> {
    type Ok = S::Ok;
    type Error = S::Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        let selection = self.selection;
        self.inner.serialize_element(&Picked { value, selection })
    }

    fn end(self) -> Result<S::Ok, S::Error> {
        self.inner.end()
    }
}

/// A struct or a map: only the selected fields.
pub(super) struct Fields<'s, S> {
    inner: S,
    selection: &'s Selection,
    /// Of a map: what becomes of the value of the key that was met last.
    kept: Kept<'s>,
}

enum Kept<'s> {
    No,
    Whole,
    Part(&'s Selection),
}

impl<S: SerializeStruct> SerializeStruct for Fields<'_, S> {
    type Ok = S::Ok;
    type Error = S::Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), S::Error> {
        match self.selection.get(key) {
            None => self.inner.skip_field(key),
            Some(None) => self.inner.serialize_field(key, value),
            Some(Some(selection)) => self
                .inner
                .serialize_field(key, &Picked { value, selection }),
        }
    }

    fn skip_field(&mut self, key: &'static str) -> Result<(), S::Error> {
        self.inner.skip_field(key)
    }

    fn end(self) -> Result<S::Ok, S::Error> {
        self.inner.end()
    }
}

impl<S: SerializeMap> SerializeMap for Fields<'_, S> {
    type Ok = S::Ok;
    type Error = S::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), S::Error> {
        // A key that is no text is no name of a field.
        let name = encode::to_value(key).unwrap_or_default();
        self.kept = match name.as_str().and_then(|name| self.selection.get(name)) {
            None => Kept::No,
            Some(None) => Kept::Whole,
            Some(Some(selection)) => Kept::Part(selection),
        };
        match self.kept {
            Kept::No => Ok(()),
            Kept::Whole | Kept::Part(_) => self.inner.serialize_key(key),
        }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        match self.kept {
            Kept::No => Ok(()),
            Kept::Whole => self.inner.serialize_value(value),
            Kept::Part(selection) => self.inner.serialize_value(&Picked { value, selection }),
        }
    }

    fn end(self) -> Result<S::Ok, S::Error> {
        self.inner.end()
    }
}
