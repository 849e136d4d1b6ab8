//! What is moved between stores, as lines of JSON.

use bitrix_rest::{Array, Key, Value};
use bitrix_rest_methods::store::Record;
use serde_json::json;

use crate::fixture::{array, exactly, owner, unstorable};
use crate::rows::row;
use crate::samples::{each_kind, each_number, every_field};

fn option(key: &str, value: impl Into<Value>) -> Record {
    Record::Option {
        owner: owner("my-portal", "app.1", Some(7)),
        key: key.into(),
        value: value.into(),
    }
}

#[track_caller]
fn assert_round_trip(record: &Record) -> String {
    let line = record.to_json().unwrap();
    assert!(!line.contains(['\n', '\r', '\0']), "one line: {line}");
    let back = Record::from_json(&line).unwrap();
    assert_eq!(exactly(&back), exactly(record), "{line}");
    assert_eq!(back.to_json().unwrap(), line);
    line
}

#[test]
fn accounts_of_every_kind_come_back() {
    for account in each_kind().into_iter().chain(every_field()) {
        for portal in ["my-portal", "", "\"\\\u{1f600}"] {
            assert_round_trip(&Record::Account {
                portal: portal.into(),
                account: account.clone(),
            });
        }
    }
}

#[test]
fn the_largest_numbers_come_back() {
    for account in each_number(i64::MAX as u64) {
        assert_round_trip(&Record::Account {
            portal: "my-portal".into(),
            account,
        });
    }
}

#[test]
fn options_of_every_owner_come_back() {
    for user in [None, Some(0), Some(7), Some(i64::MAX as u64)] {
        for (portal, application) in [("my-portal", "app.1"), ("", ""), ("a\nb", "\u{10ffff}")] {
            let line = assert_round_trip(&Record::Option {
                owner: owner(portal, application, user),
                key: "theme".into(),
                value: "dark".into(),
            });
            let said = user.map_or("null".to_owned(), |user| user.to_string());
            assert!(line.contains(&format!("\"user\":{said},")), "{line}");
        }
    }
}

#[test]
fn rows_and_their_tables_come_back() {
    let table = Record::Table {
        portal: "my-portal".into(),
        name: "demo.item".into(),
        last: 250,
    };
    assert_eq!(
        assert_round_trip(&table),
        r#"{"portal":"my-portal","table":{"name":"demo.item","last":250}}"#
    );
    let nested = |depth| (0..depth).fold(json!(1), |value, _| json!([value]));
    for (value, text) in [
        (json!(null), "null"),
        (json!({}), "{}"),
        (
            json!([{}, [], 1.0, -0.0, 0.30000000000000004]),
            "[{},[],1.0,-0.0,0.30000000000000004]",
        ),
        (
            json!([u64::MAX, i64::MIN]),
            "[18446744073709551615,-9223372036854775808]",
        ),
        (
            json!({"10": "a\0b\n", "": 1}),
            r#"{"10":"a\u0000b\n","":1}"#,
        ),
        (nested(100), &*("[".repeat(100) + "1" + &"]".repeat(100))),
    ] {
        let record = |key: Option<&str>| Record::Row {
            portal: "my-portal".into(),
            table: "demo.item".into(),
            row: row(7, 3, key, value.clone()),
        };
        let line = assert_round_trip(&record(None));
        let start = r#"{"portal":"my-portal","row":{"table":"demo.item","id":7,"version":3,"key":null,"value":"#;
        assert_eq!(line, format!("{start}{text}}}}}"));
        assert_round_trip(&record(Some("a\"b")));
    }
}

