//! Comparisons.

use super::*;

fn list<V: Into<Value>>(values: impl IntoIterator<Item = V>) -> Value {
    Value::Array(values.into_iter().map(Into::into).collect())
}

// Proves: P-249
#[test]
fn numbers_are_compared_as_numbers_and_texts_as_texts() {
    use Operator::{AtLeast, AtMost, Contains, Equal, Greater, In, Less};
    let ten = Value::from(10);
    let text = Value::from("Ten 10");
    for (operator, found, wanted, accepts) in [
        (Equal, &ten, Value::from("10"), true),
        (Equal, &ten, Value::from(" 10.0 "), true),
        (Equal, &ten, Value::from("ten"), false),
        (Equal, &ten, Value::Null, false),
        (Greater, &ten, Value::from("9"), true),
        (Greater, &ten, Value::from(9.5), true),
        (Greater, &ten, Value::from("10"), false),
        (AtLeast, &ten, Value::from("10"), true),
        (Less, &ten, Value::from("9"), false),
        (Less, &ten, Value::from("inf"), false),
        (AtMost, &ten, Value::from("10"), true),
        (In, &ten, list(["7", "10"]), true),
        (In, &ten, list(["7", "100"]), false),
        (In, &ten, Value::from("10"), true),
        (In, &ten, list::<Value>([]), false),
        (Contains, &ten, Value::from("1"), true),
        (Contains, &ten, Value::from("2"), false),
        (Equal, &text, Value::from("ten 10"), true),
        (Equal, &text, Value::from("ten"), false),
        (Contains, &text, Value::from("EN 1"), true),
        (Greater, &text, Value::from("TEM"), true),
        (Less, &text, Value::from("ten 9"), true),
        (In, &text, list(["a", "TEN 10"]), true),
        (Equal, &Value::Null, Value::from(""), true),
        (Equal, &Value::Null, Value::from("a"), false),
        (Equal, &Value::Bool(true), Value::from("Y"), true),
        (Equal, &Value::Bool(true), Value::from("n"), false),
        (Equal, &Value::Bool(true), Value::from("maybe"), false),
        (Equal, &Value::Float(0.5), Value::from("0.50"), true),
        (Greater, &Value::Float(0.5), Value::from("0.4"), true),
        (
            Equal,
            &Value::Int(i64::MAX),
            Value::from("9223372036854775806"),
            false,
        ),
        (Equal, &list([1, 12]), Value::from("12"), true),
        (Equal, &list([1, 12]), Value::from("2"), false),
    ] {
        assert_eq!(
            operator.accepts(found, &wanted),
            accepts,
            "{found:?} {operator:?} {wanted:?}"
        );
    }
}

#[test]
fn a_negated_operator_accepts_what_the_other_refuses() {
    let values = [
        Value::from(10),
        Value::from("ada"),
        Value::Null,
        list([1, 12]),
    ];
    let wanted = [
        Value::from("10"),
        Value::from("a%"),
        list(["12", "ada"]),
        list::<Value>([]),
    ];
    for (one, other) in [
        (Operator::Equal, Operator::NotEqual),
        (Operator::In, Operator::NotIn),
        (Operator::Contains, Operator::NotContains),
        (Operator::Like, Operator::NotLike),
    ] {
        for found in &values {
            for wanted in &wanted {
                assert_ne!(one.accepts(found, wanted), other.accepts(found, wanted));
            }
        }
    }
}

#[test]
fn every_sign_is_one_operator() {
    for operator in Operator::ALL {
        assert_eq!(Operator::of(operator.sign()), Some(*operator));
    }
    for (sign, operator) in [
        ("!", Operator::NotEqual),
        ("%=", Operator::Like),
        ("!%=", Operator::NotLike),
    ] {
        assert_eq!(Operator::of(sign), Some(operator));
    }
    for sign in ["", "==", "<>", "!>", "@@", "%%", "~"] {
        assert_eq!(Operator::of(sign), None, "{sign}");
    }
}

#[test]
fn patterns() {
    for (text, pattern, is) in [
        ("ivan", "ivan", true),
        ("ivan", "iva", false),
        ("ivan", "iva%", true),
        ("ivan", "%van", true),
        ("ivan", "%va%", true),
        ("ivan", "i%n", true),
        ("ivan", "i%a%n", true),
        ("ivan", "i%n%a", false),
        ("ivan", "%", true),
        ("ivan", "%%", true),
        ("", "%", true),
        ("", "", true),
        ("aba", "ab%ba", false),
        ("ivan", "%x%", false),
    ] {
        assert_eq!(is_like(text, pattern), is, "{text} {pattern}");
    }
}

#[test]
fn values_have_an_order() {
    let sorted = [
        Value::Null,
        false.into(),
        true.into(),
        (-1).into(),
        0.5.into(),
        2.into(),
        10.into(),
        "".into(),
        "10".into(),
        "9".into(),
        "a".into(),
        "B".into(),
        list([1]),
        list([1, 2]),
        list([2]),
    ];
    for (at, one) in sorted.iter().enumerate() {
        for (other_at, other) in sorted.iter().enumerate() {
            assert_eq!(compare(one, other), at.cmp(&other_at), "{one:?} {other:?}");
        }
    }
    assert_eq!(compare(&"ADA".into(), &"ada".into()), Ordering::Equal);
}
