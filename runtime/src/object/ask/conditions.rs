//! Conditions, as callers write them.

use std::ops::{BitAnd, BitOr, Not};

use serde::Serialize;

use super::{UNSENDABLE, written};
use crate::object::{Logic, Operator};
use crate::params::{Array, Value};

/// The field of this name, to be compared.
///
/// ```
/// use bitrix_rest::object::field;
///
/// let urgent = field("urgency").gte(3) & !field("state").is_in(["done", "dropped"]);
/// let overdue = field("closed").gt(field("due")) | field("title").length().eq(0);
/// let both = urgent & overdue;
/// # let _ = both;
/// ```
pub fn field(name: impl Into<String>) -> Expression {
    Expression {
        name: name.into(),
        is_length: false,
    }
}

/// What a field holds, or how long that is (P-181).
#[derive(Debug, Clone)]
#[must_use]
pub struct Expression {
    name: String,
    is_length: bool,
}

/// What a field is compared with: a value, or an [`Expression`] of another field.
pub trait Compared {
    /// As it is sent.
    #[doc(hidden)]
    fn into_operand(self) -> Value;
}

/// Numbers, texts, times, variants of enums. An object would be taken for an expression, so it cannot be sent.
impl<T: Serialize> Compared for T {
    fn into_operand(self) -> Value {
        match written(&self) {
            Value::Array(array) if !array.is_list() => UNSENDABLE,
            value => value,
        }
    }
}

impl Compared for Expression {
    fn into_operand(self) -> Value {
        let function = match self.is_length {
            true => "length",
            false => "column",
        };
        let mut expression = Array::new();
        expression.insert("expression", function);
        expression.insert("parameters", self.name);
        expression.into()
    }
}

impl Expression {
    /// How many characters the text has.
    pub fn length(self) -> Self {
        Self {
            is_length: true,
            ..self
        }
    }

    /// `=`: the same. Null is equal to null alone.
    pub fn eq(self, other: impl Compared) -> Conditions {
        self.compared(Operator::Equal, other.into_operand())
    }

    /// `!=`
    pub fn ne(self, other: impl Compared) -> Conditions {
        self.compared(Operator::NotEqual, other.into_operand())
    }

    /// `>`
    pub fn gt(self, other: impl Compared) -> Conditions {
        self.compared(Operator::Greater, other.into_operand())
    }

    /// `>=`
    pub fn gte(self, other: impl Compared) -> Conditions {
        self.compared(Operator::AtLeast, other.into_operand())
    }

    /// `<`
    pub fn lt(self, other: impl Compared) -> Conditions {
        self.compared(Operator::Less, other.into_operand())
    }

    /// `<=`
    pub fn lte(self, other: impl Compared) -> Conditions {
        self.compared(Operator::AtMost, other.into_operand())
    }

    /// `in`: one of these values.
    pub fn is_in(self, values: impl IntoIterator<Item = impl Serialize>) -> Conditions {
        let values = values.into_iter().map(Compared::into_operand);
        self.compared(Operator::In, values.collect::<Array>().into())
    }

    /// `between`: from the first to the second, with both.
    pub fn between(self, least: impl Serialize, greatest: impl Serialize) -> Conditions {
        let bounds = [least.into_operand(), greatest.into_operand()];
        let bounds: Array = bounds.into_iter().collect();
        self.compared(Operator::Between, bounds.into())
    }

    fn compared(self, operator: Operator, other: Value) -> Conditions {
        let left = match self.is_length {
            true => self.into_operand(),
            false => self.name.into(),
        };
        let sides = [left, operator.sign().into(), other];
        Conditions(Tree::One(sides.into_iter().collect()))
    }
}

/// Conditions to send (P-178 – P-181), made of [`field`]s: `&` where both must hold, `|` where one must, `!` for the opposite.
#[derive(Debug, Clone)]
#[must_use]
pub struct Conditions(Tree);

#[derive(Debug, Clone)]
enum Tree {
    One(Array),
    Group {
        logic: Logic,
        negative: bool,
        conditions: Vec<Tree>,
    },
}

