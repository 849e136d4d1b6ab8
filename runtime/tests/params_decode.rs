//! Decoding of anything into anything: no panic, and no value made up.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;

use bitrix_rest::params::decode::{Mode, from_value};
use bitrix_rest::params::{Array, Date, DateTime, File, Truthy, Value, encode};
use proptest::prelude::*;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Contact {
    name: String,
    age: Option<u8>,
    phones: Vec<Phone>,
    marks: BTreeMap<String, Option<f64>>,
    kind: Kind,
    extra: Value,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Phone(String, bool);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Kind {
    Person,
    Company(Option<Array>),
    Pair(i64, Box<Kind>),
    Named {
        at: Option<DateTime>,
        day: Option<Date>,
    },
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
#[allow(dead_code)]
enum Either {
    Number(i64),
    Text(String),
    List(Vec<Either>),
    Map(HashMap<String, Either>),
    Nothing(()),
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type")]
#[allow(dead_code)]
enum Tagged {
    A { x: Option<i64> },
    B(Contact),
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Flattened {
    a: Option<i64>,
    #[serde(flatten)]
    rest: HashMap<String, Value>,
}

/// Decodes in both modes; what is accepted strictly must be accepted leniently too.
fn attempt<T: DeserializeOwned + Debug>(value: &Value) {
    let strict = from_value::<T>(value.clone(), Mode::Strict);
    let lenient = from_value::<T>(value.clone(), Mode::Lenient);
    if let (Ok(strict), Err(error)) = (&strict, &lenient) {
        panic!("{strict:?} is only accepted strictly: {error}");
    }
    for error in strict.err().into_iter().chain(lenient.err()) {
        assert!(
            error.path.is_empty() || (error.path.starts_with('[') && error.path.ends_with(']')),
            "{error:?}"
        );
        assert!(!error.message.is_empty());
    }
}

fn kind() -> impl Strategy<Value = Kind> {
    let time = (0_i64..4_000_000_000, -50_i32..50)
        .prop_map(|(seconds, quarters)| DateTime::from_unix(seconds, quarters * 900));
    let leaf = prop_oneof![
        Just(Kind::Person),
        prop::option::of(common::array()).prop_map(Kind::Company),
        time.prop_map(|at| Kind::Named {
            at,
            day: at.and_then(DateTime::date)
        }),
    ];
    leaf.prop_recursive(3, 6, 1, |inner| {
        (any::<i64>(), inner).prop_map(|(n, kind)| Kind::Pair(n, Box::new(kind)))
    })
}

fn contact() -> impl Strategy<Value = Contact> {
    let phones = prop::collection::vec(
        (common::text(), any::<bool>()).prop_map(|(n, f)| Phone(n, f)),
        0..4,
    );
    let marks =
        prop::collection::btree_map(common::text(), prop::option::of(common::float()), 0..4);
    (
        common::text(),
        any::<Option<u8>>(),
        phones,
        marks,
        kind(),
        common::value(),
    )
        .prop_map(|(name, age, phones, marks, kind, extra)| Contact {
            name,
            age,
            phones,
            marks,
            kind,
            extra,
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    // Proves: P-50, P-54
    #[test]
    fn anything_decodes_into_anything_or_fails(value in common::value()) {
        attempt::<bool>(&value);
        attempt::<i8>(&value);
        attempt::<u64>(&value);
        attempt::<i128>(&value);
        attempt::<f32>(&value);
        attempt::<char>(&value);
        attempt::<String>(&value);
        attempt::<()>(&value);
        attempt::<Option<i64>>(&value);
        attempt::<Option<Option<String>>>(&value);
        attempt::<Vec<Option<u16>>>(&value);
        attempt::<[String; 2]>(&value);
        attempt::<(i64, Option<bool>)>(&value);
        attempt::<HashMap<i64, Value>>(&value);
        attempt::<HashMap<char, Vec<bool>>>(&value);
        attempt::<BTreeMap<String, BTreeMap<u8, f64>>>(&value);
        attempt::<Contact>(&value);
        attempt::<Kind>(&value);
        attempt::<Either>(&value);
        attempt::<Tagged>(&value);
        attempt::<Flattened>(&value);
        attempt::<Truthy>(&value);
        attempt::<Date>(&value);
        attempt::<DateTime>(&value);
        attempt::<File>(&value);
        attempt::<Option<Vec<File>>>(&value);
        attempt::<serde_json::Value>(&value);
        attempt::<IgnoredAny>(&value);
        attempt::<std::net::IpAddr>(&value);
    }

    // Proves: P-212
    #[test]
    fn trees_pass_unchanged(value in common::value()) {
        for mode in [Mode::Lenient, Mode::Strict] {
            prop_assert_eq!(&from_value::<Value>(value.clone(), mode).unwrap(), &value);
        }
        prop_assert_eq!(&encode::to_value(&value).unwrap(), &value);
    }

    #[test]
    fn what_is_encoded_is_decoded_again(contact in contact()) {
        let value = encode::to_value(&contact).unwrap();
        for mode in [Mode::Lenient, Mode::Strict] {
            let decoded: Contact = from_value(value.clone(), mode).unwrap();
            prop_assert_eq!(&decoded, &contact);
        }
    }

    // Proves: P-44
    #[test]
    fn integers_are_those_texts_that_spell_one(text in "[ +-]?[0-9a.e]{0,4} ?", number in any::<i64>()) {
        let decoded = from_value::<i64>(text.as_str().into(), Mode::Lenient).ok();
        prop_assert_eq!(decoded, text.trim().parse().ok());
        let spelled = format!(" {number:+} ");
        prop_assert_eq!(from_value::<i64>(spelled.into(), Mode::Lenient), Ok(number));
    }

    // Proves: P-51
    #[test]
    fn files_survive(content in prop::collection::vec(any::<u8>(), 1..50), name in prop::option::of("[a-zé.]{1,9}")) {
        let file = File { name, content };
        let value = encode::to_value(&file).unwrap();
        prop_assert_eq!(from_value::<File>(value, Mode::Lenient), Ok(file));
    }
}
