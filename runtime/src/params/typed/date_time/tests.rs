#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;
use crate::params::Value;
use crate::params::decode::{Mode, from_value, from_value_in};
use crate::params::encode::to_value;

const NOON: i64 = 1_714_564_800; // 2024-05-01T12:00:00+00:00

fn lenient(text: &str) -> Option<DateTime> {
    from_value(text.into(), Mode::Lenient).ok()
}

// Proves: P-48
#[test]
fn output_has_a_numeric_offset() {
    for (offset, text) in [
        (0, "2024-05-01T12:00:00+00:00"),
        (3 * 3600, "2024-05-01T15:00:00+03:00"),
        (-(9 * 3600 + 1800), "2024-05-01T02:30:00-09:30"),
        (14 * 3600 + 59, "2024-05-02T02:00:00+14:00"),
    ] {
        let time = DateTime::from_unix(NOON, offset).unwrap();
        assert_eq!(time.to_string(), text);
        assert_eq!(to_value(&time), Ok(text.into()));
        assert_eq!(lenient(text), Some(time));
        assert_eq!(from_value(text.into(), Mode::Strict), Ok(time));
        assert_eq!(
            serde_json::from_value::<DateTime>(text.into()).unwrap(),
            time
        );
    }
    let early = DateTime::from_unix(-62_167_219_200, 0).unwrap();
    assert_eq!(early.to_string(), "0000-01-01T00:00:00+00:00");
    assert_eq!(DateTime::from_unix(-62_167_219_201, 0), None);
    assert_eq!(DateTime::from_unix(i64::MAX, 0), None);
    assert_eq!(DateTime::from_unix(0, 86_400), None);
}

// Proves: P-48
#[test]
fn lenient_input() {
    for (text, offset) in [
        ("2024-05-01T12:00:00Z", 0),
        ("2024-05-01t12:00:00z", 0),
        ("2024-05-01 12:00:00+00:00", 0),
        ("2024-05-01T12:00Z", 0),
        (" 2024-05-01T12:00:00.123Z ", 0),
        ("2024-05-01T14:30:00+0230", 9000),
        ("2024-05-01T10:00:00-02", -7200),
        ("2024-05-01 12:00:00 +00:00", 0),
    ] {
        assert_eq!(lenient(text), DateTime::from_unix(NOON, offset), "{text}");
    }
    for text in [
        "",
        "now",
        "2024-05-01x",
        "2024-5-1",
        "24-05-01",
        "2024-02-30",
        "2024-05-01T24:00:00",
        "2024-05-01T12:60:00",
        "2024-05-01T12:00:00+24:00",
        "2024-05-01T12:00:00+02:60",
        "2024-05-01T12:00:00+2",
        "2024-05-01T12:00:00.Z",
        "2024-05-01T",
        "2024-05-01T12",
        "01.05.2024",
        "+024-05-01",
        "2024-05-01T12:00:00+٠٠:٠٠",
    ] {
        assert_eq!(lenient(text), None, "{text}");
    }
}

// Proves: P-49
#[test]
fn without_an_offset_the_time_is_the_servers() {
    let tokyo = Zone::named("+09:00").unwrap();
    let read = |text: &str| {
        from_value_in::<DateTime>(&text.into(), Mode::Lenient, &tokyo)
            .unwrap()
            .to_string()
    };
    assert_eq!(read("2024-05-01"), "2024-05-01T00:00:00+09:00");
    assert_eq!(read("2024-05-01 12:30:00"), "2024-05-01T12:30:00+09:00");
    assert_eq!(read("2024-05-01 12:30:00Z"), "2024-05-01T12:30:00+00:00");
    // By itself, a text is of no server.
    let utc: DateTime = "2024-05-01".parse().unwrap();
    assert_eq!(utc.to_string(), "2024-05-01T00:00:00+00:00");
}

// Proves: P-48, P-161
#[test]
fn strict_input() {
    for text in [
        "2024-05-01T12:00:00Z",
        "2024-05-01 12:00:00+00:00",
        "2024-05-01T12:00:00+0000",
        "2024-05-01T12:00+00:00",
        "2024-05-01T12:00:00.0+00:00",
        "2024-05-01T12:00:00",
        "2024-05-01",
        " 2024-05-01T12:00:00+00:00",
        "2024-05-01T12:00:00+00:000",
    ] {
        let error = from_value::<DateTime>(text.into(), Mode::Strict).unwrap_err();
        assert_eq!(error.expected, "datetime", "{text}");
    }
    let day = Date::new(2024, 5, 1).unwrap();
    assert_eq!(from_value("2024-05-01".into(), Mode::Strict), Ok(day));
    for text in [
        "2024-05-01T12:00:00+00:00",
        "2024-05-01 ",
        "2024-5-1",
        "20240501",
    ] {
        let error = from_value::<Date>(text.into(), Mode::Strict).unwrap_err();
        assert_eq!(error.expected, "date", "{text}");
    }
    assert!(from_value::<DateTime>(Value::Int(NOON), Mode::Lenient).is_err());
}

// Proves: P-48
#[test]
fn dates() {
    let day = Date::new(2024, 2, 29).unwrap();
    assert_eq!(day.to_string(), "2024-02-29");
    assert_eq!(to_value(&day), Ok("2024-02-29".into()));
    for text in [
        "2024-02-29",
        " 2024-02-29 ",
        "2024-02-29 23:59:59",
        "2024-02-29T00:00:00Z",
    ] {
        assert_eq!(from_value(text.into(), Mode::Lenient), Ok(day), "{text}");
    }
    assert!("2024-02-29x".parse::<Date>().is_err());
    assert_eq!(Date::new(-1, 1, 1), None);
    assert_eq!(Date::new(10_000, 1, 1), None);
    assert_eq!(Date::new(5, 1, 1).unwrap().to_string(), "0005-01-01");
}

#[test]
fn order_is_that_of_time() {
    let time = |seconds, offset| DateTime::from_unix(seconds, offset).unwrap();
    assert!(time(1, 3600) < time(2, 0));
    assert_eq!(time(1, 60).offset_seconds(), 60);
    assert_ne!(time(1, 60), time(1, 0));
}
