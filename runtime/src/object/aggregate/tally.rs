//! What has been seen of the values of one field.

use std::cmp::Ordering;
use std::collections::HashSet;

use super::{AggregateFunction, Aggregation};
use crate::object::{Element, FieldDescriptor, Scalar};
use crate::params::{Date, Value};

/// What is known behind some rows.
pub(super) enum Tally {
    Count(i64),
    Distinct(HashSet<Distinct>),
    Extreme {
        /// Whether the value replaces another that compares so to it.
        wanted: Ordering,
        found: Option<(Scalar, Value)>,
    },
    Sum(Sum),
    Mean(Sum),
}

impl Tally {
    pub(super) fn new(asked: &Aggregation) -> Self {
        let extreme = |wanted| Self::Extreme {
            wanted,
            found: None,
        };
        let sum = Sum {
            is_float: asked.field.kind().element == Element::Float,
            ..Sum::default()
        };
        match asked.function {
            AggregateFunction::Avg => Self::Mean(sum),
            AggregateFunction::Sum => Self::Sum(sum),
            AggregateFunction::Min => extreme(Ordering::Less),
            AggregateFunction::Max => extreme(Ordering::Greater),
            AggregateFunction::Count => Self::Count(0),
            AggregateFunction::CountDistinct => Self::Distinct(HashSet::new()),
        }
    }

    /// A value that is not null.
    pub(super) fn add(&mut self, value: &Value, field: &FieldDescriptor) {
        if let Self::Count(count) = self {
            *count += 1;
            return;
        }
        for scalar in Scalar::of_field(value, field) {
            match self {
                Self::Count(_) => {}
                Self::Distinct(values) => values.extend(Distinct::of(scalar, field)),
                Self::Sum(sum) | Self::Mean(sum) => sum.add(&scalar),
                Self::Extreme { wanted, found } => {
                    let is_wanted = match found {
                        // Not null, and a number if it is one.
                        None => scalar.compare(&scalar).is_some(),
                        Some((best, _)) => scalar.compare(best) == Some(*wanted),
                    };
                    if is_wanted {
                        *found = Some((scalar, value.clone()));
                    }
                }
            }
        }
    }

    pub(super) fn result(self) -> Value {
        match self {
            Self::Count(count) => Value::Int(count),
            Self::Distinct(values) => i64::try_from(values.len()).map_or(Value::Null, Value::Int),
            Self::Extreme { found, .. } => found.map_or(Value::Null, |(_, value)| value),
            Self::Sum(sum) => sum.total(),
            Self::Mean(sum) => sum.mean(),
        }
    }
}

/// A value that counts as one: what is the same where values are compared is the same here.
#[derive(PartialEq, Eq, Hash)]
pub(super) enum Distinct {
    Bool(bool),
    Int(i64),
    /// The bits of a number.
    Float(u64),
    Text(String),
    Date(Date),
    /// Unix seconds.
    DateTime(i64),
}

impl Distinct {
    fn of(value: Scalar, field: &FieldDescriptor) -> Option<Self> {
        // Zero has two signs, and is one number.
        let float = |number: f64| Self::Float((number + 0.0).to_bits());
        Some(match (value, field.kind().element) {
            (Scalar::Null, _) => return None,
            (Scalar::Float(number), _) if number.is_nan() => return None,
            (Scalar::Int(number), Element::Float) => float(number as f64),
            (Scalar::Float(number), _) => float(number),
            (Scalar::Int(number), _) => Self::Int(number),
            (Scalar::Bool(flag), _) => Self::Bool(flag),
            (Scalar::Text(text), _) => Self::Text(text.to_lowercase()),
            (Scalar::Date(date), _) => Self::Date(date),
            (Scalar::DateTime(time), _) => Self::DateTime(time.unix_seconds()),
        })
    }
}

/// Whole numbers are added without loss; what is lost of others is carried along, so that ten times 0.1 is 1.
#[derive(Default)]
pub(super) struct Sum {
    is_float: bool,
    count: u64,
    whole: i128,
    float: f64,
    lost: f64,
}

impl Sum {
    fn add(&mut self, value: &Scalar) {
        match value {
            Scalar::Int(number) => self.whole += i128::from(*number),
            Scalar::Float(number) => {
                self.is_float = true;
                let sum = self.float + number;
                self.lost += match self.float.abs() >= number.abs() {
                    true => (self.float - sum) + number,
                    false => (number - sum) + self.float,
                };
                self.float = sum;
            }
            _ => return,
        }
        self.count += 1;
    }

    fn float(&self) -> f64 {
        // Behind an infinite sum nothing can be said to be lost.
        let lost = if self.lost.is_finite() {
            self.lost
        } else {
            0.0
        };
        self.whole as f64 + (self.float + lost)
    }

    fn total(&self) -> Value {
        match (self.count, i64::try_from(self.whole)) {
            (0, _) => Value::Null,
            (_, Ok(whole)) if !self.is_float => Value::Int(whole),
            _ => number(self.float()),
        }
    }

    fn mean(&self) -> Value {
        match self.count {
            0 => Value::Null,
            count => number(self.float() / count as f64),
        }
    }
}

/// JSON has no infinite numbers.
fn number(number: f64) -> Value {
    match number.is_finite() {
        true => Value::Float(number),
        false => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(values: impl IntoIterator<Item = Scalar>) -> Sum {
        let mut sum = Sum::default();
        for value in values {
            sum.add(&value);
        }
        sum
    }

    // Proves: P-186
    #[test]
    fn sums_are_whole_while_they_fit() {
        let whole = |numbers: &[i64]| sum(numbers.iter().map(|number| Scalar::Int(*number)));
        assert_eq!(whole(&[i64::MAX, 1, -1]).total(), Value::Int(i64::MAX));
        let beyond = whole(&[i64::MAX, i64::MAX]);
        assert_eq!(beyond.total(), Value::Float(2.0 * i64::MAX as f64));
        assert_eq!(beyond.mean(), Value::Float(i64::MAX as f64));
        assert_eq!(whole(&[]).total(), Value::Null);
        assert_eq!(whole(&[]).mean(), Value::Null);
        assert_eq!(whole(&[1, 2]).mean(), Value::Float(1.5));
    }

    // Proves: P-186
    #[test]
    fn floats_are_added_with_what_is_lost() {
        let float = |numbers: &[f64]| sum(numbers.iter().map(|number| Scalar::Float(*number)));
        assert_eq!(float(&[0.1; 10]).total(), Value::Float(1.0));
        assert_eq!(float(&[1e100, 1.0, -1e100]).total(), Value::Float(1.0));
        // Beyond all numbers: nothing that JSON could say.
        assert_eq!(float(&[f64::MAX, f64::MAX]).total(), Value::Null);
        let mixed = sum([Scalar::Int(1), Scalar::Float(0.5), Scalar::Null]);
        assert_eq!(mixed.total(), Value::Float(1.5));
        assert_eq!(mixed.mean(), Value::Float(0.75));
    }
}
