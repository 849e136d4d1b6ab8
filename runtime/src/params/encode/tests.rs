#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::*;
use crate::params::json;

#[derive(Serialize)]
struct Contact {
    name: &'static str,
    phones: Vec<Phone>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
    age: Option<u8>,
}

#[derive(Serialize)]
struct Phone(&'static str, u64);

#[derive(Serialize)]
enum Shape {
    Point,
    Circle(f64),
    Pair(i8, i16),
    Rect { w: u32, h: f32 },
}

fn json_value(source: &str) -> Value {
    json::from_slice(source.as_bytes()).unwrap().into()
}

#[test]
fn structs_lists_and_options() {
    let contact = Contact {
        name: "A",
        phones: vec![Phone("1", 5)],
        comment: None,
        age: None,
    };
    let expected = json_value(r#"{"name":"A","phones":[["1",5]],"age":null}"#);
    assert_eq!(to_value(&contact), Ok(expected));
}

#[test]
fn enums() {
    let shapes = [
        Shape::Point,
        Shape::Circle(0.5),
        Shape::Pair(1, 2),
        Shape::Rect { w: 1, h: 0.1 },
    ];
    let expected = r#"["Point",{"Circle":0.5},{"Pair":[1,2]},{"Rect":{"w":1,"h":0.1}}]"#;
    assert_eq!(to_value(&shapes), Ok(json_value(expected)));
}

#[test]
fn scalars() {
    assert_eq!(to_value("x"), Ok("x".into()));
    assert_eq!(to_value(&'é'), Ok("é".into()));
    assert_eq!(to_value(&()), Ok(Value::Null));
    assert_eq!(to_value(&true), Ok(true.into()));
    assert_eq!(to_value(&i64::MIN), Ok(i64::MIN.into()));
    assert_eq!(to_value(&u64::MAX), Ok(18_446_744_073_709_551_615.0.into()));
    assert_eq!(to_value(&-1_i128), Ok((-1).into()));
    struct Bytes;
    impl Serialize for Bytes {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_bytes(b"a\xff")
        }
    }
    assert_eq!(to_value(&Bytes), Ok("a\u{fffd}".into()));
}

#[test]
fn keys() {
    let by_number = BTreeMap::from([(1_u8, "a"), (2, "b")]);
    assert_eq!(to_value(&by_number), Ok(json_value(r#"{"1":"a","2":"b"}"#)));
    let by_text = BTreeMap::from([("05", 1), ("5", 2)]);
    let value = to_value(&by_text).unwrap();
    let keys: Vec<_> = value.as_array().unwrap().keys().cloned().collect();
    assert_eq!(
        keys,
        [super::super::Key::from("05"), super::super::Key::Int(5)]
    );
    let by_list = HashMap::from([(vec![1], 1)]);
    assert_eq!(to_value(&by_list), Err(EncodeError::KeyType));
    assert_eq!(
        to_value(&HashMap::from([(true, 1)])),
        Err(EncodeError::KeyType)
    );
}

#[test]
fn arrays_are_shared_and_not_copied() {
    let mut array = Array::new();
    array.insert("k", 1);
    array.insert("7", vec!["x"]);
    // What the next key will be survives, which building anew would lose.
    array.remove("7");
    let Value::Array(mut shared) = to_value(&array).unwrap() else {
        panic!("not an array");
    };
    assert_eq!(shared, array);
    shared.push("y");
    assert!(shared.contains("8"));

    let nested = to_value(&[Value::Array(array.clone()), Value::Null]).unwrap();
    let nested = nested.as_array().unwrap();
    assert_eq!(nested.get("0"), Some(&Value::Array(array)));
}

#[test]
fn errors_of_the_value_itself() {
    struct Broken;
    impl Serialize for Broken {
        fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(serde::ser::Error::custom("broken"))
        }
    }
    assert_eq!(
        to_value(&[Broken]),
        Err(EncodeError::Other("broken".to_owned()))
    );
}
