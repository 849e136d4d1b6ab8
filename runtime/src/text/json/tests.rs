#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;

use super::*;
use crate::params::{Array, Value, json as body};

fn text<T: Serialize + ?Sized>(value: &T) -> String {
    let mut out = b"before".to_vec();
    write(&mut out, value, Escaping::Plain).unwrap();
    let text = String::from_utf8(out).unwrap();
    text.strip_prefix("before").unwrap().to_owned()
}

fn tree(source: &str) -> Array {
    body::from_slice(source.as_bytes()).unwrap()
}

fn lifted(source: &str) -> (String, Lifted) {
    let mut out = Vec::new();
    let lifted = write_result(&mut out, &tree(source), Escaping::Plain).unwrap();
    (String::from_utf8(out).unwrap(), lifted)
}

// Proves: P-64
#[test]
fn a_list_is_known_by_its_keys() {
    let map = |pairs: &[(u8, &'static str)]| pairs.iter().copied().collect::<BTreeMap<_, _>>();
    assert_eq!(text(&map(&[(0, "a"), (1, "b")])), r#"["a","b"]"#);
    assert_eq!(text(&map(&[(1, "b")])), r#"{"1":"b"}"#);
    assert_eq!(text(&map(&[(0, "a"), (2, "c")])), r#"{"0":"a","2":"c"}"#);
    assert_eq!(text(&tree(r#"{"1":"a","0":"b"}"#)), r#"{"1":"a","0":"b"}"#);
    assert_eq!(text(&tree(r#"{"0":"a","1":"b"}"#)), r#"["a","b"]"#);
    assert_eq!(text(&tree("{}")), "[]");
}

// Proves: P-63
#[test]
fn every_map_follows_the_rule_of_lists() {
    #[derive(Serialize)]
    struct Empty {}
    #[derive(Serialize)]
    struct Skipping {
        #[serde(skip_serializing_if = "Option::is_none")]
        a: Option<u8>,
    }
    #[derive(Serialize)]
    struct Numbered {
        #[serde(rename = "0")]
        zero: Option<u8>,
        #[serde(rename = "1")]
        one: BTreeMap<String, Vec<u8>>,
        #[serde(rename = "2")]
        two: (),
    }
    #[derive(Serialize)]
    enum Variant {
        #[serde(rename = "0")]
        Newtype(u8),
        #[serde(rename = "0")]
        Tuple(u8, u8),
        #[serde(rename = "0")]
        Struct {
            a: u8,
        },
        Named(u8),
        NamedTuple(u8, u8),
        NamedStruct {},
        Unit,
    }
    assert_eq!(text(&BTreeMap::<String, u8>::new()), "[]");
    assert_eq!(text(&Empty {}), "[]");
    assert_eq!(text(&Skipping { a: None }), "[]");
    assert_eq!(text(&Skipping { a: Some(1) }), r#"{"a":1}"#);
    assert_eq!(text(&Vec::<u8>::new()), "[]");
    let numbered = Numbered {
        zero: None,
        one: BTreeMap::from([("0".to_owned(), vec![7, 8]), ("1".to_owned(), vec![])]),
        two: (),
    };
    assert_eq!(text(&numbered), "[null,[[7,8],[]],null]");
    let variants = [
        Variant::Newtype(1),
        Variant::Tuple(1, 2),
        Variant::Struct { a: 1 },
        Variant::Named(1),
        Variant::NamedTuple(1, 2),
        Variant::NamedStruct {},
        Variant::Unit,
    ];
    let expected =
        r#"[[1],[[1,2]],[{"a":1}],{"Named":1},{"NamedTuple":[1,2]},{"NamedStruct":[]},"Unit"]"#;
    assert_eq!(text(&variants), expected);
    let long: BTreeMap<u32, u32> = (0..1000).map(|n| (n, n)).collect();
    assert_eq!(text(&long), text(&(0..1000).collect::<Vec<u32>>()));
    let almost: BTreeMap<u32, u32> = (0..1001).filter(|n| *n != 999).map(|n| (n, n)).collect();
    assert!(text(&almost).starts_with(r#"{"0":0,"1":1,"#));
}

#[test]
fn scalars_as_in_other_json() {
    #[derive(Serialize)]
    struct All {
        a: (u8, i16, i64, u64, i128),
        b: Option<bool>,
        c: Option<()>,
        d: char,
        e: f32,
    }
    let all = All {
        a: (1, -2, i64::MIN, u64::MAX, -5),
        b: Some(false),
        c: None,
        d: '"',
        e: 0.1,
    };
    let expected = r#"{"a":[1,-2,-9223372036854775808,18446744073709551615,-5],"b":false,"c":null,"d":"\"","e":0.1}"#;
    assert_eq!(text(&all), expected);
    assert_eq!(
        text(&BTreeMap::from([(-1, 'x'), (7, 'y')])),
        r#"{"-1":"x","7":"y"}"#
    );
    let time = crate::params::DateTime::from_unix(0, 0).unwrap();
    assert_eq!(text(&time), r#""1970-01-01T00:00:00+00:00""#);
}

// Proves: P-68
#[test]
fn null_is_written() {
    assert_eq!(text(&Value::Null), "null");
    assert_eq!(text(&()), "null");
    assert_eq!(text(&None::<u8>), "null");
}

// Proves: P-69
#[test]
fn what_cannot_be_written_leaves_the_buffer_as_it_was() {
    let mut out = b"before".to_vec();
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let error = write(&mut out, &("x", [number]), Escaping::Php).unwrap_err();
        assert_eq!(error, EncodeError::NotFinite);
        assert_eq!(out, b"before");
    }
    assert_eq!(
        write(&mut out, &f32::NAN, Escaping::Php),
        Err(EncodeError::NotFinite)
    );
    let keyed = BTreeMap::from([(true, 1)]);
    assert_eq!(
        write(&mut out, &keyed, Escaping::Plain),
        Err(EncodeError::KeyType)
    );
    assert_eq!(out, b"before");
}

// Proves: P-56
#[test]
fn next_and_total_are_lifted_out_of_a_result() {
    let (text, out) = lifted(r#"{"items":[1],"next":"50","total":120}"#);
    assert_eq!(text, r#"{"items":[1]}"#);
    assert_eq!(
        out,
        Lifted {
            next: Some(50),
            total: Some(120),
            soft_error: false
        }
    );

    let (text, out) = lifted(r#"{"next":null,"a":1,"total":null}"#);
    assert_eq!(text, r#"{"next":null,"a":1}"#);
    assert_eq!(
        out,
        Lifted {
            next: None,
            total: Some(0),
            soft_error: false
        }
    );

    // What is left decides between array and object.
    let (text, out) = lifted(r#"{"0":"a","next":50,"1":"b","total":2}"#);
    assert_eq!(
        (text.as_str(), out.next, out.total),
        (r#"["a","b"]"#, Some(50), Some(2))
    );
    assert_eq!(lifted(r#"{"total":5,"0":"a"}"#).0, r#"["a"]"#);
    assert_eq!(lifted(r#"{"next":5,"total":5}"#).0, "[]");
    assert_eq!(
        lifted(r#"{"0":"a","next":null}"#).0,
        r#"{"0":"a","next":null}"#
    );

    // Only at the top, only in maps, only in results.
    let nested = r#"{"a":{"next":1,"total":2}}"#;
    assert_eq!(lifted(nested), (nested.to_owned(), Lifted::default()));
    let list = r#"["next","total"]"#;
    assert_eq!(lifted(list), (list.to_owned(), Lifted::default()));
    assert_eq!(text_of(r#"{"next":1}"#), r#"{"next":1}"#);
}

fn text_of(source: &str) -> String {
    text(&tree(source))
}

// Proves: P-56
#[test]
fn lifting_sees_through_options_newtypes_and_structs() {
    #[derive(Serialize)]
    struct Page {
        rows: Vec<u8>,
        next: Option<u32>,
        total: u64,
    }
    #[derive(Serialize)]
    struct Wrapped(Option<Page>);
    let page = Wrapped(Some(Page {
        rows: vec![],
        next: Some(50),
        total: 51,
    }));
    let mut out = Vec::new();
    let lifted = write_result(&mut out, &page, Escaping::Plain).unwrap();
    assert_eq!(out, br#"{"rows":[]}"#);
    assert_eq!((lifted.next, lifted.total), (Some(50), Some(51)));
}

// Proves: P-59
#[test]
fn soft_errors_have_both_keys_filled() {
    let full = r#"{"error":"E","error_description":"d","x":1}"#;
    let (text, out) = lifted(full);
    assert!(out.soft_error);
    assert_eq!(text, full);
    for source in [
        r#"{"error":"E"}"#,
        r#"{"error":"E","error_description":""}"#,
        r#"{"error":"0","error_description":"d"}"#,
        r#"{"error":[],"error_description":"d"}"#,
        r#"{"error":0.0,"error_description":"d"}"#,
        r#"{"error":false,"error_description":"d"}"#,
        r#"{"error":null,"error_description":"d"}"#,
        r#"{"a":{"error":"E","error_description":"d"}}"#,
    ] {
        let (text, out) = lifted(source);
        assert!(!out.soft_error, "{source}");
        assert_eq!(text, source.replace("0.0", "0"));
    }
    assert!(
        lifted(r#"{"error_description":{"a":1},"error":1}"#)
            .1
            .soft_error
    );
}

// Proves: P-65
#[test]
fn php_escaping_reaches_keys_and_values() {
    let mut out = Vec::new();
    write(&mut out, &tree(r#"{"a/b<":["'\u2028é"]}"#), Escaping::Php).unwrap();
    let expected = r#"{"a\/b\u003C":["\u0027\u2028é"]}"#;
    assert_eq!(String::from_utf8(out).unwrap(), expected);
}

#[test]
fn deep_values_fit_a_small_stack() {
    // A worker thread of a server has 2 MiB. This one reads, copies, compares, decodes, writes and drops.
    let deep = || {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let source = format!("{}1{}", open.repeat(511), close.repeat(511));
            let array = tree(&source);
            assert_eq!(array, array.clone());
            let value = Value::Array(array);
            let mut out = Vec::new();
            write(&mut out, &value, Escaping::Php).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), source);
            let any: serde_json::Value =
                crate::params::decode::from_value(value, crate::params::decode::Mode::Lenient)
                    .unwrap();
            let mut out = Vec::new();
            write(&mut out, &any, Escaping::Plain).unwrap();
            let copy = crate::params::encode::to_value(&any).unwrap();
            let mut xml = Vec::new();
            crate::text::xml::write(&mut xml, &copy);
            assert!(crate::params::query::encode(copy.as_array().unwrap()).len() > 511);
        }
    };
    let small = std::thread::Builder::new().stack_size(2 << 20);
    small.spawn(deep).unwrap().join().unwrap();
}