impl Conditions {
    /// As `filter` has it: a list of conditions that all must hold.
    fn into_filter(self) -> Value {
        let all = match self.0 {
            Tree::Group {
                logic: Logic::And,
                negative: false,
                conditions,
            } => conditions,
            one => vec![one],
        };
        all.into_iter()
            .map(Tree::into_value)
            .collect::<Array>()
            .into()
    }

    fn joined(self, logic: Logic, other: Self) -> Self {
        let mut conditions = self.0.parts(logic);
        conditions.extend(other.0.parts(logic));
        Self(Tree::Group {
            logic,
            negative: false,
            conditions,
        })
    }
}

/// For methods that are declared with a `filter` among their parameters.
impl From<Conditions> for Value {
    fn from(conditions: Conditions) -> Self {
        conditions.into_filter()
    }
}

impl Tree {
    /// What stands beside each other in a group of this logic.
    fn parts(self, wanted: Logic) -> Vec<Self> {
        match self {
            Self::Group {
                logic,
                negative: false,
                conditions,
            } if logic == wanted => conditions,
            other => vec![other],
        }
    }

    fn into_value(self) -> Value {
        match self {
            Self::One(sides) => sides.into(),
            Self::Group {
                logic,
                negative,
                conditions,
            } => {
                let logic = match logic {
                    Logic::And => "and",
                    Logic::Or => "or",
                };
                let conditions: Array = conditions.into_iter().map(Self::into_value).collect();
                let mut group = Array::new();
                // PHP wants it of groups within others.
                group.insert("type", "filter");
                group.insert("logic", logic);
                group.insert("negative", negative);
                group.insert("conditions", conditions);
                group.into()
            }
        }
    }
}

impl BitAnd for Conditions {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        self.joined(Logic::And, other)
    }
}

impl BitOr for Conditions {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.joined(Logic::Or, other)
    }
}

impl Not for Conditions {
    type Output = Self;

    fn not(self) -> Self {
        Self(match self.0 {
            Tree::Group {
                logic,
                negative,
                conditions,
            } => Tree::Group {
                logic,
                negative: !negative,
                conditions,
            },
            one @ Tree::One(_) => Tree::Group {
                logic: Logic::And,
                negative: true,
                conditions: vec![one],
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::json::quoted;

    fn filter(conditions: Conditions) -> String {
        quoted(&Value::from(conditions))
    }

    // Proves: P-178, P-179, P-180, P-181
    #[test]
    fn conditions_are_written_as_documented() {
        assert_eq!(filter(field("a").eq(1)), r#"[["a","=",1]]"#);
        assert_eq!(
            filter(field("a").gt(1u64) & field("b").lte(0.5) & field("c").ne(None::<u8>)),
            r#"[["a",">",1],["b","<=",0.5],["c","!=",null]]"#
        );
        assert_eq!(
            filter(field("a").is_in(["x", "y"]) & field("b").between(1, 5)),
            r#"[["a","in",["x","y"]],["b","between",[1,5]]]"#
        );
        assert_eq!(
            filter(field("a").lt(field("b"))),
            r#"[["a","<",{"expression":"column","parameters":"b"}]]"#
        );
        assert_eq!(
            filter(field("a").length().gte(field("b").length())),
            r#"[[{"expression":"length","parameters":"a"},">=",{"expression":"length","parameters":"b"}]]"#
        );
        let either = field("a").eq(1) | field("b").eq(2) | field("c").eq(3);
        let group = r#"{"type":"filter","logic":"or","negative":false,"conditions":[["a","=",1],["b","=",2],["c","=",3]]}"#;
        assert_eq!(filter(either.clone()), format!("[{group}]"));
        assert_eq!(
            filter(either.clone() & field("d").eq(true)),
            format!(r#"[{group},["d","=",true]]"#)
        );
        let none = group.replace("false", "true");
        assert_eq!(filter(!either.clone()), format!("[{none}]"));
        assert_eq!(filter(!!either), format!("[{group}]"));
        assert_eq!(
            filter(!(field("a").eq(1) & field("b").eq(2))),
            r#"[{"type":"filter","logic":"and","negative":true,"conditions":[["a","=",1],["b","=",2]]}]"#
        );
        assert_eq!(
            filter(!field("a").eq(1)),
            r#"[{"type":"filter","logic":"and","negative":true,"conditions":[["a","=",1]]}]"#
        );
    }
}
