//! Lists and maps, and which of them a PHP array prints as.

use serde::Serialize;
use serde::ser::{
    SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant,
};

use super::{Style, Writer};
use crate::params::encode::KeySerializer;
use crate::params::encode::{self, EncodeError};

/// A sequence on its way out.
pub(super) struct List<'w, 'a> {
    writer: &'w mut Writer<'a>,
    /// Closes the map around an enum variant.
    outer: Option<Outer>,
    empty: bool,
}

/// The one-entry map around the data of an enum variant.
#[derive(Clone, Copy)]
struct Outer {
    close: u8,
}

impl Outer {
    /// A variant named `0` is the key 0, and its map a list (P-63).
    fn open(writer: &mut Writer<'_>, variant: &str) -> Self {
        if variant == "0" && writer.style == Style::Array {
            writer.out.push(b'[');
            return Self { close: b']' };
        }
        writer.out.push(b'{');
        writer.text(variant);
        writer.out.push(b':');
        Self { close: b'}' }
    }
}

impl<'w, 'a> List<'w, 'a> {
    pub(super) fn new(writer: &'w mut Writer<'a>, variant: Option<&str>) -> Self {
        let outer = variant.map(|variant| Outer::open(writer, variant));
        writer.out.push(b'[');
        Self {
            writer,
            outer,
            empty: true,
        }
    }

    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeError> {
        if !std::mem::take(&mut self.empty) {
            self.writer.out.push(b',');
        }
        self.writer.value(value)
    }

    fn finish(self) {
        self.writer.out.push(b']');
        self.writer.out.extend(self.outer.map(|outer| outer.close));
    }
}

/// A map or struct on its way out.
pub(super) struct Map<'w, 'a> {
    writer: &'w mut Writer<'a>,
    outer: Option<Outer>,
    /// Where its text begins.
    start: usize,
    /// Entries written and kept.
    count: usize,
    /// Where each value begins and ends, as long as the keys are 0, 1, ….
    list: Option<Vec<(usize, usize)>>,
    /// Keys are to be lifted: this is the map of a result.
    result: bool,
    /// What the key just written means.
    role: Role,
    /// How many of `error` and `error_description` are non-empty.
    errors: u8,
}

/// What a key of a result means to the envelope.
#[derive(Clone, Copy, PartialEq)]
enum Role {
    Ordinary,
    /// `next`; its text begins here.
    Next(usize),
    /// `total`; its text begins here.
    Total(usize),
    /// `error` or `error_description`.
    Error,
}

impl<'w, 'a> Map<'w, 'a> {
    pub(super) fn new(writer: &'w mut Writer<'a>, result: bool) -> Self {
        Self {
            start: writer.out.len(),
            writer,
            outer: None,
            count: 0,
            list: None,
            result,
            role: Role::Ordinary,
            errors: 0,
        }
    }

    pub(super) fn variant(writer: &'w mut Writer<'a>, variant: &str) -> Self {
        let outer = Outer::open(writer, variant);
        Self {
            outer: Some(outer),
            ..Self::new(writer, false)
        }
    }

    pub(super) fn entry<T: Serialize + ?Sized>(
        &mut self,
        key: &str,
        value: &T,
    ) -> Result<(), EncodeError> {
        let before = self.open_key();
        let at = self.writer.out.len();
        self.writer.text(key);
        self.close_key(before, at);
        self.value(value)
    }

    fn open_key(&mut self) -> usize {
        let before = self.writer.out.len();
        let mark = if self.count == 0 { b'{' } else { b',' };
        self.writer.out.push(mark);
        before
    }

