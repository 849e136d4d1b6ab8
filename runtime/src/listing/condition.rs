//! One condition of a filter.

use super::operator::Operator;
use crate::params::{Key, Value};

/// A field, and what it must be.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// How it is compared.
    pub operator: Operator,
    /// The name of the field, in upper case.
    pub field: String,
    /// With what; a list for one of several.
    pub value: Value,
}

impl Condition {
    /// Reads an entry of a filter: the operator, if there is one, stands before the field. `bare` is meant where there is none.
    ///
    /// # Errors
    /// What stands before the field, if it is no operator.
    ///
    /// ```
    /// use bitrix_rest::listing::{Condition, Operator};
    /// use bitrix_rest::params::{Key, Value};
    ///
    /// let condition = Condition::read(&Key::from(">=id"), &Value::from(7), Operator::Equal)?;
    /// assert_eq!((condition.operator, condition.field.as_str()), (Operator::AtLeast, "ID"));
    /// # Ok::<(), String>(())
    /// ```
    pub fn read(key: &Key, value: &Value, bare: Operator) -> Result<Self, String> {
        let key = key.to_string();
        let (sign, field) = split(&key);
        let operator = match sign {
            "" => bare,
            sign => Operator::of(sign).ok_or(sign)?,
        };
        Ok(Self {
            operator,
            field: field.to_uppercase(),
            value: value.clone(),
        })
    }

    /// Whether a row with this value of the field is one that is asked for.
    pub fn accepts(&self, found: &Value) -> bool {
        self.operator.accepts(found, &self.value)
    }
}

/// What stands before the name of a field, and the name.
pub(super) fn split(key: &str) -> (&str, &str) {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    key.split_at(key.find(is_name).unwrap_or(key.len()))
}
