//! Files, which travel as Base64 text.

use std::borrow::Cow;
use std::fmt;
use std::hash::{BuildHasher, RandomState};

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeTuple as _;
use serde::{Serialize, Serializer};

use crate::params::marker;

/// A file in one of the forms of REST 2 (P-51): Base64 text, `["name.ext", "base64"]` with any keys, or
/// either of them under the key `fileData`; for several files take a `Vec<File>`.
///
/// White space in the Base64 text and missing padding at its end do not matter. For `Option<File>` the empty
/// text and `"false"` are no file.
///
/// ```
/// use bitrix_rest::params::{File, Value, decode::{self, Mode}};
///
/// let value = Value::from(vec!["hello.txt", "aGVsbG8="]);
/// let file: File = decode::from_value(value, Mode::Lenient)?;
/// assert_eq!(file.name.as_deref(), Some("hello.txt"));
/// assert_eq!(file.content, b"hello");
/// # Ok::<(), decode::DecodeError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct File {
    /// The name, if one was sent that is not empty.
    pub name: Option<String>,
    /// The decoded content.
    pub content: Vec<u8>,
}

/// Padding and the unused bits of the last character are not checked, as in PHP.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

impl File {
    /// A file without a name.
    #[must_use]
    pub const fn new(content: Vec<u8>) -> Self {
        Self {
            name: None,
            content,
        }
    }

    /// The same file under a name.
    #[must_use]
    pub fn named(self, name: impl Into<String>) -> Self {
        Self {
            name: Some(name.into()),
            ..self
        }
    }

    /// The name, or a random one of 32 characters if none was sent (P-51).
    #[must_use]
    pub fn name_or_random(&self) -> Cow<'_, str> {
        match &self.name {
            Some(name) => name.into(),
            None => {
                // Names need to differ, not to be secret, and std seeds these at random.
                let random = || RandomState::new().hash_one(0);
                format!("{:016x}{:016x}", random(), random()).into()
            }
        }
    }

    fn decode<E: serde::de::Error>(name: Option<String>, text: &str) -> Result<Self, E> {
        let space = |byte: u8| byte.is_ascii_whitespace();
        let decoded = if text.bytes().any(space) {
            let dense: Vec<_> = text.bytes().filter(|byte| !space(*byte)).collect();
            BASE64.decode(dense)
        } else {
            BASE64.decode(text)
        };
        let content = decoded.map_err(|_| E::custom("expected a file as Base64 text"))?;
        if content.is_empty() {
            return Err(E::custom("the file is empty"));
        }
        let name = name.filter(|name| !name.is_empty());
        Ok(Self { name, content })
    }
}

impl fmt::Debug for File {
    /// Tells the length of the content only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File")
            .field("name", &self.name)
            .field("length", &self.content.len())
            .finish()
    }
}

impl Serialize for File {
    /// As the pair of name and content, or the content alone if there is no name.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let content = base64::engine::general_purpose::STANDARD.encode(&self.content);
        match &self.name {
            None => serializer.serialize_str(&content),
            Some(name) => {
                let mut pair = serializer.serialize_tuple(2)?;
                pair.serialize_element(name)?;
                pair.serialize_element(&content)?;
                pair.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for File {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(marker::FILE, FileVisitor { nested: false })
    }
}

/// Reads a file; `nested` inside `fileData`, which does not nest again.
struct FileVisitor {
    nested: bool,
}

impl<'de> Visitor<'de> for FileVisitor {
    type Value = File;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a file as Base64 text or as a pair of name and Base64 text")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<File, D::Error> {
        inner.deserialize_any(self)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<File, E> {
        File::decode(None, text)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut pair: A) -> Result<File, A::Error> {
        let name = pair.next_element::<Option<String>>()?;
        let content = pair.next_element::<Text<'de>>()?;
        while pair.next_element::<IgnoredAny>()?.is_some() {}
        match (name, content) {
            (Some(name), Some(Text(content))) => File::decode(name, &content),
            _ => Err(A::Error::custom("the file has a name and no content")),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<File, A::Error> {
        let Some(key) = map.next_key::<String>()? else {
            return Err(A::Error::custom("the file is empty"));
        };
        let file = if key == "fileData" && !self.nested {
            map.next_value::<FileData>()?.0
        } else {
            // A pair with other keys than 0 and 1: the keys do not matter.
            let name = map.next_value::<Option<String>>()?;
            match map.next_entry::<IgnoredAny, Text<'de>>()? {
                Some((_, Text(content))) => File::decode(name, &content)?,
                None => return Err(A::Error::custom("the file has a name and no content")),
            }
        };
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(file)
    }
}

/// What stands under `fileData`.
struct FileData(File);

impl<'de> Deserialize<'de> for FileData {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let visitor = FileVisitor { nested: true };
        deserializer.deserialize_any(visitor).map(Self)
    }
}

/// A text that is borrowed where possible: contents are long.
struct Text<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;

        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("Base64 text")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }

        deserializer.deserialize_str(TextVisitor)
    }
}

impl JsonSchema for File {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "File".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Base64 text, or a list of the file name and Base64 text.",
            "anyOf": [
                { "type": "string", "contentEncoding": "base64" },
                { "type": "array", "items": { "type": "string" }, "minItems": 2, "maxItems": 2 },
            ],
        })
    }
}

#[cfg(test)]
mod tests;
