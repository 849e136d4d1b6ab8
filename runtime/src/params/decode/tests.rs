#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use super::Mode::{Lenient, Strict};
use super::*;
use crate::params::array::Array;
use crate::params::{Truthy, json};

mod depth;
mod nothing;
mod paths;

fn tree(source: &str) -> Value {
    json::from_slice(source.as_bytes()).unwrap().into()
}

fn lenient<T: DeserializeOwned>(value: impl Into<Value>) -> Result<T, DecodeError> {
    from_value(value.into(), Lenient)
}

fn strict<T: DeserializeOwned>(value: impl Into<Value>) -> Result<T, DecodeError> {
    from_value(value.into(), Strict)
}

/// The type that a refusal names.
fn expected<T: DeserializeOwned + std::fmt::Debug>(value: impl Into<Value>) -> String {
    let error = lenient::<T>(value).unwrap_err();
    assert_eq!(error.path, "");
    error.expected.into_owned()
}

// Proves: P-43, P-44
#[test]
fn integers() {
    assert_eq!(lenient::<i64>(7), Ok(7));
    assert_eq!(lenient::<i64>(7.0), Ok(7));
    for text in ["7", "+7", " 7", "7 ", "\t7\n", "007"] {
        assert_eq!(lenient::<u8>(text), Ok(7), "{text:?}");
    }
    assert_eq!(lenient::<i64>("-9223372036854775808"), Ok(i64::MIN));
    assert_eq!(lenient::<u64>("18446744073709551615"), Ok(u64::MAX));
    for text in [
        "",
        "abc",
        "7a",
        "7.0",
        "7.5",
        "1e3",
        "- 7",
        "--7",
        "0x7",
        "٧",
        "9999999999999999999999",
    ] {
        assert_eq!(expected::<i64>(text), "integer", "{text:?}");
    }
    assert_eq!(expected::<i64>(7.5), "integer");
    assert_eq!(expected::<i64>(1e30), "integer");
    assert_eq!(expected::<i64>(true), "integer");
    assert_eq!(expected::<i64>(Value::Null), "integer");
    assert_eq!(expected::<i64>(Array::new()), "integer");
    assert_eq!(expected::<u8>(256), "integer");
    assert_eq!(expected::<u8>("-1"), "integer");
}

// Proves: P-45, P-333
#[test]
fn booleans() {
    for yes in ["Y", "y", "1", "true", "TRUE", "True", " Y "] {
        assert_eq!(lenient::<bool>(yes), Ok(true), "{yes:?}");
    }
    for no in ["N", "n", "0", "false", "FALSE", "False", "", "None"] {
        assert_eq!(lenient::<bool>(no), Ok(false), "{no:?}");
    }
    for (value, flag) in [
        (true.into(), true),
        (1.into(), true),
        (0.into(), false),
        (Value::Float(1.0), true),
    ] {
        assert_eq!(lenient::<bool>(value), Ok(flag));
    }
    for other in [
        2.into(),
        Value::Null,
        "yes".into(),
        "-1".into(),
        0.5.into(),
        Array::new().into(),
    ] {
        assert_eq!(expected::<bool>(other), "boolean");
    }
}

// Proves: P-46
#[test]
fn flags_by_php_truth() {
    for yes in ["N", "false", "0.0", " "] {
        assert_eq!(lenient::<Truthy>(yes), Ok(Truthy(true)), "{yes:?}");
    }
    for no in [
        Value::Null,
        "".into(),
        "0".into(),
        0.into(),
        false.into(),
        Array::new().into(),
    ] {
        assert_eq!(lenient::<Truthy>(no.clone()), Ok(Truthy(false)));
        assert_eq!(strict::<Truthy>(no), Ok(Truthy(false)));
    }
    assert_eq!(
        serde_json::from_str::<Truthy>("\"N\"").unwrap(),
        Truthy(true)
    );
    assert_eq!(serde_json::from_str::<Truthy>("[]").unwrap(), Truthy(false));
}