#[test]
fn what_is_no_row_is_refused() {
    let fields = |fields: &str| format!(r#"{{"portal":"p","row":{{{fields}}}}}"#);
    let row = r#""table":"t","id":1,"version":1,"key":null,"value":1"#;
    Record::from_json(&fields(row)).unwrap();
    let deep = "[".repeat(101) + &"]".repeat(101);
    for (line, why) in [
        (
            fields(&row.replace(r#""t""#, r#""""#)),
            "the name of a table is empty",
        ),
        (fields(&row.replace(r#""t""#, r#""a\u0000b""#)), "NUL"),
        (
            fields(&row.replace("null", &format!("\"{}\"", "a".repeat(256)))),
            "256 bytes",
        ),
        (
            fields(&row.replace(r#""id":1"#, r#""id":0"#)),
            "ids and versions",
        ),
        (
            fields(&row.replace(r#""version":1"#, r#""version":0"#)),
            "ids and versions",
        ),
        (
            fields(&row.replace(r#""id":1"#, r#""id":-1"#)),
            "row: invalid value",
        ),
        (
            fields(&row.replace(r#""value":1"#, &format!(r#""value":{deep}"#))),
            "100 arrays",
        ),
        (
            fields(&row.replace(r#","value":1"#, "")),
            "missing field `value`",
        ),
        (fields(&format!("{row},\"more\":1")), "unknown field `more`"),
        (r#"{"portal":"p","row":1}"#.to_owned(), "row: invalid type"),
        (
            r#"{"portal":"p","table":{"name":"t"}}"#.to_owned(),
            "table: missing field `last`",
        ),
        (
            r#"{"portal":"p","table":{"name":"","last":1}}"#.to_owned(),
            "is empty",
        ),
        (
            r#"{"portal":"p","table":{"name":"t","last":0}}"#.to_owned(),
            "ids and versions",
        ),
        (
            r#"{"portal":"a\u0000","table":{"name":"t","last":1}}"#.to_owned(),
            "NUL",
        ),
    ] {
        let said = unstorable(Record::from_json(&line));
        assert!(said.contains(why), "{line}: {said}");
    }
}

// Proves: P-212
#[test]
fn values_of_every_type_come_back() {
    for (value, text) in [
        (Value::Null, "null"),
        (Value::Bool(true), "true"),
        (Value::Int(1), "1"),
        (Value::Float(1.0), "1.0"),
        (Value::Float(-0.0), "-0.0"),
        (Value::Float(5e-324), "5e-324"),
        (Value::Int(i64::MIN), "-9223372036854775808"),
        (Value::Int(i64::MAX), "9223372036854775807"),
        ("1".into(), "\"1\""),
        ("a\0b\n".into(), "\"a\\u0000b\\n\""),
        (Value::Array(Array::new()), "[]"),
        (Value::from(vec![1, 2]), "[1,2]"),
        (
            Value::Array(array([("1", 1), ("0", 2)])),
            "{\"1\":1,\"0\":2}",
        ),
        (
            Value::Array(array([("z", 1), ("a", 2), ("\0", 3)])),
            "{\"z\":1,\"a\":2,\"\\u0000\":3}",
        ),
    ] {
        let line = assert_round_trip(&option("key", value));
        assert!(line.ends_with(&format!("\"value\":{text}}}}}")), "{line}");
    }
}

// Proves: P-213
#[test]
fn keys_of_every_kind_come_back() {
    for key in [
        "5",
        "05",
        "-0",
        "",
        "\0",
        "a\0b",
        "value",
        "portal",
        "\u{10ffff}",
    ] {
        let record = option(key, "value");
        let line = assert_round_trip(&record);
        let Ok(Record::Option { key: back, .. }) = Record::from_json(&line) else {
            panic!("{line}");
        };
        assert_eq!(back, Key::from(key));
    }
}

#[test]
fn depth_and_length_are_no_limit() {
    let mut deep = Value::Float(1.0);
    for level in 0..300 {
        deep = match level % 2 {
            0 => Value::from(vec![deep]),
            _ => Value::Array(array([("down", deep)])),
        };
    }
    assert_round_trip(&option("deep", deep));
    assert_round_trip(&option(&"k".repeat(65_536), "v\0".repeat(500_000)));
}

#[test]
fn a_number_that_json_lacks_has_no_line() {
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        unstorable(option("key", number).to_json());
        unstorable(option("key", vec![vec![number]]).to_json());
    }
}

#[test]
fn what_is_no_record_is_refused() {
    let good = option("theme", "dark").to_json().unwrap();
    assert!(Record::from_json(&good).is_ok());
    for line in [
        "",
        "{}",
        "[]",
        "null",
        "7",
        "{\"portal\":\"p\"}",
        "{\"portal\":7,\"option\":{}}",
        "{\"portal\":\"p\",\"option\":null}",
        "{\"portal\":\"p\",\"option\":{}}",
        "{\"portal\":\"p\",\"user\":{\"id\":1}}",
        "{\"portal\":\"p\",\"group\":{\"id\":1}}",
        &good.replace("\"value\":\"dark\"", "\"other\":1"),
        &good.replace("\"user\":7", "\"user\":-1"),
        &good.replace("\"user\":7", "\"user\":\"7\""),
        &good.replace("\"key\":\"theme\"", "\"key\":5"),
        &good.replace("\"user\":7", "\"user\":7,\"users\":8"),
        &good.replace("\"portal\":\"my-portal\"", "\"portal\":\"p\",\"more\":1"),
        &good[..good.len() - 1],
        &format!("{good}{good}"),
    ] {
        assert_ne!(line, good);
        unstorable(Record::from_json(line));
    }
}
