//! Ranges of values and of lengths.

use std::fmt;
use std::ops::{Bound, RangeBounds};

use crate::error::{ArgumentError, Error};
use crate::params::Array;

/// A number, or an optional one, that `#[param(range = …)]` can check.
#[diagnostic::on_unimplemented(
    message = "`range` needs a number, and `{Self}` is none",
    label = "not a number",
    note = "`range` is for integers and floats and `Option`s of them; use `length` for texts and lists, `with = path` for a check of your own"
)]
pub trait Ranged {
    /// The type of the range's bounds, which callers are told.
    type Bound: PartialOrd + fmt::Display;
    /// The number to compare; nothing if there is none to check.
    fn number(&self) -> Option<&Self::Bound>;
}

macro_rules! ranged {
    ($($number:ty)*) => { $(
        impl Ranged for $number {
            type Bound = $number;
            fn number(&self) -> Option<&$number> { Some(self) }
        }
    )* };
}
ranged!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize f32 f64);

impl<T: Ranged> Ranged for Option<T> {
    type Bound = T::Bound;
    fn number(&self) -> Option<&T::Bound> {
        self.as_ref().and_then(Ranged::number)
    }
}

/// Something that has a length, for `#[param(length = …)]`.
#[diagnostic::on_unimplemented(
    message = "`length` needs a text, list or map, and `{Self}` is none",
    label = "has no length",
    note = "implement `bitrix_rest::Measured` for it, or use `with = path` for a check of your own"
)]
pub trait Measured {
    /// Characters of a text, elements of a list or map; nothing if there is no value to check.
    fn length(&self) -> Option<usize>;
}

impl Measured for String {
    fn length(&self) -> Option<usize> {
        Some(self.chars().count())
    }
}

impl<T> Measured for Vec<T> {
    fn length(&self) -> Option<usize> {
        Some(self.len())
    }
}

impl Measured for Array {
    fn length(&self) -> Option<usize> {
        Some(self.len())
    }
}

impl<K, V, S> Measured for std::collections::HashMap<K, V, S> {
    fn length(&self) -> Option<usize> {
        Some(self.len())
    }
}

impl<K, V> Measured for std::collections::BTreeMap<K, V> {
    fn length(&self) -> Option<usize> {
        Some(self.len())
    }
}

impl<T: Measured> Measured for Option<T> {
    fn length(&self) -> Option<usize> {
        self.as_ref().and_then(Measured::length)
    }
}

/// Bounds of what is compared with them. Implemented for every `RangeBounds`.
#[diagnostic::on_unimplemented(
    message = "these bounds must be of the type `{T}`",
    label = "not bounds of the type `{T}`",
    note = "write `range = 0.0..=100.0` for an `f64`, `range = 0..=100` for an integer; the bounds of a `length` are `usize`"
)]
pub trait Bounds<T>: RangeBounds<T> {}

#[diagnostic::do_not_recommend]
impl<T, R: RangeBounds<T>> Bounds<T> for R {}

/// The check of `#[param(range = …)]`.
pub fn in_range<T: Ranged>(value: &T, range: impl Bounds<T::Bound>) -> Result<(), Error> {
    match value.number() {
        Some(number) if !range.contains(number) => {
            Err(ArgumentError::out_of_range(bounds(&range)).into())
        }
        _ => Ok(()),
    }
}

/// The check of `#[param(length = …)]`.
pub fn has_length<T: Measured>(value: &T, range: impl Bounds<usize>) -> Result<(), Error> {
    match value.length() {
        Some(length) if !range.contains(&length) => {
            let bounds = format!("length {}", bounds(&range));
            Err(ArgumentError::out_of_range(bounds).into())
        }
        _ => Ok(()),
    }
}

/// A range in words.
fn bounds<T: fmt::Display>(range: &impl RangeBounds<T>) -> String {
    use Bound::{Excluded, Included, Unbounded};
    let least = match range.start_bound() {
        Included(least) => format!("at least {least}"),
        Excluded(below) => format!("more than {below}"),
        Unbounded => String::new(),
    };
    let most = match (range.start_bound(), range.end_bound()) {
        (Included(least), Included(most)) => return format!("from {least} to {most}"),
        (_, Included(most)) => format!("at most {most}"),
        (_, Excluded(above)) => format!("less than {above}"),
        (_, Unbounded) => String::new(),
    };
    match (least.is_empty(), most.is_empty()) {
        (false, false) => format!("{least} and {most}"),
        _ => least + &most,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Proves: P-78
    #[test]
    fn ranges_are_told_in_words() {
        assert_eq!(bounds(&(1..=5)), "from 1 to 5");
        assert_eq!(bounds(&(-1.5..)), "at least -1.5");
        assert_eq!(bounds(&(..=9)), "at most 9");
        assert_eq!(bounds(&(..9)), "less than 9");
        assert_eq!(bounds(&(0..9)), "at least 0 and less than 9");
        let behind = (Bound::Excluded(0), Bound::Included(9));
        assert_eq!(bounds(&behind), "more than 0 and at most 9");
    }
}
