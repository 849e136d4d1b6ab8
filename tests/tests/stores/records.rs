//! What is moved between stores, as lines of JSON.

use bitrix_rest::{Array, Key, Value};
use bitrix_rest_methods::store::Record;

use crate::fixture::{array, exactly, owner, unstorable};
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
