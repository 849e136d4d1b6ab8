//! Values that are compared, each as its own type.

use std::cmp::Ordering;

use super::{Element, FieldDescriptor};
use crate::error::ArgumentError;
use crate::params::decode::{self, DecodeError, Mode};
use crate::params::{Date, DateTime, Value};
use crate::zone::Zone;

/// A value of a field, or one that it is compared with.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Scalar {
    /// Nothing.
    Null,
    /// A flag.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number.
    Float(f64),
    /// A text.
    Text(String),
    /// A day.
    Date(Date),
    /// A point in time.
    DateTime(DateTime),
}

impl Scalar {
    /// A value that the caller sent for a field, without conversion (P-161).
    pub(super) fn sent(
        value: &Value,
        element: Element,
        place: &str,
        zone: &Zone,
    ) -> Result<Self, ArgumentError> {
        if value.is_null() {
            return Ok(Self::Null);
        }
        let wrong = |_: DecodeError| ArgumentError::of_type(place, element.expected());
        let mode = Mode::Strict;
        match element {
            Element::Int => decode::from_value_in(value, mode, zone).map(Self::Int),
            // JSON has no others; calls in process may.
            Element::Float if matches!(value, Value::Float(float) if !float.is_finite()) => {
                return Err(ArgumentError::of_type(place, element.expected()));
            }
            Element::Float => decode::from_value_in(value, mode, zone).map(Self::Float),
            Element::Bool => decode::from_value_in(value, mode, zone).map(Self::Bool),
            Element::Date => decode::from_value_in(value, mode, zone).map(Self::Date),
            Element::DateTime => decode::from_value_in(value, mode, zone).map(Self::DateTime),
            Element::Text | Element::Object => {
                decode::from_value_in(value, mode, zone).map(Self::Text)
            }
        }
        .map_err(wrong)
    }

    /// A value of a row.
    fn kept(value: &Value, element: Element) -> Self {
        let text = value.as_str();
        match (value, element) {
            (Value::Null | Value::Array(_), _) => Self::Null,
            (Value::Bool(flag), _) => Self::Bool(*flag),
            (Value::Int(number), _) => Self::Int(*number),
            (Value::Float(number), _) => Self::Float(*number),
            (_, Element::Date) => parsed(text).map_or(Self::Null, Self::Date),
            (_, Element::DateTime) => parsed(text).map_or(Self::Null, Self::DateTime),
            (Value::Text(text), _) => Self::Text(text.clone()),
        }
    }

    /// The values that a field of a row has: one, unless it holds a list.
    pub(super) fn of_field(value: &Value, field: &FieldDescriptor) -> Vec<Self> {
        let kind = field.kind();
        match value {
            Value::Array(several) if kind.multiple => several
                .values()
                .map(|value| Self::kept(value, kind.element))
                .collect(),
            one => vec![Self::kept(one, kind.element)],
        }
    }

    /// The length in characters, of a text (P-181).
    pub(super) fn length(&self) -> Self {
        match self {
            Self::Text(text) => i64::try_from(text.chars().count()).map_or(Self::Null, Self::Int),
            _ => Self::Null,
        }
    }

    pub(super) const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Which comes first; none if one is nothing, or they are of kinds that cannot be compared. Texts are compared without regard
    /// to case, times as points in time.
    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Bool(one), Self::Bool(other)) => Some(one.cmp(other)),
            (Self::Int(one), Self::Int(other)) => Some(one.cmp(other)),
            (Self::Int(one), Self::Float(other)) => compare(*one, *other),
            (Self::Float(one), Self::Int(other)) => compare(*other, *one).map(Ordering::reverse),
            (Self::Float(one), Self::Float(other)) => one.partial_cmp(other),
            (Self::Text(one), Self::Text(other)) => {
                Some(one.to_lowercase().cmp(&other.to_lowercase()))
            }
            (Self::Date(one), Self::Date(other)) => Some(one.cmp(other)),
            (Self::DateTime(one), Self::DateTime(other)) => {
                Some(one.unix_seconds().cmp(&other.unix_seconds()))
            }
            _ => None,
        }
    }

    /// The same as an order of rows, which is total: nothing before everything, and kinds apart.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        let compared = self.compare(other);
        compared.unwrap_or_else(|| self.rank().cmp(&other.rank()))
    }

    const fn rank(&self) -> u8 {
        match self {
            Self::Null => 0,
            Self::Float(number) if number.is_nan() => 1,
            Self::Bool(_) => 2,
            Self::Int(_) | Self::Float(_) => 3,
            Self::Text(_) => 4,
            Self::Date(_) => 5,
            Self::DateTime(_) => 6,
        }
    }
}

/// Exactly: of two whole numbers that are the same as floats, one may still be less.
fn compare(int: i64, float: f64) -> Option<Ordering> {
    const BEYOND: f64 = 9_223_372_036_854_775_808.0;
    if float.is_nan() {
        return None;
    }
    if float >= BEYOND {
        return Some(Ordering::Less);
    }
    if float < -BEYOND {
        return Some(Ordering::Greater);
    }
    let whole = float.trunc();
    match int.cmp(&(whole as i64)) {
        Ordering::Equal => whole.partial_cmp(&float),
        other => Some(other),
    }
}

fn parsed<T: std::str::FromStr>(text: Option<&str>) -> Option<T> {
    text.and_then(|text| text.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `sort_by` needs: else it may panic.
    #[test]
    fn the_order_of_rows_is_total() {
        let text = |text: &str| Scalar::Text(text.to_owned());
        let great = 1_i64 << 53;
        let all = [
            Scalar::Null,
            Scalar::Float(f64::NAN),
            Scalar::Bool(false),
            Scalar::Float(f64::NEG_INFINITY),
            Scalar::Int(i64::MIN),
            Scalar::Float(-1.5),
            Scalar::Int(-1),
            Scalar::Int(1),
            Scalar::Float(1.5),
            Scalar::Int(great),
            Scalar::Int(great + 1),
            Scalar::Float(great as f64 + 2.0),
            Scalar::Int(i64::MAX),
            Scalar::Float(i64::MAX as f64),
            text("a"),
            text("B"),
        ];
        for (place, one) in all.iter().enumerate() {
            for (other_place, other) in all.iter().enumerate() {
                assert_eq!(
                    one.order(other),
                    place.cmp(&other_place),
                    "{one:?} {other:?}"
                );
            }
        }
        assert_eq!(Scalar::Float(-0.0).order(&Scalar::Int(0)), Ordering::Equal);
        assert_eq!(
            Scalar::Float(great as f64).order(&Scalar::Int(great)),
            Ordering::Equal
        );
    }
}
