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
            Element::Int => decode::from_value_in(value.clone(), mode, zone).map(Self::Int),
            Element::Float => decode::from_value_in(value.clone(), mode, zone).map(Self::Float),
            Element::Bool => decode::from_value_in(value.clone(), mode, zone).map(Self::Bool),
            Element::Date => decode::from_value_in(value.clone(), mode, zone).map(Self::Date),
            Element::DateTime => {
                decode::from_value_in(value.clone(), mode, zone).map(Self::DateTime)
            }
            Element::Text | Element::Object => {
                decode::from_value_in(value.clone(), mode, zone).map(Self::Text)
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
            (Self::Int(one), Self::Float(other)) => (*one as f64).partial_cmp(other),
            (Self::Float(one), Self::Int(other)) => one.partial_cmp(&(*other as f64)),
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

    /// The same as an order of rows: nothing before everything.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        match (self.is_null(), other.is_null()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => self.compare(other).unwrap_or(Ordering::Equal),
        }
    }
}

fn parsed<T: std::str::FromStr>(text: Option<&str>) -> Option<T> {
    text.and_then(|text| text.parse().ok())
}
