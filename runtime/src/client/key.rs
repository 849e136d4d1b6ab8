//! What a portal knows a repetition by (P-171).

use std::hash::{BuildHasher, RandomState};
use std::time::Instant;

use http::header::HeaderValue;

use super::error::Error;
use crate::call::Version;
use crate::method::{Descriptor, Shape};
use crate::pipeline::is_key;

/// A key that no other call has, for a call that may be told from its repetition by one.
pub(super) fn fresh(version: Version, descriptor: &Descriptor) -> Option<HeaderValue> {
    let counts = version == Version::V3 && !descriptor.is_read_only() && is_kept(descriptor);
    counts.then(random).flatten()
}

/// Whether what the method answers is kept under a key: not files and whole documents (P-172).
const fn is_kept(descriptor: &Descriptor) -> bool {
    !matches!(descriptor.outcome.shape, Shape::File | Shape::Whole)
}

/// A key that no other call has, of this process or of another: 128 bits, from a source that is random from start to start.
fn random() -> Option<HeaderValue> {
    let half = || RandomState::new().hash_one(Instant::now());
    let text = format!("{:016x}{:016x}", half(), half());
    HeaderValue::try_from(text).ok()
}

/// The key that the caller gives to a call of this method; none if it needs none, since it changes nothing.
pub(super) fn given(text: &str, descriptor: &Descriptor) -> Result<Option<HeaderValue>, Error> {
    let key = read(text)?;
    if descriptor.is_read_only() {
        return Ok(None);
    }
    if !descriptor.serves(Version::V3) {
        return Err(Error::request(
            "in REST 2 an `Idempotency-Key` does not count, and the method is declared for no other: if the portal serves it in \
             REST 3.0, declare it with `versions(v2, v3)`; else use `call`, and find out first whether it was done",
        ));
    }
    if !is_kept(descriptor) {
        return Err(Error::request(
            "what it answers is a file or a whole document, which is not kept under an `Idempotency-Key`: use `call`, and find \
             out first whether it was done",
        ));
    }
    Ok(Some(key))
}

fn read(text: &str) -> Result<HeaderValue, Error> {
    // Spaces around a header are none of it: two keys would be one.
    let is_whole = text.trim_matches(' ') == text;
    if let (true, true, Ok(key)) = (
        is_whole,
        is_key(text.as_bytes()),
        HeaderValue::try_from(text),
    ) {
        return Ok(key);
    }
    let seen = match text.chars().find(|one| !matches!(one, ' '..='~')) {
        Some(other) => format!("has {other:?} in it"),
        None if is_whole => format!("has {}", text.len()),
        None => "begins or ends with a space".to_owned(),
    };
    Err(Error::request(format!(
        "an `Idempotency-Key` has 1 to 255 printable characters of ASCII and no space at its ends, and this one {seen}: give the \
         id of what is to be done once, or a hash of it in hex",
    )))
}
