//! JSON replies, written straight into the reply buffer (P-63 – P-69).

mod collection;
mod key;
#[cfg(test)]
mod tests;

use serde::Serialize;
use serde::ser::Serializer;

use self::collection::{List, Map};
use super::{escape, number};
use crate::params::encode::EncodeError;

/// How characters inside strings are written. Parsers see no difference (P-66).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Escaping {
    /// Only what JSON demands.
    #[default]
    Plain,
    /// As the PHP server does: `<`, `>`, `&`, `'`, `"` as `\u00XX`, `/` as `\/`, U+2028 and U+2029 as
    /// escapes (P-65). For byte-level comparison.
    Php,
}

/// What [`write_result`] took out of a result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lifted {
    /// The result's `next`, unless it is null (P-56).
    pub next: Option<i64>,
    /// The result's `total`; null counts as 0 (P-56).
    pub total: Option<i64>,
    /// `error` and `error_description` are both non-empty: the result is to be the whole body (P-59).
    pub soft_error: bool,
}

/// Writes `value` as JSON the way PHP prints the same array.
///
/// Every empty map, struct and list is `[]`, and a map whose keys are 0, 1, … in that order is a JSON
/// array (P-63); floats are printed by P-67.
///
/// # Errors
///
/// [`EncodeError`] when `value` has a float that is not finite (P-69), a map key that is neither text nor
/// integer, or an error of its own; `out` is then as it was.
///
/// ```
/// use bitrix_rest::text::json::{self, Escaping};
/// use std::collections::BTreeMap;
///
/// let mut out = Vec::new();
/// json::write(&mut out, &BTreeMap::from([(0, "a"), (1, "b")]), Escaping::Plain)?;
/// assert_eq!(out, br#"["a","b"]"#);
/// # Ok::<(), bitrix_rest::params::encode::EncodeError>(())
/// ```
pub fn write<T: Serialize + ?Sized>(
    out: &mut Vec<u8>,
    value: &T,
    escaping: Escaping,
) -> Result<(), EncodeError> {
    run(out, value, Style::Array, escaping, false).map(drop)
}

/// Writes `value` as JSON with an object for every map and struct, the empty ones too: what REST 3.0 answers with. A list of
/// [`Array`](crate::Array) stays one.
///
/// # Errors
///
/// As [`write()`].
pub fn write_objects<T: Serialize + ?Sized>(
    out: &mut Vec<u8>,
    value: &T,
    escaping: Escaping,
) -> Result<(), EncodeError> {
    run(out, value, Style::Object, escaping, false).map(drop)
}

/// Writes the result of a method: as [`write()`], but the keys `next` and `total` of a result that is a map
/// are left out and returned (P-56), and a soft error is noticed (P-59).
///
/// # Errors
///
/// As [`write()`].
pub fn write_result<T: Serialize + ?Sized>(
    out: &mut Vec<u8>,
    value: &T,
    escaping: Escaping,
) -> Result<Lifted, EncodeError> {
    run(out, value, Style::Array, escaping, true)
}

/// What was sent as JSON, as messages quote it.
#[cold]
pub(crate) fn quoted<T: Serialize + ?Sized>(value: &T) -> String {
    let mut text = Vec::new();
    // Numbers that JSON lacks cannot have come in as JSON.
    let _ = write(&mut text, value, Escaping::Plain);
    String::from_utf8_lossy(&text).into_owned()
}

/// What a map is printed as.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// As PHP prints the same array (P-63).
    Array,
    /// An object.
    Object,
}

fn run<T: Serialize + ?Sized>(
    out: &mut Vec<u8>,
    value: &T,
    style: Style,
    escaping: Escaping,
    result: bool,
) -> Result<Lifted, EncodeError> {
    let start = out.len();
    let mut writer = Writer {
        out,
        style,
        escaping,
        lifted: Lifted::default(),
    };
    let written = value.serialize(Node {
        writer: &mut writer,
        result,
    });
    let lifted = writer.lifted;
    match written {
        Ok(()) => Ok(lifted),
        Err(error) => {
            out.truncate(start);
            Err(error)
        }
    }
}