// Proves: P-47
#[test]
fn floats_and_characters() {
    assert_eq!(lenient::<f64>("1.50"), Ok(1.5));
    assert_eq!(lenient::<f64>(" -1e3 "), Ok(-1000.0));
    assert_eq!(lenient::<f64>(3), Ok(3.0));
    assert_eq!(lenient::<f32>(0.5), Ok(0.5));
    for text in ["1,5", "nan", "inf", "-infinity", "", "1.5x", "0x1p3"] {
        assert_eq!(expected::<f64>(text), "double", "{text:?}");
    }
    assert_eq!(expected::<f64>(true), "double");
    assert_eq!(lenient::<char>("é"), Ok('é'));
    assert_eq!(lenient::<char>(5), Ok('5'));
    assert_eq!(expected::<char>("ab"), "string");
}

#[test]
fn texts() {
    assert_eq!(lenient::<String>("x"), Ok("x".to_owned()));
    assert_eq!(lenient::<String>(17), Ok("17".to_owned()));
    assert_eq!(lenient::<String>(0.1 + 0.2), Ok("0.3".to_owned()));
    assert_eq!(lenient::<String>(100.0), Ok("100".to_owned()));
    for other in [true.into(), Value::Null, Array::new().into()] {
        assert_eq!(expected::<String>(other), "string");
    }
}

