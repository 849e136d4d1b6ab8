#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;

fn of<const N: usize>(pairs: [(&str, i64); N]) -> Array {
    pairs.into_iter().collect()
}

#[test]
fn an_empty_array_owns_nothing() {
    let array = Array::new();
    assert!(array.inner.is_none());
    assert!(array.is_empty() && array.is_list());
    assert_eq!(array, Array::default());
    assert_eq!(array, Vec::<Value>::new().into_iter().collect());
}

#[test]
fn clones_share_until_one_changes() {
    let mut array = of([("a", 1), ("b", 2)]);
    let copy = array.clone();
    assert!(Arc::ptr_eq(
        array.inner.as_ref().unwrap(),
        copy.inner.as_ref().unwrap()
    ));
    *array.get_mut("a").unwrap() = Value::Null;
    assert_eq!(copy, of([("a", 1), ("b", 2)]));
    assert_eq!(array.get("a"), Some(&Value::Null));
}

// Proves: P-28, P-213
#[test]
fn order_is_that_of_first_insertion() {
    let mut array = of([("b", 1), ("a", 2), ("5", 3)]);
    assert_eq!(array.insert("b", 9), Some(Value::Int(1)));
    assert_eq!(array.insert("c", 4), None);
    let keys: Vec<_> = array.keys().map(ToString::to_string).collect();
    assert_eq!(keys, ["b", "a", "5", "c"]);
    assert_ne!(of([("a", 1), ("b", 2)]), of([("b", 2), ("a", 1)]));
}

// Proves: P-33
#[test]
fn push_goes_behind_the_largest_integer_key_ever() {
    let mut array = of([("k", 0)]);
    array.push("x");
    array.insert(5, "y");
    array.remove("5");
    array.push("z");
    assert_eq!(
        array,
        of_values([("k", 0.into()), ("0", "x".into()), ("6", "z".into())])
    );

    let mut array = of([("-5", 0)]);
    assert!(array.push(1));
    assert!(array.contains("-4"));

    let mut array = of([("9223372036854775807", 0)]);
    assert!(!array.push(1));
    assert_eq!(array.len(), 1);
}

fn of_values<const N: usize>(pairs: [(&str, Value); N]) -> Array {
    pairs.into_iter().collect()
}

// Proves: P-20
#[test]
fn merging_replaces_whole_top_level_values() {
    let mut array = of_values([("a", of([("x", 1)]).into()), ("b", 1.into())]);
    array.merge(of_values([("c", 2.into()), ("a", of([("y", 2)]).into())]));
    let expected = of_values([
        ("a", of([("y", 2)]).into()),
        ("b", 1.into()),
        ("c", 2.into()),
    ]);
    assert_eq!(array, expected);

    let mut empty = Array::new();
    empty.merge(expected.clone());
    assert_eq!(empty, expected);
}

// Proves: P-26
#[test]
fn renumbering_counts_integer_keys_in_order_of_arrival() {
    let mut array = of([("5", 1), ("k", 2), ("-1", 3)]);
    array.renumber();
    assert_eq!(array, of([("0", 1), ("k", 2), ("1", 3)]));
    array.push(4);
    assert!(array.contains("2"));

    // More entries than are scanned, so that the positions are found anew.
    let mut long: Array = (100..200).map(|n| (n, n)).collect();
    long.renumber();
    assert!(long.is_list());
    assert_eq!(long.get("99"), Some(&Value::Int(199)));
    assert!(!long.contains("100"));
}

// Proves: P-53
#[test]
fn of_two_spellings_the_later_value_wins_at_the_first_place() {
    let array = of([("CMD", 1), ("halt", 2), ("cmd", 3), ("7", 4)]);
    let folded = array.to_lowercase_keys();
    assert_eq!(folded, of([("cmd", 3), ("halt", 2), ("7", 4)]));
    assert_eq!(array.get_ignore_case("Cmd"), Some(&Value::Int(3)));
    assert_eq!(array.get_ignore_case("HALT"), Some(&Value::Int(2)));
    assert_eq!(array.get_ignore_case("7"), Some(&Value::Int(4)));
    assert_eq!(array.get_ignore_case("x"), None);
}

#[test]
fn lists_are_known_by_their_keys() {
    assert!(of([("0", 1), ("1", 2)]).is_list());
    assert!(!of([("1", 1), ("0", 2)]).is_list());
    assert!(!of([("0", 1), ("2", 2)]).is_list());
    assert!(!of([("a", 1)]).is_list());
}

#[test]
fn integer_texts_find_integer_keys() {
    let mut array = of([("17", 1), ("017", 2)]);
    assert_eq!(array.get_key(&Key::Int(17)), Some(&Value::Int(1)));
    assert_eq!(array.get("017"), Some(&Value::Int(2)));
    assert_eq!(array.remove_key(&Key::from("17")), Some(Value::Int(1)));
    assert_eq!(array.len(), 1);
}

#[test]
fn removing_keeps_the_others_findable() {
    let mut array: Array = (0..40).map(|n| (format!("k{n}"), n)).collect();
    for gone in (0..40).step_by(2) {
        assert_eq!(array.remove(&format!("k{gone}")), Some(Value::Int(gone)));
        for n in 0..40 {
            let there = n > gone || n % 2 == 1;
            assert_eq!(array.contains(&format!("k{n}")), there, "{n} after {gone}");
        }
    }
    // Keys that come back after removal get new places.
    array.extend((0..40).map(|n| (format!("k{n}"), -n)));
    assert_eq!(array.len(), 40);
    assert_eq!(array.get("k38"), Some(&Value::Int(-38)));
    array.retain(|_, value| value.intval() <= -20);
    assert_eq!(array.len(), 20);
    assert!(!array.contains("k1") && array.contains("k39"));
}

#[test]
fn entries_move_out_of_shared_arrays_too() {
    let array = of([("a", 1)]);
    let copy = array.clone();
    assert_eq!(array.into_iter().count(), 1);
    assert_eq!(copy.into_iter().count(), 1);
    assert_eq!(Array::new().into_iter().count(), 0);
}

#[test]
fn debug_shows_the_entries() {
    assert_eq!(format!("{:?}", of([("7", 1)])), "{Int(7): Int(1)}");
}
