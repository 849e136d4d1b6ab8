//! References to what earlier commands answered (P-126 – P-136).

use std::mem::take;

use super::containers::Containers;
use crate::api::Settings;
use crate::error::{Error, SystemError};
use crate::params::{Array, Key, Value};
use crate::text::number::short_float;

/// The maps that a reference reads from. None begins with another.
const MAPS: [&str; 5] = ["result", "error", "total", "next", "time"];

/// What references may still add to the parameters of the commands of a batch: all together as much as a request may
/// bring. Without a bound, each of 50 commands could double what the one before it answered.
pub(super) struct Budget {
    values: usize,
    bytes: usize,
    limits: (usize, usize),
}

impl Budget {
    pub(super) const fn of(settings: &Settings) -> Self {
        let limits = (settings.json.values, settings.body_limit);
        Self {
            values: limits.0,
            bytes: limits.1,
            limits,
        }
    }

    pub(super) fn take(&mut self, value: &Value) -> Result<(), Error> {
        let (limit, _) = self.limits;
        let left = self.values.checked_sub(1);
        self.values = left.ok_or(SystemError::TooManyValues(limit))?;
        match value {
            Value::Text(text) => self.take_bytes(text.len()),
            Value::Array(array) => array.iter().try_for_each(|(key, value)| {
                self.take_bytes(key.as_str().map_or(0, str::len))?;
                self.take(value)
            }),
            _ => Ok(()),
        }
    }

    fn take_bytes(&mut self, bytes: usize) -> Result<(), Error> {
        let (_, limit) = self.limits;
        let left = self.bytes.checked_sub(bytes);
        self.bytes = left.ok_or(SystemError::BodyTooLarge(limit))?;
        Ok(())
    }
}

/// Replaces the references in all values, at any depth; keys stay (P-126).
pub(super) fn substitute(
    parameters: &mut Array,
    earlier: &mut Containers,
    budget: &mut Budget,
) -> Result<(), Error> {
    parameters.values_mut().try_for_each(|value| match value {
        Value::Array(array) => substitute(array, earlier, budget),
        Value::Text(text) if text.contains('$') => {
            *value = replaced(take(text), earlier, budget)?;
            Ok(())
        }
        _ => Ok(()),
    })
}

fn replaced(
    mut text: String,
    earlier: &mut Containers,
    budget: &mut Budget,
) -> Result<Value, Error> {
    let found: Vec<String> = references(&text).map(str::to_owned).collect();
    let is_whole = found.len() == 1 && found.first() == Some(&text);
    for reference in found {
        let Some(value) = look_up(&reference, earlier) else {
            continue;
        };
        // P-130.
        if is_whole {
            budget.take(&value)?;
            return Ok(value);
        }
        // P-131.
        let insert = match value {
            Value::Text(text) => text,
            Value::Int(number) => number.to_string(),
            Value::Float(number) => short_float(number),
            _ => continue,
        };
        // Wherever the same text stands.
        let times = text.matches(&reference).count();
        budget.take_bytes(insert.len().saturating_mul(times))?;
        text = text.replace(&reference, &insert);
    }
    Ok(Value::Text(text))
}

/// Every reference of a text: `$`, the name of a map in any case, and all up to the next white space (P-127, P-128, P-134).
fn references(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let (_, from) = rest.split_at_checked(rest.find('$')?)?;
            let after = from.get(1..)?;
            if map(after).is_none() {
                rest = after;
                continue;
            }
            let end = from.find(is_space).unwrap_or(from.len());
            let (reference, behind) = from.split_at_checked(end)?;
            rest = behind;
            return Some(reference);
        }
    })
}

/// Whether a batch would read a part of the text as a reference.
#[cfg(feature = "client")]
pub(crate) fn is_in(text: &str) -> bool {
    references(text).any(|reference| keys(reference).next().is_some())
}

/// The map that a text begins with, as it is written there.
fn map(text: &str) -> Option<&str> {
    MAPS.iter().find_map(|name| {
        let beginning = text.get(..name.len())?;
        beginning.eq_ignore_ascii_case(name).then_some(beginning)
    })
}

/// White space of a regular expression, without Unicode's.
const fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t'..='\r')
}

/// What a reference stands for; nothing if it names no key, and stays as it is (P-129).
fn look_up(reference: &str, earlier: &mut Containers) -> Option<Value> {
    let name = map(reference.get(1..)?)?;
    let mut keys = keys(reference).peekable();
    let first = *keys.peek()?;
    let Some(tree) = earlier.named(name) else {
        // P-134.
        return Some(Value::Null);
    };
    let Some(mut value) = set(tree, first) else {
        return Some(Value::Array(tree.clone()));
    };
    for key in keys.skip(1) {
        let inner = match value {
            Value::Array(array) => set(array, key),
            // P-133. A character of a character is itself, or none.
            Value::Text(text) => match character(text, key) {
                Some(character) => return Some(Value::Text(character)),
                None => None,
            },
            _ => None,
        };
        match inner {
            Some(inner) => value = inner,
            // P-132: what was reached so far.
            None => break,
        }
    }
    Some(value.clone())
}

/// PHP's `isset`: a key with null counts as missing (P-132).
fn set<'a>(array: &'a Array, key: &str) -> Option<&'a Value> {
    array
        .get_key(&Key::from(key))
        .filter(|value| !value.is_null())
}

/// The texts between brackets, the empty ones left out (P-127, P-129).
fn keys(reference: &str) -> impl Iterator<Item = &str> {
    let mut rest = reference;
    std::iter::from_fn(move || {
        loop {
            let (_, from) = rest.split_once('[')?;
            let (key, behind) = from.split_once(']')?;
            if key.is_empty() {
                rest = from;
                continue;
            }
            rest = behind;
            return Some(key);
        }
    })
}

/// The byte of a text at an index, as PHP has it: from the end if it is negative (P-133). A byte that is no character by
/// itself becomes U+FFFD.
fn character(text: &str, index: &str) -> Option<String> {
    let digits = index.strip_prefix(['+', '-']).unwrap_or(index);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let index: i64 = index.parse().ok()?;
    let position = match usize::try_from(index) {
        Ok(position) => position,
        Err(_) => {
            let back = usize::try_from(index.unsigned_abs()).ok()?;
            text.len().checked_sub(back)?
        }
    };
    let byte = *text.as_bytes().get(position)?;
    Some(String::from_utf8_lossy(&[byte]).into_owned())
}
