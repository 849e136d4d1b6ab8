//! The array against a list of pairs that is searched from the front.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use bitrix_rest::params::{Array, Key, Value};
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Step {
    Insert(Key, i64),
    Push(i64),
    Remove(Key),
    Change(Key, i64),
    Renumber,
    Retain(i64),
    Merge(Vec<(Key, i64)>),
}

fn key() -> impl Strategy<Value = Key> {
    prop_oneof![
        (-3_i64..40).prop_map(Key::from),
        (0..40).prop_map(|n| Key::from(format!("k{n}"))),
        Just(Key::from(i64::MAX)),
        "[0-9a-]{0,3}".prop_map(Key::from),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (key(), any::<i64>()).prop_map(|(key, n)| Step::Insert(key, n)),
        3 => any::<i64>().prop_map(Step::Push),
        4 => key().prop_map(Step::Remove),
        2 => (key(), any::<i64>()).prop_map(|(key, n)| Step::Change(key, n)),
        1 => Just(Step::Renumber),
        1 => (2_i64..9).prop_map(Step::Retain),
        1 => prop::collection::vec((key(), any::<i64>()), 0..30).prop_map(Step::Merge),
    ]
}

/// The array as PHP's manual tells it.
#[derive(Default)]
struct Model {
    pairs: Vec<(Key, Value)>,
    largest: Option<i64>,
}

impl Model {
    fn insert(&mut self, key: Key, value: Value) {
        if let Key::Int(number) = key {
            self.largest = self.largest.max(Some(number));
        }
        match self.pairs.iter_mut().find(|(k, _)| *k == key) {
            Some((_, slot)) => *slot = value,
            None => self.pairs.push((key, value)),
        }
    }

    fn push(&mut self, value: Value) -> bool {
        let next = self
            .largest
            .map_or(Some(0), |largest| largest.checked_add(1));
        next.map(|next| self.insert(Key::Int(next), value))
            .is_some()
    }

    fn renumber(&mut self) {
        let mut next = 0;
        let mut changed = false;
        for (key, _) in &mut self.pairs {
            if let Key::Int(number) = key {
                changed |= *number != next;
                *number = next;
                next += 1;
            }
        }
        if changed {
            self.largest = next.checked_sub(1);
        }
    }
}

fn owned(array: &Array) -> Vec<(Key, Value)> {
    array
        .iter()
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    // Proves: P-20, P-26, P-28, P-33
    #[test]
    fn behaves_like_a_list_of_pairs(steps in prop::collection::vec(step(), 0..120)) {
        let mut array = Array::new();
        let mut model = Model::default();
        for step in steps {
            let copy = array.clone();
            let entries = owned(&array);
            match step {
                Step::Insert(key, n) => {
                    array.insert(key.clone(), n);
                    model.insert(key, n.into());
                }
                Step::Push(n) => prop_assert_eq!(array.push(n), model.push(n.into())),
                Step::Remove(key) => {
                    let at = model.pairs.iter().position(|(k, _)| *k == key);
                    let gone = at.map(|at| model.pairs.remove(at).1);
                    prop_assert_eq!(array.remove(&key.to_string()), gone);
                }
                Step::Change(key, n) => {
                    let slot = model.pairs.iter_mut().find(|(k, _)| *k == key);
                    let found = array.get_mut(&key.to_string());
                    prop_assert_eq!(found.is_some(), slot.is_some());
                    if let (Some(found), Some((_, slot))) = (found, slot) {
                        *found = n.into();
                        *slot = n.into();
                    }
                }
                Step::Renumber => {
                    array.renumber();
                    model.renumber();
                }
                Step::Retain(modulus) => {
                    array.retain(|_, value| value.intval() % modulus != 0);
                    model.pairs.retain(|(_, value)| value.intval() % modulus != 0);
                }
                Step::Merge(pairs) => {
                    let other: Array = pairs.into_iter().collect();
                    for (key, value) in &other {
                        model.insert(key.clone(), value.clone());
                    }
                    array.merge(other);
                }
            }
            // A copy is untouched by what happens to its twin.
            prop_assert_eq!(owned(&copy), entries);

            prop_assert_eq!(array.len(), model.pairs.len());
            prop_assert!(array.iter().eq(model.pairs.iter().map(|(k, v)| (k, v))));
            for (key, value) in &model.pairs {
                prop_assert_eq!(array.get_key(key), Some(value));
                prop_assert_eq!(array.get(&key.to_string()), Some(value));
            }
            for n in -3..40 {
                let there = model.pairs.iter().any(|(k, _)| *k == Key::Int(n));
                prop_assert_eq!(array.contains(&n.to_string()), there);
            }
            let list = model.pairs.iter().zip(0..).all(|((k, _), n)| *k == Key::Int(n));
            prop_assert_eq!(array.is_list(), list);
        }
    }
}
