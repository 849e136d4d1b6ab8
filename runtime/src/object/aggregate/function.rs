//! The functions.

use crate::object::{Element, FieldDescriptor};

/// What is made of the values of a field (P-186).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum AggregateFunction {
    /// `avg`: the mean.
    Avg,
    /// `sum`
    Sum,
    /// `min`: the least.
    Min,
    /// `max`: the greatest.
    Max,
    /// `count`: how many rows have something there.
    Count,
    /// `countDistinct`: how many different values there are.
    CountDistinct,
}

impl AggregateFunction {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Avg,
        Self::Sum,
        Self::Min,
        Self::Max,
        Self::Count,
        Self::CountDistinct,
    ];

    /// As it is written.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Avg => "avg",
            Self::Sum => "sum",
            Self::Min => "min",
            Self::Max => "max",
            Self::Count => "count",
            Self::CountDistinct => "countDistinct",
        }
    }

    /// The function of this name, in any case, as operators are.
    pub(super) fn of(word: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|function| function.word().eq_ignore_ascii_case(word))
    }

    /// Whether it can be made of this field.
    pub(in crate::object) fn takes(self, field: &FieldDescriptor) -> bool {
        let kind = field.kind();
        let is_number = matches!(kind.element, Element::Int | Element::Float);
        field.relation().is_none()
            && match self {
                Self::Count => true,
                _ if kind.multiple => false,
                Self::Avg | Self::Sum => is_number,
                Self::Min | Self::Max => {
                    is_number || kind.element == Element::Text || kind.element.is_range()
                }
                Self::CountDistinct => kind.element != Element::Object,
            }
    }
}
