//! Arrays as sequences, maps and enums.

use serde::de::{
    Deserialize, DeserializeSeed, EnumAccess, Error as _, MapAccess, SeqAccess, VariantAccess,
    Visitor,
};

use super::key::KeyDecoder;
use super::{DecodeError, Decoder};
use crate::params::array::{Array, Iter};
use crate::params::key::Key;
use crate::params::value::Value;

/// The values of an array in order.
pub(super) struct Elements<'c, 'de> {
    decoder: Decoder<'c, 'de>,
    entries: Iter<'de>,
}

impl<'c, 'de> Elements<'c, 'de> {
    pub(super) fn new(decoder: Decoder<'c, 'de>, array: &'de Array) -> Self {
        Self {
            decoder,
            entries: array.iter(),
        }
    }
}

impl<'de> SeqAccess<'de> for Elements<'_, 'de> {
    type Error = DecodeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, DecodeError> {
        let Some((key, value)) = self.entries.next() else {
            return Ok(None);
        };
        seed.deserialize(self.decoder.part(value))
            .map(Some)
            .map_err(|error| error.at(key))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len())
    }
}

/// The entries of an array.
pub(super) struct Entries<'c, 'de> {
    decoder: Decoder<'c, 'de>,
    entries: Iter<'de>,
    /// The entry whose value is next.
    entry: Option<(&'de Key, &'de Value)>,
}

impl<'c, 'de> Entries<'c, 'de> {
    pub(super) fn new(decoder: Decoder<'c, 'de>, array: &'de Array) -> Self {
        Self {
            decoder,
            entries: array.iter(),
            entry: None,
        }
    }
}

impl<'de> MapAccess<'de> for Entries<'_, 'de> {
    type Error = DecodeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, DecodeError> {
        self.entry = self.entries.next();
        let Some((key, _)) = self.entry else {
            return Ok(None);
        };
        seed.deserialize(KeyDecoder(key))
            .map(Some)
            .map_err(|error| error.at(key))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, DecodeError> {
        let (key, value) = self
            .entry
            .take()
            .ok_or_else(|| DecodeError::custom("a value was asked for before its key"))?;
        seed.deserialize(self.decoder.part(value))
            .map_err(|error| error.at(key))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len())
    }
}

/// A variant of an enum: a text, or an array with the variant's name as its only key.
pub(super) enum Variant<'c, 'de> {
    Unit(Decoder<'c, 'de>),
    Data(&'de Key, Decoder<'c, 'de>),
}

impl<'c, 'de> Variant<'c, 'de> {
    pub(super) fn new(decoder: Decoder<'c, 'de>) -> Result<Self, DecodeError> {
        let Value::Array(array) = decoder.value else {
            return Ok(Self::Unit(decoder));
        };
        let mut entries = array.iter();
        match (entries.next(), entries.next()) {
            (Some((key, value)), None) => Ok(Self::Data(key, decoder.part(value))),
            _ => Err(decoder.wrong("string")),
        }
    }
}

impl<'de> EnumAccess<'de> for Variant<'_, 'de> {
    type Error = DecodeError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Self), DecodeError> {
        let name = match &self {
            Self::Unit(decoder) => seed.deserialize(*decoder)?,
            Self::Data(key, _) => seed.deserialize(KeyDecoder(key))?,
        };
        Ok((name, self))
    }
}

impl<'c, 'de> Variant<'c, 'de> {
    /// Decodes the data of a variant that has some.
    fn data<T>(
        self,
        decode: impl FnOnce(Decoder<'c, 'de>) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        match self {
            Self::Unit(decoder) => Err(decoder.wrong("array")),
            Self::Data(key, decoder) => decode(decoder).map_err(|error| error.at(key)),
        }
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, 'de> {
    type Error = DecodeError;

    fn unit_variant(self) -> Result<(), DecodeError> {
        match self {
            Self::Unit(_) => Ok(()),
            data => data.data(<()>::deserialize),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(
        self,
        seed: T,
    ) -> Result<T::Value, DecodeError> {
        self.data(|decoder| seed.deserialize(decoder))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, DecodeError> {
        self.data(|decoder| {
            visitor
                .visit_seq(decoder.elements()?)
                .map_err(DecodeError::expecting("array"))
        })
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.data(|decoder| {
            visitor
                .visit_map(decoder.entries()?)
                .map_err(DecodeError::expecting("array"))
        })
    }
}