struct Writer<'a> {
    out: &'a mut Vec<u8>,
    style: Style,
    escaping: Escaping,
    lifted: Lifted,
}

impl Writer<'_> {
    fn text(&mut self, text: &str) {
        self.out.push(b'"');
        escape::write(self.out, text, self.escaping);
        self.out.push(b'"');
    }

    fn raw(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeError> {
        value.serialize(Node {
            writer: self,
            result: false,
        })
    }
}

/// The place of one value. `result` marks the outermost one of [`write_result`].
struct Node<'w, 'a> {
    writer: &'w mut Writer<'a>,
    result: bool,
}

macro_rules! integers {
    ($($method:ident: $integer:ty,)*) => { $(
        fn $method(self, number: $integer) -> Result<(), EncodeError> {
            self.writer.raw(itoa::Buffer::new().format(number));
            Ok(())
        }
    )* };
}

impl<'w, 'a> Serializer for Node<'w, 'a> {
    type Ok = ();
    type Error = EncodeError;
    type SerializeSeq = List<'w, 'a>;
    type SerializeTuple = List<'w, 'a>;
    type SerializeTupleStruct = List<'w, 'a>;
    type SerializeTupleVariant = List<'w, 'a>;
    type SerializeMap = Map<'w, 'a>;
    type SerializeStruct = Map<'w, 'a>;
    type SerializeStructVariant = Map<'w, 'a>;

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

    fn serialize_bool(self, flag: bool) -> Result<(), EncodeError> {
        self.writer.raw(if flag { "true" } else { "false" });
        Ok(())
    }

    fn serialize_f32(self, number: f32) -> Result<(), EncodeError> {
        self.serialize_f64(number::widen(number))
    }

    fn serialize_f64(self, number: f64) -> Result<(), EncodeError> {
        if !number.is_finite() {
            return Err(EncodeError::NotFinite);
        }
        number::write_float(self.writer.out, number);
        Ok(())
    }

    fn serialize_char(self, character: char) -> Result<(), EncodeError> {
        self.writer.text(character.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn serialize_str(self, text: &str) -> Result<(), EncodeError> {
        self.writer.text(text);
        Ok(())
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result<(), EncodeError> {
        self.writer.text(&String::from_utf8_lossy(bytes));
        Ok(())
    }

    fn serialize_none(self) -> Result<(), EncodeError> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), EncodeError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), EncodeError> {
        self.writer.raw("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), EncodeError> {
        self.serialize_unit()
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

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), EncodeError> {
        let mut map = Map::new(self.writer, self.result);
        map.entry(variant, value)?;
        map.finish();
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<List<'w, 'a>, EncodeError> {
        Ok(List::new(self.writer, None))
    }

    fn serialize_tuple(self, _: usize) -> Result<List<'w, 'a>, EncodeError> {
        Ok(List::new(self.writer, None))
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<List<'w, 'a>, EncodeError> {
        Ok(List::new(self.writer, None))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<List<'w, 'a>, EncodeError> {
        Ok(List::new(self.writer, Some(variant)))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Map<'w, 'a>, EncodeError> {
        Ok(Map::new(self.writer, self.result))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Map<'w, 'a>, EncodeError> {
        Ok(Map::new(self.writer, self.result))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Map<'w, 'a>, EncodeError> {
        Ok(Map::variant(self.writer, variant))
    }

    fn collect_str<T: std::fmt::Display + ?Sized>(self, value: &T) -> Result<(), EncodeError> {
        use std::fmt::Write as _;

        /// Escapes piece by piece, so that no text is built in between.
        struct Pieces<'w, 'a>(&'w mut Writer<'a>);

        impl std::fmt::Write for Pieces<'_, '_> {
            fn write_str(&mut self, piece: &str) -> std::fmt::Result {
                escape::write(self.0.out, piece, self.0.escaping);
                Ok(())
            }
        }

        self.writer.out.push(b'"');
        write!(Pieces(self.writer), "{value}").map_err(serde::ser::Error::custom)?;
        self.writer.out.push(b'"');
        Ok(())
    }
}
