//! Trees for property tests.

use bitrix_rest::params::{Array, Value};
use proptest::prelude::*;

/// Any text, with a liking for the characters that mean something somewhere.
pub(crate) fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-z]{0,6}",
        2 => "[<>&'\"/\\\\\u{0}-\u{1f}\u{2027}-\u{202a}é😀 ]{0,6}",
        1 => any::<String>(),
        1 => "-?[0-9]{1,20}",
    ]
}

/// Floats of every size that JSON can say.
pub(crate) fn float() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<f64>(),
        any::<i64>().prop_map(|n| n as f64),
        (any::<i32>(), -9_i32..9).prop_map(|(n, e)| f64::from(n) * 10_f64.powi(e)),
        Just(0.0),
        Just(-0.0),
    ]
    .prop_filter("finite", |number| number.is_finite())
}

/// A value of any type.
pub(crate) fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        (-3_i64..99).prop_map(Value::Int),
        float().prop_map(Value::Float),
        text().prop_map(Value::Text),
    ];
    leaf.prop_recursive(5, 60, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((text(), inner), 0..6)
                .prop_map(|pairs| Value::Array(pairs.into_iter().collect())),
        ]
    })
}

/// An array of any values.
pub(crate) fn array() -> impl Strategy<Value = Array> {
    prop::collection::vec((text(), value()), 0..6).prop_map(|pairs| pairs.into_iter().collect())
}
