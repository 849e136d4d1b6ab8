//! Putting one named variable into the tree: the bracket rules.

use std::borrow::Cow;

use super::super::array::Array;
use super::super::key::Key;
use super::super::value::Value;
use super::FormLimits;

/// Puts one already decoded variable into `array`, by the naming rules P-32 – P-35: `a[b][]` nests.
///
/// [`parse`](super::parse) does this for each pair; a reader of `multipart/form-data` calls it for
/// each text field (P-27) and keeps count of [`FormLimits::variables`] itself. Names that PHP ignores
/// are ignored. A name with more than [`FormLimits::depth`] bracket levels also takes out what
/// earlier variables put under the same top-level name, as in PHP.
pub fn insert_variable(array: &mut Array, name: &[u8], value: String, limits: &FormLimits) {
    let Some(name) = Name::parse(name) else {
        return;
    };
    if name.brackets().nth(limits.depth).is_some() {
        array.remove(&name.base);
        return;
    }
    let mut target = array;
    let mut key = Some(Key::from(name.base.as_ref()));
    for next in name.brackets() {
        let nested = match key {
            Some(key) => target.array_at(key),
            None => target.push_array(),
        };
        let Some(nested) = nested else {
            return;
        };
        target = nested;
        key = next.map(|key| Key::from(String::from_utf8_lossy(key).into_owned()));
    }
    match key {
        Some(key) => {
            target.insert(key, Value::Text(value));
        }
        None => {
            target.push(Value::Text(value));
        }
    }
}

/// A name cut at its first bracket.
struct Name<'a> {
    /// What stands before, with spaces and dots replaced.
    base: Cow<'a, str>,
    /// What follows the first `[`; empty when there is no bracket that counts.
    brackets: &'a [u8],
}

impl<'a> Name<'a> {
    /// `None` for the names that PHP ignores.
    fn parse(name: &'a [u8]) -> Option<Self> {
        let name = name.split(|byte| *byte == 0).next()?;
        let start = name.iter().position(|byte| *byte != b' ')?;
        let name = name.get(start..)?;
        let (base, brackets) = match name.iter().position(|byte| *byte == b'[') {
            Some(at) => name.split_at(at),
            None => (name, [].as_slice()),
        };
        let brackets = brackets.get(1..).unwrap_or_default();
        if base.is_empty() {
            return None;
        }
        // A first bracket that never closes is an ordinary, replaced character (P-34).
        if base.len() < name.len() && !brackets.contains(&b']') {
            return Self::replaced(name, b" .[", &[]);
        }
        Self::replaced(base, b" .", brackets)
    }

    /// A name with `_` for each of the `replaced` bytes of its base.
    fn replaced(base: &'a [u8], replaced: &[u8], brackets: &'a [u8]) -> Option<Self> {
        if !base.iter().any(|byte| replaced.contains(byte)) {
            let base = String::from_utf8_lossy(base);
            return Some(Self { base, brackets });
        }
        let replace = |byte: &u8| if replaced.contains(byte) { b'_' } else { *byte };
        let name: Vec<_> = base.iter().map(replace).collect();
        // PHP refuses names that only become one of its guarded cookie prefixes by replacement.
        let guarded = |prefix: &[u8]| name.starts_with(prefix) && !base.starts_with(prefix);
        if guarded(b"__Host-") || guarded(b"__Secure-") {
            return None;
        }
        let base = super::text(name.into()).into();
        Some(Self { base, brackets })
    }

    /// The keys in brackets; `None` is the `[]` that appends.
    fn brackets(&self) -> Brackets<'a> {
        Brackets {
            rest: self.brackets,
        }
    }
}

/// Walks over `b][c][]`, the part of a name behind its first `[`.
struct Brackets<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Brackets<'a> {
    type Item = Option<&'a [u8]>;

    fn next(&mut self) -> Option<Self::Item> {
        let close = match self.rest {
            // One white space between the brackets counts as none.
            [space, b']', ..] if is_space(*space) => 1,
            _ => self.rest.iter().position(|byte| *byte == b']')?,
        };
        let (key, after) = self.rest.split_at(close);
        // Text between `]` and the end is dropped, and with it all brackets in it (P-34).
        self.rest = match after {
            [b']', b'[', rest @ ..] => rest,
            _ => &[],
        };
        Some(match key {
            [] => None,
            [space] if is_space(*space) => None,
            key => Some(key),
        })
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}
