//! Options: values of every type.

use bitrix_rest::{Array, Value};

use crate::fixture::{Fixture, array, exactly, owner, unstorable};

fn list(values: impl IntoIterator<Item = Value>) -> Value {
    Value::Array(values.into_iter().collect())
}

fn every_type() -> Vec<Value> {
    let text = |text: &str| Value::from(text);
    vec![
        Value::Bool(true),
        Value::Bool(false),
        Value::Int(0),
        Value::Int(1),
        Value::Float(1.0),
        Value::Float(0.0),
        Value::Float(-0.0),
        Value::Float(0.1 + 0.2),
        Value::Float(5e-324),
        Value::Float(f64::MIN_POSITIVE),
        Value::Float(f64::MAX),
        Value::Float(f64::MIN),
        Value::Float(1e15),
        Value::Float(1e21),
        Value::Float(9_223_372_036_854_775_808.0),
        Value::Int(i64::MAX),
        Value::Int(i64::MIN),
        Value::Int(9_007_199_254_740_993),
        text(""),
        text("1"),
        text("1.0"),
        text("null"),
        text("\0"),
        text("a\0b"),
        text("\\u0000"),
        text("\u{1}\u{7f}\u{2028}\u{fffe}\u{e000}\u{1f600}\u{10ffff}"),
        text("\"\\/'; DROP TABLE rest_options; --"),
        text("e\u{301} \u{e9}  "),
        list([]),
        list([list([]), Value::Null, list([list([])])]),
        list([Value::Int(1), Value::Float(1.0), text("1"), Value::Null]),
        // A map whose keys are not those of a list, or not in their order, stays a map.
        Value::Array(array([("1", 1), ("0", 0)])),
        Value::Array(array([("0", 0), ("2", 2)])),
        Value::Array(array([("00", 0), ("1", 1)])),
        Value::Array(array([("z", 1), ("", 2), ("a", 3), ("10", 4), ("9", 5)])),
        Value::Array(array([("a\0b", 1), ("A", 2), ("a", 3)])),
        Value::Array(array([(
            "outer",
            Value::Array(array([(
                "z",
                list([Value::Array(array([("b", 1), ("a", 2)]))]),
            )])),
        )])),
    ]
}

pub async fn values_come_back_as_they_were(f: &mut Fixture) {
    let ada = owner("my-portal", "app.1", Some(7));
    let all: Array = every_type()
        .into_iter()
        .enumerate()
        .map(|(number, value)| (format!("key {number}"), value))
        .collect();
    f.store().options().set(&ada, all.clone()).await.unwrap();
    f.everywhere(async |store| {
        let options = store.options();
        let found = options.all(&ada).await.unwrap();
        assert_eq!(exactly(&found), exactly(&all));
        for (key, value) in &all {
            let found = options.one(&ada, key).await.unwrap();
            assert_eq!(exactly(&found), exactly(&Some(value)), "{key}");
        }
    })
    .await;
    // Any type replaces any other.
    let mut turned = every_type();
    turned.rotate_left(1);
    let turned: Array = all.keys().cloned().zip(turned).collect();
    f.store().options().set(&ada, turned.clone()).await.unwrap();
    f.everywhere(async |store| {
        let found = store.options().all(&ada).await.unwrap();
        assert_eq!(exactly(&found), exactly(&turned));
    })
    .await;
}

pub async fn null_is_stored(f: &mut Fixture) {
    let ada = owner("my-portal", "app.1", Some(7));
    let options = f.store().options();
    let first = array([("never null", Value::from(1)), ("null later", 2.into())]);
    options.set(&ada, first).await.unwrap();
    let second = array([("null later", Value::Null), ("null", Value::Null)]);
    options.set(&ada, second).await.unwrap();
    f.everywhere(async |store| {
        let options = store.options();
        let one = async |key: &str| options.one(&ada, &key.into()).await.unwrap();
        assert_eq!(one("null").await, Some(Value::Null));
        assert_eq!(one("null later").await, Some(Value::Null));
        assert_eq!(one("never null").await, Some(Value::Int(1)));
        assert_eq!(one("not there").await, None);
        let all = options.all(&ada).await.unwrap();
        let keys: Vec<String> = all.keys().map(ToString::to_string).collect();
        assert_eq!(keys, ["never null", "null later", "null"]);
    })
    .await;
}

pub async fn long_and_deep_values_come_back(f: &mut Fixture) {
    let ada = owner("my-portal", "app.1", Some(7));
    let mut deep = Value::Float(1.0);
    for level in 0..300 {
        deep = if level % 2 == 0 {
            list([deep])
        } else {
            Value::Array(array([("down", deep)]))
        };
    }
    // What is said in two bytes of JSON for each one of text, and what is not compressed.
    let quotes = "\"".repeat(1_000_000);
    let mut seed = 1_u64;
    let mixed: String = std::iter::repeat_with(|| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        char::from(b' ' + (seed >> 57) as u8 % 95)
    })
    .take(1_000_000)
    .collect();
    let all = array([
        ("deep", deep),
        ("quotes", quotes.into()),
        ("mixed", mixed.into()),
    ]);
    f.store().options().set(&ada, all.clone()).await.unwrap();
    f.everywhere(async |store| {
        let options = store.options();
        let found = options.all(&ada).await.unwrap();
        assert!(found == all);
        let deep = |array: &Array| exactly(&array.get("deep"));
        assert_eq!(deep(&found), deep(&all));
        for (key, value) in &all {
            let found = options.one(&ada, key).await.unwrap();
            assert!(found.as_ref() == Some(value), "{key}");
        }
    })
    .await;
}

pub async fn one_number_that_json_lacks_refuses_the_whole_set(f: &mut Fixture) {
    let ada = owner("my-portal", "app.1", Some(7));
    let nobody = owner("my-portal", "app.1", Some(8));
    let options = f.store().options();
    let before = array([("kept", 1), ("last", 2)]);
    options.set(&ada, before.clone()).await.unwrap();
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        for value in [Value::Float(number), list([list([Value::Float(number)])])] {
            let set = || {
                array([
                    ("kept", Value::from("changed")),
                    ("new", 1.into()),
                    ("bad", value.clone()),
                    ("newer", 1.into()),
                ])
            };
            for whose in [&ada, &nobody] {
                let why = unstorable(options.set(whose, set()).await);
                assert!(why.contains("JSON"), "{why}");
            }
        }
    }
    f.everywhere(async |store| {
        let options = store.options();
        assert_eq!(options.all(&ada).await.unwrap(), before);
        assert_eq!(options.one(&ada, &"new".into()).await.unwrap(), None);
        assert!(options.all(&nobody).await.unwrap().is_empty());
    })
    .await;
}
