//! Conditions, and what passes them.

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::object::{FieldDescriptor, Scalar};
use crate::params::{Array, Value};

/// A condition, or several.
#[derive(Debug, Clone)]
pub enum Test {
    /// One.
    Condition(Condition),
    /// Several, and what must be true of them.
    Group {
        /// Whether all or one must hold.
        logic: Logic,
        /// Whether the opposite is asked for.
        negative: bool,
        /// The conditions; there are none only in a filter that accepts every row.
        tests: Vec<Test>,
    },
}

/// How many conditions of a group must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Logic {
    /// All.
    And,
    /// At least one.
    Or,
}

/// What is compared with what.
#[derive(Debug, Clone)]
pub struct Condition {
    /// A field, or the length of one.
    pub left: Operand,
    /// How.
    pub operator: Operator,
    /// With what.
    pub right: Operand,
}

/// A side of a comparison.
#[derive(Debug, Clone)]
pub enum Operand {
    /// What the field of the row holds (P-181).
    Field(&'static FieldDescriptor),
    /// How many characters the text in the field has (P-181).
    Length(&'static FieldDescriptor),
    /// What the caller sent, as the type of the field.
    Value(Scalar),
    /// Several: for `in` any number, for `between` the least and the greatest.
    Values(Vec<Scalar>),
}

/// How values are compared (P-180).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `in`
    In,
    /// `between`
    Between,
}

impl Operator {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Equal,
        Self::NotEqual,
        Self::Greater,
        Self::AtLeast,
        Self::Less,
        Self::AtMost,
        Self::In,
        Self::Between,
    ];

    /// As it is written.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::In => "in",
            Self::Between => "between",
        }
    }

    /// Whether it asks for an order, which nothing has with null.
    pub(super) const fn is_order(self) -> bool {
        matches!(
            self,
            Self::Greater | Self::AtLeast | Self::Less | Self::AtMost
        )
    }

    const fn passes(self, order: Ordering) -> bool {
        match self {
            Self::Greater => order.is_gt(),
            Self::AtLeast => order.is_ge(),
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            _ => order.is_eq(),
        }
    }
}

impl Test {
    /// Accepts every row.
    pub(super) const ALL: Self = Self::Group {
        logic: Logic::And,
        negative: false,
        tests: Vec::new(),
    };

    /// Whether a row passes, of which at least the fields that are read are there.
    pub(super) fn accepts(&self, row: &Array) -> bool {
        match self {
            Self::Condition(condition) => condition.accepts(row),
            Self::Group {
                logic,
                negative,
                tests,
            } => {
                let mut each = tests.iter().map(|test| test.accepts(row));
                let holds = match logic {
                    Logic::And => each.all(|holds| holds),
                    Logic::Or => tests.is_empty() || each.any(|holds| holds),
                };
                holds != (*negative && !tests.is_empty())
            }
        }
    }
}

impl Condition {
    fn accepts(&self, row: &Array) -> bool {
        let (left, right) = (self.left.values(row), self.right.values(row));
        let equal = |one: &Scalar, other: &Scalar| {
            one.is_null() && other.is_null() || one.compare(other).is_some_and(Ordering::is_eq)
        };
        let any = |passes: &dyn Fn(&Scalar, &Scalar) -> bool| {
            let mut left = left.iter();
            left.any(|one| right.iter().any(|other| passes(one, other)))
        };
        match self.operator {
            Operator::Equal | Operator::In => any(&equal),
            Operator::NotEqual => !any(&equal),
            Operator::Between => match &*right {
                [least, greatest] => left.iter().any(|one| {
                    one.compare(least).is_some_and(Ordering::is_ge)
                        && one.compare(greatest).is_some_and(Ordering::is_le)
                }),
                _ => false,
            },
            operator => any(&|one, other| {
                one.compare(other)
                    .is_some_and(|order| operator.passes(order))
            }),
        }
    }
}

impl Operand {
    /// What a row has there.
    fn values(&self, row: &Array) -> Cow<'_, [Scalar]> {
        let of = |field: &FieldDescriptor| {
            let value = row.get(field.name()).unwrap_or(&Value::Null);
            let values = Scalar::of_field(value, field);
            // A list without values holds nothing.
            match values.is_empty() {
                true => vec![Scalar::Null],
                false => values,
            }
        };
        match self {
            Self::Field(field) => of(field).into(),
            Self::Length(field) => of(field).iter().map(Scalar::length).collect(),
            Self::Value(value) => std::slice::from_ref(value).into(),
            Self::Values(values) => values.into(),
        }
    }
}
