//! Forms: what is written is read again, and nothing makes the reader panic.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use bitrix_rest::params::query::{self, FormLimits};
use bitrix_rest::params::{Array, Value};
use proptest::prelude::*;

/// A tree that a form can say: texts at the leaves, no empty array, no key that brackets cannot hold.
fn nested() -> impl Strategy<Value = Value> {
    let key = "[a-z0-9_.~!>\\[éж&=%+; -]{1,6}".prop_filter("would append", |key| key != " ");
    let leaf = any::<String>().prop_map(Value::Text);
    leaf.prop_recursive(6, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..6).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner), 1..6)
                .prop_map(|pairs| Value::Array(pairs.into_iter().collect())),
        ]
    })
}

fn form() -> impl Strategy<Value = Array> {
    let name = "[a-z0-9_~!>\\]éж&=%+;-]{1,6}";
    prop::collection::vec((name, nested()), 0..6).prop_map(|pairs| pairs.into_iter().collect())
}

/// Bytes of which many mean something to the reader.
fn soup() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![
        9 => prop::sample::select(b"ab05&&==[][]%+ .;\0\t_-2eF".to_vec()),
        1 => any::<u8>(),
    ];
    prop::collection::vec(byte, 0..200)
}

proptest! {
    // Proves: P-28, P-31, P-33
    #[test]
    fn what_is_written_is_read_again(form in form()) {
        let text = query::encode(&form);
        prop_assert_eq!(query::parse(text.as_bytes(), &FormLimits::default()), form, "{}", text);
    }

    #[test]
    fn any_bytes_are_read(source in soup()) {
        let limits = FormLimits::default();
        let array = query::parse(&source, &limits);
        prop_assert!(array.len() <= source.len().div_ceil(2));
        prop_assert!(array.keys().all(|key| !key.to_string().is_empty()));
        // Values are texts all the way down, so that writing and reading changes no value.
        let mut all = vec![Value::Array(array)];
        while let Some(value) = all.pop() {
            match value {
                Value::Text(_) => {}
                Value::Array(array) => all.extend(array.values().cloned()),
                other => prop_assert!(false, "{:?}", other),
            }
        }
    }

    // Proves: P-36
    #[test]
    fn no_limit_is_exceeded(source in soup(), variables in 0_usize..9, depth in 0_usize..4) {
        let limits = FormLimits { variables, depth };
        let array = query::parse(&source, &limits);
        prop_assert!(array.len() <= variables);
        prop_assert!(levels(&Value::Array(array)) <= depth + 1);
    }

    #[test]
    fn any_name_is_taken(name in soup(), value in any::<String>()) {
        let mut array = Array::new();
        query::insert_variable(&mut array, &name, value, &FormLimits::default());
        prop_assert!(array.len() <= 1);
    }
}

fn levels(value: &Value) -> usize {
    value
        .as_array()
        .map_or(0, |array| 1 + array.values().map(levels).max().unwrap_or(0))
}
