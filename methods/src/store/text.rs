//! Values of options as text.

use bitrix_rest::Value;
#[cfg(any(feature = "sqlite", feature = "postgres", test))]
use bitrix_rest::params::json;

use super::StoreError;

/// JSON that reads back as the very same value (P-212): a whole float keeps its `.0`.
#[cfg(any(feature = "sqlite", feature = "postgres", test))]
pub(crate) fn write(value: &Value) -> Result<String, StoreError> {
    check(value)?;
    serde_json::to_string(value).map_err(|error| StoreError::Unstorable(error.to_string()))
}

/// What [`write`] wrote.
#[cfg(any(feature = "sqlite", feature = "postgres", test))]
pub(crate) fn read(text: &str) -> Result<Value, StoreError> {
    json::value_from_slice(text.as_bytes())
        .map_err(|error| StoreError::Damaged(format!("an option's value is no JSON: {error}")))
}

/// The deepest value, in arrays within arrays: a little less than a request may have, so that a line of an export, where it
/// stands two deeper, can be read again.
const DEPTH: usize = 500;

/// Whether it can be written, and if not, why.
pub(crate) fn check(value: &Value) -> Result<(), StoreError> {
    fn walk(value: &Value, left: usize) -> Result<(), String> {
        match value {
            Value::Float(number) if !number.is_finite() => {
                Err(format!("{number} is a number that JSON does not have"))
            }
            Value::Array(_) if left == 0 => Err(format!(
                "a value is at most {DEPTH} arrays within arrays deep"
            )),
            Value::Array(array) => array.values().try_for_each(|value| walk(value, left - 1)),
            _ => Ok(()),
        }
    }
    walk(value, DEPTH).map_err(StoreError::Unstorable)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use bitrix_rest::Array;

    use super::*;

    // Proves: P-212
    #[test]
    fn every_type_comes_back() {
        let mut nested = Array::new();
        nested.insert("10", 1);
        nested.insert("a\0b", "\u{10ffff}\0\"\\");
        nested.insert("010", Value::Array(Array::new()));
        for value in [
            Value::Null,
            Value::Bool(false),
            Value::Int(i64::MIN),
            Value::Int(i64::MAX),
            Value::Float(1.0),
            Value::Float(-0.0),
            Value::Float(0.1 + 0.2),
            Value::Float(f64::MAX),
            Value::Float(5e-324),
            Value::Float(1e15),
            Value::Float(9_223_372_036_854_775_808.0),
            Value::from(""),
            Value::from("1"),
            Value::from("\0"),
            Value::Array([Value::Null, Value::Int(0)].into_iter().collect()),
            Value::Array(nested),
        ] {
            let text = write(&value).unwrap();
            let back = read(&text).unwrap();
            // -0.0 equals 0.0, so the bits are compared, too.
            assert_eq!(format!("{back:?}"), format!("{value:?}"), "{text}");
            assert!(!text.contains('\0'));
        }
    }

    #[test]
    fn depth_has_a_limit() {
        let nested = |depth| {
            let wrap = |value, _| Value::Array([value].into_iter().collect());
            (0..depth).fold(Value::Int(1), wrap)
        };
        let deepest = nested(DEPTH);
        assert_eq!(read(&write(&deepest).unwrap()).unwrap(), deepest);
        let error = write(&nested(DEPTH + 1)).unwrap_err();
        assert!(matches!(error, StoreError::Unstorable(_)), "{error}");
    }

    #[test]
    fn a_number_that_json_lacks_is_refused_wherever_it_stands() {
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let deep = Value::Array([Value::Float(number)].into_iter().collect());
            let error = write(&deep).unwrap_err();
            assert!(matches!(error, StoreError::Unstorable(_)), "{error}");
        }
    }
}
