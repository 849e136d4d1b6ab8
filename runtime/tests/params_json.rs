//! JSON against another implementation of it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use bitrix_rest::params::{Value, encode, json};
use bitrix_rest::text::json::{Escaping, write};
use proptest::prelude::*;

/// Whether two trees say the same. PHP arrays have no kind, and numbers one kind on paper.
fn same(ours: &Value, theirs: &serde_json::Value) -> bool {
    use serde_json::Value as Json;
    match (ours, theirs) {
        (Value::Null, Json::Null) => true,
        (Value::Bool(ours), Json::Bool(theirs)) => ours == theirs,
        (Value::Text(ours), Json::String(theirs)) => ours == theirs,
        (Value::Int(ours), Json::Number(theirs)) => {
            // `-0` is a float to one and an integer to the other.
            theirs
                .as_i64()
                .map_or(theirs.as_f64() == Some(*ours as f64), |theirs| {
                    *ours == theirs
                })
        }
        (Value::Float(ours), Json::Number(theirs)) => {
            // The other implementation may be off by the last bits.
            let theirs = theirs.as_f64().unwrap();
            (ours - theirs).abs() <= theirs.abs() * 1e-15
        }
        (Value::Array(ours), Json::Array(theirs)) => {
            ours.is_list()
                && ours.len() == theirs.len()
                && ours.values().zip(theirs).all(|(o, t)| same(o, t))
        }
        (Value::Array(ours), Json::Object(theirs)) => {
            ours.len() == theirs.len()
                && theirs
                    .iter()
                    .all(|(key, theirs)| ours.get(key).is_some_and(|ours| same(ours, theirs)))
        }
        _ => false,
    }
}

/// Whether reading what was written gives the same tree, where a whole float has become an integer.
fn survives(before: &Value, after: &Value) -> bool {
    match (before, after) {
        (Value::Float(before), Value::Int(after)) => *before == *after as f64,
        (Value::Array(before), Value::Array(after)) => {
            before.keys().eq(after.keys())
                && before
                    .values()
                    .zip(after.values())
                    .all(|(b, a)| survives(b, a))
        }
        (before, after) => before == after,
    }
}

fn written(value: &Value, escaping: Escaping) -> Vec<u8> {
    let mut out = Vec::new();
    write(&mut out, value, escaping).unwrap();
    out
}

/// Bytes that are often almost JSON.
fn soup() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"a\"",
        "\"\\u00e9\"",
        "\"\\ud83d\\ude00\"",
        "\"\\ud800\"",
        "0",
        "-1",
        "1.5e3",
        "01",
        "-",
        "true",
        "null",
        "fals",
        " ",
        "\n",
        "\"",
        "\\",
        "\t",
        "é",
        "12345678901234567890",
    ]);
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat().into_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    // Proves: P-66
    #[test]
    fn other_parsers_read_what_is_written(value in common::value()) {
        for escaping in [Escaping::Plain, Escaping::Php] {
            let text = written(&value, escaping);
            let parsed = serde_json::from_slice(&text).unwrap();
            prop_assert!(same(&value, &parsed), "{:?}", parsed);
        }
    }

    // Proves: P-28, P-63
    #[test]
    fn what_is_written_is_read_again(array in common::array()) {
        let text = written(&Value::Array(array.clone()), Escaping::Php);
        let read = json::from_slice(&text).unwrap();
        prop_assert!(survives(&Value::Array(array), &Value::Array(read.clone())), "{:?}", read);
    }

    #[test]
    fn a_tree_prints_as_the_value_it_was_made_of(value in common::value()) {
        // Written by another implementation's `Serialize`, which knows no PHP arrays.
        let foreign: serde_json::Value = serde_json::from_slice(&written(&value, Escaping::Plain)).unwrap();
        let mut direct = Vec::new();
        write(&mut direct, &foreign, Escaping::Php).unwrap();
        let tree = encode::to_value(&foreign).unwrap();
        prop_assert_eq!(direct, written(&tree, Escaping::Php));
    }

    // Proves: P-22, P-25
    #[test]
    fn the_same_texts_are_json_to_both(source in soup()) {
        let theirs = serde_json::from_slice::<serde_json::Value>(&source)
            .ok()
            .filter(|value| value.is_array() || value.is_object());
        match (json::from_slice(&source), theirs) {
            (Ok(ours), Some(theirs)) => prop_assert!(same(&ours.into(), &theirs)),
            (Err(error), None) => prop_assert!(error.offset() <= source.len()),
            (ours, theirs) => prop_assert!(false, "{:?} but {:?}", ours, theirs),
        }
    }

    #[test]
    fn damaged_texts_are_judged_alike(array in common::array(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut source = written(&Value::Array(array), Escaping::Php);
        let at = at.index(source.len());
        source[at] = byte;
        let theirs = serde_json::from_slice::<serde_json::Value>(&source);
        match json::from_slice(&source) {
            Ok(_) => prop_assert!(theirs.is_ok() || theirs.unwrap_err().to_string().contains("out of range")),
            Err(_) => prop_assert!(theirs.map_or(true, |value| !value.is_array() && !value.is_object())),
        }
    }
}