// Proves: P-50
#[test]
fn lists_and_maps_are_one_thing() {
    let list = vec!["a".to_owned(), "b".to_owned()];
    for source in [
        r#"["a","b"]"#,
        r#"{"0":"a","1":"b"}"#,
        r#"{"x":"a","y":"b"}"#,
        r#"{"5":"a","1":"b"}"#,
    ] {
        assert_eq!(
            lenient::<Vec<String>>(tree(source)),
            Ok(list.clone()),
            "{source}"
        );
    }
    assert_eq!(lenient::<Vec<i64>>(tree("{}")), Ok(vec![]));
    assert_eq!(
        lenient::<(String, u8)>(tree(r#"{"n":"a","v":"7"}"#)),
        Ok(("a".to_owned(), 7))
    );
    let map = BTreeMap::from([("0".to_owned(), 1), ("1".to_owned(), 2)]);
    assert_eq!(lenient::<BTreeMap<String, i64>>(tree("[1,2]")), Ok(map));
    let map = BTreeMap::from([(0_u8, 1), (1, 2)]);
    assert_eq!(lenient::<BTreeMap<u8, i64>>(tree("[1,2]")), Ok(map));
    assert_eq!(expected::<Vec<i64>>("1"), "array");
    assert_eq!(expected::<HashMap<String, i64>>(1), "array");
    assert_eq!(expected::<(u8, u8)>(tree("[1]")), "array");
}

#[derive(Debug, PartialEq, Deserialize)]
struct Phone {
    #[serde(rename = "VALUE")]
    value: String,
    #[serde(rename = "VALUE_TYPE", default)]
    kind: Kind,
    note: Option<u8>,
}

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum Kind {
    #[default]
    Work,
    Home,
    Number(i64),
    Pair(i64, String),
    Named {
        name: String,
    },
}

// Proves: P-54
#[test]
fn structs() {
    let phone = lenient::<Phone>(tree(
        r#"{"X":{"deep":[1]},"VALUE":5,"VALUE_TYPE":"HOME","0":1}"#,
    ));
    let expected = Phone {
        value: "5".to_owned(),
        kind: Kind::Home,
        note: None,
    };
    assert_eq!(phone, Ok(expected));
    assert_eq!(self::expected::<Phone>("x"), "array");
}

#[test]
fn enums() {
    assert_eq!(lenient::<Kind>("WORK"), Ok(Kind::Work));
    assert_eq!(
        lenient::<Kind>(tree(r#"{"NUMBER":"5"}"#)),
        Ok(Kind::Number(5))
    );
    assert_eq!(
        lenient::<Kind>(tree(r#"{"PAIR":["5",6]}"#)),
        Ok(Kind::Pair(5, "6".to_owned()))
    );
    let named = Kind::Named {
        name: "x".to_owned(),
    };
    assert_eq!(
        lenient::<Kind>(tree(r#"{"NAMED":{"name":"x"}}"#)),
        Ok(named)
    );
    assert_eq!(lenient::<Kind>(tree(r#"{"HOME":null}"#)), Ok(Kind::Home));
    assert_eq!(expected::<Kind>("OTHER"), "{WORK|HOME|NUMBER|PAIR|NAMED}");
    assert_eq!(expected::<Kind>("NUMBER"), "array");
    assert_eq!(expected::<Kind>(tree("[]")), "string");
    assert_eq!(expected::<Kind>(true), "string");
    assert_eq!(
        lenient::<BTreeMap<char, i64>>(tree(r#"{"a":1}"#)),
        Ok(BTreeMap::from([('a', 1)]))
    );

    #[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
    enum Side {
        Left,
        Right,
    }
    let sides = lenient::<BTreeMap<Side, i64>>(tree(r#"{"Right":1,"Left":2}"#));
    assert_eq!(
        sides,
        Ok(BTreeMap::from([(Side::Left, 2), (Side::Right, 1)]))
    );
}

// Proves: P-161
#[test]
fn strict_types_are_not_converted() {
    assert_eq!(strict::<i64>(7), Ok(7));
    assert_eq!(strict::<f64>(7), Ok(7.0));
    assert_eq!(strict::<bool>(true), Ok(true));
    assert_eq!(strict::<String>("7"), Ok("7".to_owned()));
    assert_eq!(strict::<Vec<i64>>(tree("[7]")), Ok(vec![7]));
    assert_eq!(strict::<Vec<i64>>(tree("{}")), Ok(vec![]));
    assert_eq!(
        strict::<BTreeMap<u8, i64>>(tree("[7]")),
        Ok(BTreeMap::from([(0, 7)]))
    );
    assert_eq!(strict::<Option<i64>>(Value::Null), Ok(None));

    assert_eq!(strict::<i64>("7").unwrap_err().expected, "integer");
    assert_eq!(strict::<i64>(7.0).unwrap_err().expected, "integer");
    assert_eq!(strict::<f64>("7").unwrap_err().expected, "double");
    assert_eq!(strict::<bool>(1).unwrap_err().expected, "boolean");
    assert_eq!(strict::<bool>("Y").unwrap_err().expected, "boolean");
    assert_eq!(strict::<String>(7).unwrap_err().expected, "string");
    assert_eq!(
        strict::<Vec<i64>>(tree(r#"{"a":7}"#)).unwrap_err().expected,
        "array"
    );
    assert_eq!(strict::<Option<i64>>("").unwrap_err().expected, "integer");
    let error = strict::<Vec<i64>>(tree(r#"[1,"2"]"#)).unwrap_err();
    assert_eq!(
        (error.path.as_str(), error.expected.as_ref()),
        ("[1]", "integer")
    );
}

// Proves: P-212
#[test]
fn trees_come_out_as_they_went_in() {
    let source = r#"{"a":[1,2.5,"3",true,null,[]],"5":{"b":{}},"-1":"x","05":"y"}"#;
    let value = tree(source);
    for mode in [Lenient, Strict] {
        assert_eq!(from_value::<Value>(value.clone(), mode), Ok(value.clone()));
        let array: Array = from_value(value.clone(), mode).unwrap();
        assert_eq!(Value::from(array), value);
        let inside: BTreeMap<String, Value> = from_value(value.clone(), mode).unwrap();
        assert_eq!(inside.get("05"), Some(&"y".into()));
    }
    let json: serde_json::Value = lenient(value.clone()).unwrap();
    let expected = r#"{"a":[1,2.5,"3",true,null,[]],"5":{"b":[]},"-1":"x","05":"y"}"#;
    assert_eq!(
        json,
        serde_json::from_str::<serde_json::Value>(expected).unwrap()
    );
    let back: Value = serde_json::from_str(source).unwrap();
    let entry = |value: &Value, key: &str| value.as_array().unwrap().get(key).cloned();
    for key in ["a", "5", "-1", "05"] {
        assert_eq!(entry(&back, key), entry(&value, key), "{key}");
    }
    assert_eq!(expected_array("x"), "array");
    assert!(serde_json::from_str::<Array>("1").is_err());
}

fn expected_array(value: &str) -> String {
    expected::<Array>(value)
}

#[test]
fn a_whole_tree_may_be_anything() {
    for value in [
        Value::Null,
        true.into(),
        1.into(),
        1.5.into(),
        "".into(),
        Array::new().into(),
    ] {
        assert_eq!(lenient::<Value>(value.clone()), Ok(value));
    }
    assert_eq!(lenient::<()>(Value::Null), Ok(()));
    assert_eq!(expected::<()>(0), "null");
}
