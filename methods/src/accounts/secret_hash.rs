//! Secrets as they are kept.

use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use subtle::{Choice, ConstantTimeEq};

/// The BLAKE3 hash of a secret: what a store keeps in the place of a token, a code or a client secret.
///
/// Secrets are long and random, so one round without salt is enough, and a secret can be found by its hash. Two hashes
/// are compared in constant time.
///
/// ```
/// use bitrix_rest_methods::accounts::SecretHash;
///
/// let kept = SecretHash::of("a long random code");
/// assert!(kept == SecretHash::of("a long random code") && kept != SecretHash::of("another"));
/// assert_eq!(format!("{kept:?}"), "SecretHash(***)");
/// ```
#[derive(Clone, Copy)]
pub struct SecretHash([u8; 32]);

impl SecretHash {
    /// The hash of this secret.
    pub fn of(secret: &str) -> Self {
        Self(blake3::hash(secret.as_bytes()).into())
    }

    /// The hash of several texts, in this order: of no two lists the same. A key of them that every store takes.
    pub(crate) fn of_parts(parts: &[&str]) -> Self {
        let mut text = String::new();
        for part in parts {
            // With its length, so that no two lists give the same text.
            text.push_str(&format!("{}:{part}", part.len()));
        }
        Self::of(&text)
    }

    /// Names a secret where it is listed: the first twelve digits of its hash.
    pub fn id(&self) -> String {
        let mut id = self.to_hex();
        id.truncate(12);
        id
    }

    /// The hash in 64 hexadecimal digits.
    pub fn to_hex(&self) -> String {
        blake3::Hash::from_bytes(self.0).to_hex().to_string()
    }

    /// The hash as bytes, for a store to write.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// From what a store has read.
impl From<[u8; 32]> for SecretHash {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

/// In hexadecimal digits.
impl Serialize for SecretHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_hex())
    }
}

impl<'de> Deserialize<'de> for SecretHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        // What is wrong is not shown: somebody may have written the secret itself.
        blake3::Hash::from_hex(text.as_bytes())
            .map(|hash| Self(hash.into()))
            .map_err(|_| D::Error::custom("a hash has 64 hexadecimal digits"))
    }
}

impl PartialEq for SecretHash {
    fn eq(&self, other: &Self) -> bool {
        // Eight bytes at a time.
        let (mine, _) = self.0.as_chunks::<8>();
        let (theirs, _) = other.0.as_chunks::<8>();
        let pairs = mine.iter().zip(theirs);
        let same = pairs.fold(Choice::from(1), |same, (a, b)| {
            same & u64::from_ne_bytes(*a).ct_eq(&u64::from_ne_bytes(*b))
        });
        same.into()
    }
}

impl Eq for SecretHash {}

impl Hash for SecretHash {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // A good hash already: a part of it spreads as well as all of it.
        state.write(
            self.0
                .first_chunk::<8>()
                .map_or(&[], |part| part.as_slice()),
        );
    }
}

impl fmt::Debug for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretHash(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_blake3() {
        let hash = SecretHash::of("abc");
        assert_eq!(
            hash.as_bytes().first_chunk(),
            Some(&[0x64, 0x37, 0xb3, 0xac])
        );
        assert_eq!(hash, SecretHash::from(*hash.as_bytes()));
    }

    #[test]
    fn parts_are_told_apart() {
        let hash = SecretHash::of_parts;
        assert_ne!(hash(&["a", "bc"]), hash(&["ab", "c"]));
        assert_ne!(hash(&["a"]), hash(&["a", ""]));
        assert_eq!(hash(&["a", "b"]), hash(&["a", "b"]));
    }

    #[test]
    fn the_last_byte_counts() {
        let hash = SecretHash::of("abc");
        let mut bytes = *hash.as_bytes();
        bytes[31] ^= 1;
        assert_ne!(hash, SecretHash::from(bytes));
    }

    #[test]
    fn it_is_not_shown() {
        assert_eq!(
            format!("{:?}", Some(SecretHash::of("abc"))),
            "Some(SecretHash(***))"
        );
    }
}
