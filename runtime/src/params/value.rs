//! One value of the parameter tree.

use super::array::Array;
use super::number;

/// A value as PHP would hold it: what a caller sent, or what goes back.
///
/// Query strings and forms only ever give [`Text`](Value::Text) and [`Array`](Value::Array); JSON
/// keeps numbers, booleans and null (protocol rules P-31, P-43).
///
/// ```
/// use bitrix_rest::params::Value;
///
/// let value = Value::from("12 apples");
/// assert_eq!(value.intval(), 12);
/// assert!(value.is_truthy());
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// JSON `null`.
    #[default]
    Null,
    /// A boolean.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A floating-point number; also an integer beyond 64 bits (P-25).
    Float(f64),
    /// A text.
    Text(String),
    /// A list or a map: PHP does not tell them apart (P-50).
    Array(Array),
}

impl Value {
    /// The text, if this is a text.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The integer, if this is an integer; texts are not converted.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// The boolean, if this is a boolean; other types are not converted.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(flag) => Some(*flag),
            _ => None,
        }
    }

    /// The array, if this is an array.
    #[must_use]
    pub fn as_array(&self) -> Option<&Array> {
        match self {
            Self::Array(array) => Some(array),
            _ => None,
        }
    }

    /// The array to change in place, if this is an array.
    #[must_use]
    pub fn as_array_mut(&mut self) -> Option<&mut Array> {
        match self {
            Self::Array(array) => Some(array),
            _ => None,
        }
    }

    /// Whether this is null.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// PHP truth: everything except `false`, `0`, `0.0`, `""`, `"0"`, null and the empty array.
    ///
    /// So `"N"`, `"false"`, `"0.0"` and `" "` are true (protocol section 0).
    #[must_use]
    pub fn is_truthy(&self) -> bool {
        match self {
            Self::Null => false,
            Self::Bool(flag) => *flag,
            Self::Int(number) => *number != 0,
            Self::Float(number) => *number != 0.0,
            Self::Text(text) => !matches!(text.as_str(), "" | "0"),
            Self::Array(array) => !array.is_empty(),
        }
    }

    /// PHP `empty()`: the opposite of [`is_truthy`](Self::is_truthy).
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.is_truthy()
    }

    /// PHP `intval`: the integer that a value starts with, 0 when there is none.
    ///
    /// `"12abc"` gives 12, `"1e3"` 1000, `" 7"` 7, `"abc"` 0, `true` 1, a non-empty array 1; values
    /// out of range saturate (protocol section 0).
    #[must_use]
    pub fn intval(&self) -> i64 {
        match self {
            Self::Null => 0,
            Self::Bool(flag) => i64::from(*flag),
            Self::Int(number) => *number,
            Self::Float(number) => number::float_to_int(*number),
            Self::Text(text) => number::leading_integer(text),
            Self::Array(array) => i64::from(!array.is_empty()),
        }
    }

    /// The name of this value's type in messages: `null`, `boolean`, `integer`, `double`, `string`
    /// or `array`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Int(_) => "integer",
            Self::Float(_) => "double",
            Self::Text(_) => "string",
            Self::Array(_) => "array",
        }
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Bool(flag)
    }
}

impl From<i32> for Value {
    fn from(number: i32) -> Self {
        Self::Int(i64::from(number))
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Int(i64::from(number))
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Float(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Array> for Value {
    fn from(array: Array) -> Self {
        Self::Array(array)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(values: Vec<T>) -> Self {
        Self::Array(values.into_iter().map(Into::into).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn truth_is_php_truth() {
        let empty = Value::Array(Array::new());
        let list = Value::from(vec![Value::Null]);
        for value in [
            Value::Null,
            false.into(),
            0.into(),
            0.0.into(),
            (-0.0).into(),
            "".into(),
            "0".into(),
            empty,
        ] {
            assert!(value.is_empty(), "{value:?}");
        }
        for value in [
            true.into(),
            (-1).into(),
            0.5.into(),
            f64::NAN.into(),
            "N".into(),
            "false".into(),
            "0.0".into(),
            " ".into(),
            list,
        ] {
            assert!(value.is_truthy(), "{value:?}");
        }
    }

    #[test]
    fn intval_of_every_type() {
        assert_eq!(Value::Null.intval(), 0);
        assert_eq!(Value::from(true).intval(), 1);
        assert_eq!(Value::from(-7).intval(), -7);
        assert_eq!(Value::from(-7.9).intval(), -7);
        assert_eq!(Value::from(1e30).intval(), i64::MAX);
        assert_eq!(Value::from(f64::NAN).intval(), 0);
        assert_eq!(Value::Array(Array::new()).intval(), 0);
        assert_eq!(Value::from(vec!["x"]).intval(), 1);
        for (text, number) in [
            ("12abc", 12),
            ("7.9", 7),
            ("1e3", 1000),
            (" 7", 7),
            ("abc", 0),
        ] {
            assert_eq!(Value::from(text).intval(), number);
        }
    }
}