    /// Looks at the key that was written from `at` on.
    fn close_key(&mut self, before: usize, at: usize) {
        let key = self.writer.out.get(at..).unwrap_or_default();
        self.role = match key {
            _ if !self.result => Role::Ordinary,
            b"\"next\"" => Role::Next(before),
            b"\"total\"" => Role::Total(before),
            b"\"error\"" | b"\"error_description\"" => Role::Error,
            _ => Role::Ordinary,
        };
        if self.count == 0 && key == b"\"0\"" && self.writer.style == Style::Array {
            self.list = Some(Vec::new());
        } else if self.list.is_some() && self.role == Role::Ordinary {
            let mut expected = itoa::Buffer::new();
            let expected = expected.format(self.count).as_bytes();
            if key.strip_prefix(b"\"").and_then(|k| k.strip_suffix(b"\"")) != Some(expected) {
                self.list = None;
            }
        }
        self.writer.out.push(b':');
    }

    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeError> {
        match self.role {
            Role::Ordinary => {}
            Role::Next(before) => {
                let next = encode::to_value(value)?;
                if !next.is_null() {
                    self.writer.lifted.next = Some(next.intval());
                    self.writer.out.truncate(before);
                    return Ok(());
                }
                self.list = None;
            }
            Role::Total(before) => {
                self.writer.lifted.total = Some(encode::to_value(value)?.intval());
                self.writer.out.truncate(before);
                return Ok(());
            }
            Role::Error => self.list = None,
        }
        let start = self.writer.out.len();
        self.writer.value(value)?;
        self.count += 1;
        let end = self.writer.out.len();
        if let Some(list) = &mut self.list {
            list.push((start, end));
        } else if self.role == Role::Error {
            let text = self.writer.out.get(start..).unwrap_or_default();
            let empty = matches!(
                text,
                b"null" | b"false" | b"0" | b"-0" | b"\"\"" | b"\"0\"" | b"[]"
            );
            // PHP's arrays have each key once; a map that repeats one is not told apart.
            self.errors += u8::from(!empty);
        }
        Ok(())
    }

    pub(super) fn finish(self) {
        let out = &mut *self.writer.out;
        match self.list {
            _ if self.count == 0 => out.extend_from_slice(match self.writer.style {
                Style::Array => b"[]",
                Style::Object => b"{}",
            }),
            None => out.push(b'}'),
            Some(values) => {
                // `{"0":a,"1":b` becomes `[a,b]` by moving the values to the front.
                let mut end = self.start;
                for (from, to) in values {
                    let mark = if end == self.start { b'[' } else { b',' };
                    out.copy_within(from..to, end + 1);
                    if let Some(byte) = out.get_mut(end) {
                        *byte = mark;
                    }
                    end += 1 + (to - from);
                }
                out.truncate(end);
                out.push(b']');
            }
        }
        out.extend(self.outer.map(|outer| outer.close));
        self.writer.lifted.soft_error |= self.errors >= 2;
    }
}

macro_rules! elements {
    ($($collection:ident: $method:ident,)*) => { $(
        impl $collection for List<'_, '_> {
            type Ok = ();
            type Error = EncodeError;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeError> {
                self.element(value)
            }

            fn end(self) -> Result<(), EncodeError> {
                self.finish();
                Ok(())
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

impl SerializeMap for Map<'_, '_> {
    type Ok = ();
    type Error = EncodeError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), EncodeError> {
        let before = self.open_key();
        let at = self.writer.out.len();
        key.serialize(KeySerializer(&mut *self.writer))?;
        self.close_key(before, at);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeError> {
        self.value(value)
    }

    fn end(self) -> Result<(), EncodeError> {
        self.finish();
        Ok(())
    }
}

macro_rules! fields {
    ($($collection:ident)*) => { $(
        impl $collection for Map<'_, '_> {
            type Ok = ();
            type Error = EncodeError;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                key: &'static str,
                value: &T,
            ) -> Result<(), EncodeError> {
                self.entry(key, value)
            }

            fn end(self) -> Result<(), EncodeError> {
                self.finish();
                Ok(())
            }
        }
    )* };
}

fields! { SerializeStruct SerializeStructVariant }
