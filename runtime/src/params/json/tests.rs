#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;
use crate::params::key::Key;

fn fault(source: impl AsRef<[u8]>) -> JsonFault {
    from_slice(source.as_ref()).unwrap_err().fault()
}

fn first(source: &str) -> Value {
    let array = from_slice(source.as_bytes()).unwrap();
    array.values().next().unwrap().clone()
}

// Proves: P-22
#[test]
fn bodies_that_count_as_none() {
    assert_eq!(fault(""), JsonFault::End);
    assert_eq!(fault(" \n"), JsonFault::End);
    assert_eq!(fault("{\"options\":"), JsonFault::End);
    assert_eq!(fault("\u{feff}{}"), JsonFault::Syntax);
    for scalar in ["null", "1", "\"x\"", "true", "-0.5e1"] {
        assert_eq!(fault(scalar), JsonFault::Root, "{scalar}");
    }
    for lone in [
        r#"["\ud800"]"#,
        r#"["\udc00\ud800"]"#,
        r#"["\ud800\u0041"]"#,
        r#"["\ud800x"]"#,
    ] {
        assert_eq!(fault(lone), JsonFault::Escape, "{lone}");
    }
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(from_slice(nested(511).as_bytes()).is_ok());
    assert_eq!(fault(nested(512)), JsonFault::Depth);
    let objects = |depth: usize| "{\"a\":".repeat(depth) + "1" + &"}".repeat(depth);
    assert!(from_slice(objects(511).as_bytes()).is_ok());
    assert_eq!(fault(objects(512)), JsonFault::Depth);
}

#[test]
fn strict_syntax() {
    for source in [
        "[1,]",
        "[,1]",
        "{,}",
        "{\"a\"}",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "{1:1}",
        "[01]",
        "[1.]",
        "[.5]",
        "[+1]",
        "[-]",
        "[1e]",
        "[1e+]",
        "[TRUE]",
        "[nul]",
        "[truex]",
        "[] x",
        "[]]",
        "{]",
        "[}",
        "[1 2]",
        "\u{b}[]",
        "[]\0",
        "[NaN]",
        "[0x1]",
        "[--1]",
        "/**/[]",
    ] {
        assert_eq!(fault(source), JsonFault::Syntax, "{source}");
    }
    for source in ["[\"\n\"]", "[\"\u{1f}\"]", "{\"a\t\":1}"] {
        assert_eq!(fault(source), JsonFault::Control, "{source}");
    }
    for source in [
        r#"["\x"]"#,
        r#"["\u12"]"#,
        r#"["\u+123"]"#,
        r#"["\u12g4"]"#,
        r#"["\"#,
    ] {
        assert_eq!(fault(source), JsonFault::Escape, "{source}");
    }
    for source in ["[", "[\"", "[\"a", "{\"a", "{\"a\":", "[1", "[-", "[tr"] {
        assert!(
            matches!(fault(source), JsonFault::End | JsonFault::Syntax),
            "{source}"
        );
    }
    assert_eq!(fault(b"[\"\xff\"]"), JsonFault::Utf8);
    assert_eq!(fault(b"[\"\xed\xa0\x80\"]"), JsonFault::Utf8);
}

// Proves: P-24
#[test]
fn lists_and_numbered_objects_are_the_same() {
    let list = from_slice(br#"["a",{"k":"b"}]"#).unwrap();
    assert_eq!(list, from_slice(br#"{"0":"a","1":{"k":"b"}}"#).unwrap());
    assert!(list.is_list());
    let keys = from_slice(br#"{"05":1,"5":2,"-5":3,"":4}"#).unwrap();
    let keys: Vec<_> = keys.keys().cloned().collect();
    let text = |text: &str| Key::Text(text.to_owned());
    assert_eq!(keys, [text("05"), Key::Int(5), Key::Int(-5), text("")]);
}

// Proves: P-25
#[test]
fn duplicates_large_integers_and_empties() {
    let twice = from_slice(br#"{"a":1,"b":2,"a":3}"#).unwrap();
    assert_eq!(twice, Array::from_iter([("a", 3), ("b", 2)]));

    assert_eq!(first("[9223372036854775807]"), Value::Int(i64::MAX));
    assert_eq!(first("[-9223372036854775808]"), Value::Int(i64::MIN));
    assert_eq!(
        first("[9223372036854775808]"),
        Value::Float(9_223_372_036_854_775_808.0)
    );
    assert_eq!(
        first("[-9223372036854775809]"),
        Value::Float(-9_223_372_036_854_775_808.0)
    );
    assert_eq!(first("[1E400]"), Value::Float(f64::INFINITY));

    assert_eq!(from_slice(b"{}").unwrap(), from_slice(b"[ ]").unwrap());
    assert_eq!(first("[{}]"), first("[[]]"));
}

// Proves: P-43
#[test]
fn scalars_keep_their_types() {
    assert_eq!(first("[-0]"), Value::Int(0));
    assert!(matches!(first("[-0.0]"), Value::Float(zero) if zero.is_sign_negative()));
    assert_eq!(first("[1.0]"), Value::Float(1.0));
    assert_eq!(first("[1e2]"), Value::Float(100.0));
    assert_eq!(first("[true]"), Value::Bool(true));
    assert_eq!(first("[false]"), Value::Bool(false));
    assert_eq!(first("[null]"), Value::Null);
    assert_eq!(first(r#"["1"]"#), Value::from("1"));
}

#[test]
fn strings() {
    let source = r#"[ "a\"\\\/\b\f\n\r\t\u0041\u00e9\u20ac\ud83d\ude00\u0000é😀" ]"#;
    assert_eq!(
        first(source),
        Value::from("a\"\\/\u{8}\u{c}\n\r\tAé€😀\0é😀")
    );
    assert_eq!(first("[\"\u{7f}\u{2028}\"]"), Value::from("\u{7f}\u{2028}"));
    assert_eq!(first(r#"[""]"#), Value::from(""));
}

#[test]
fn errors_say_where() {
    let error = from_slice(b"{\n  \"a\": [1,\n  x]}").unwrap_err();
    assert_eq!((error.line(), error.column(), error.offset()), (3, 3, 15));
    assert_eq!(error.to_string(), "unexpected character at line 3 column 3");
    let error = from_slice(b"{\"a\":1").unwrap_err();
    assert_eq!(error.to_string(), "unexpected end at line 1 column 7");
}
