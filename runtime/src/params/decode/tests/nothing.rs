//! What counts as nothing: null, absence, and empty text for what is not a text.

use super::*;
use crate::params::{Date, File};

// Proves: P-163
#[test]
fn null_is_none() {
    for mode in [Lenient, Strict] {
        assert_eq!(from_value::<Option<String>>(Value::Null, mode), Ok(None));
        assert_eq!(from_value::<Option<Vec<i64>>>(Value::Null, mode), Ok(None));
    }
}

#[test]
fn empty_text_is_none_for_what_is_not_a_text() {
    assert_eq!(lenient::<Option<i64>>(""), Ok(None));
    assert_eq!(lenient::<Option<f64>>(""), Ok(None));
    assert_eq!(lenient::<Option<bool>>(""), Ok(Some(false)));
    assert_eq!(lenient::<Option<bool>>("None"), Ok(None));
    assert_eq!(lenient::<Option<char>>(""), Ok(None));
    assert_eq!(lenient::<Option<Vec<i64>>>(""), Ok(None));
    assert_eq!(lenient::<Option<Array>>(""), Ok(None));
    assert_eq!(lenient::<Option<Kind>>(""), Ok(None));
    assert_eq!(lenient::<Option<Phone>>(""), Ok(None));
    assert_eq!(lenient::<Option<Date>>(""), Ok(None));
    assert_eq!(lenient::<Option<File>>(""), Ok(None));
    assert_eq!(lenient::<Option<File>>("false"), Ok(None));

    assert_eq!(lenient::<Option<String>>(""), Ok(Some(String::new())));
    assert_eq!(lenient::<Option<Value>>(""), Ok(Some("".into())));
    assert_eq!(lenient::<Option<bool>>("false"), Ok(Some(false)));
    assert_eq!(lenient::<Option<i64>>("7"), Ok(Some(7)));
    assert_eq!(
        lenient::<Option<i64>>("None").unwrap_err().expected,
        "integer"
    );
    assert_eq!(
        lenient::<Option<String>>("None"),
        Ok(Some("None".to_owned()))
    );
}

#[test]
fn empty_text_is_none_anywhere_inside() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Row {
        a: Option<i64>,
        b: Option<Wrapped>,
        c: Vec<Option<bool>>,
        d: Option<String>,
    }
    #[derive(Debug, PartialEq, Deserialize)]
    struct Wrapped(i64);

    let row = lenient::<Vec<Row>>(tree(
        r#"[{"a":"","b":"","c":["","Y","None"],"d":""},{"a":1,"b":2,"c":[]}]"#,
    ));
    let expected = vec![
        Row {
            a: None,
            b: None,
            c: vec![Some(false), Some(true), None],
            d: Some(String::new()),
        },
        Row {
            a: Some(1),
            b: Some(Wrapped(2)),
            c: vec![],
            d: None,
        },
    ];
    assert_eq!(row, Ok(expected));
}

#[test]
fn many_empty_texts_are_read_in_few_rounds() {
    let value = Value::from(vec![""; 200_000]);
    let started = std::time::Instant::now();
    let list = lenient::<Vec<Option<i64>>>(value).unwrap();
    assert_eq!(list.len(), 200_000);
    // One round more than without blanks; a round per blank would take hours.
    assert!(started.elapsed() < std::time::Duration::from_secs(20));
}

#[test]
fn only_options_come_of_nothing() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Wrapped(Option<i64>);
    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(default)]
    struct Defaults {
        a: i64,
    }
    type Alias<T> = Option<T>;

    assert_eq!(from_absent::<Option<String>>(), Some(None));
    assert_eq!(from_absent::<Alias<Phone>>(), Some(None));
    assert_eq!(from_absent::<Wrapped>(), Some(Wrapped(None)));
    assert_eq!(from_absent::<Option<Value>>(), Some(None));
    assert_eq!(from_absent::<i64>(), None);
    assert_eq!(from_absent::<bool>(), None);
    assert_eq!(from_absent::<String>(), None);
    assert_eq!(from_absent::<Vec<i64>>(), None);
    assert_eq!(from_absent::<Value>(), None);
    assert_eq!(from_absent::<Array>(), None);
    assert_eq!(from_absent::<Truthy>(), None);
    assert_eq!(from_absent::<Date>(), None);
    assert_eq!(from_absent::<File>(), None);
    assert_eq!(from_absent::<Defaults>(), None);
    assert_eq!(from_absent::<()>(), None);
}
