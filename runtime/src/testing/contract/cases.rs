//! What methods are called with: parameters that their schema allows, and such as are wrong in one place.

use std::collections::HashSet;
use std::ops::ControlFlow;

use serde_json::{Value, json};

use super::parts::Parts;
use super::sample::{DEPTH, FIELD, ITEM, inside, samples};
use super::schema::Schemas;

/// How many choices are made otherwise at once. Inside the last one there are no variations.
const CHOICES: usize = 2;

/// What takes variations, until it has enough.
type Tell<'t> = &'t mut dyn FnMut(Value) -> ControlFlow<()>;

/// A body that is in order: the parameters that must be there, and all.
pub(super) fn in_order(schemas: Schemas<'_>, body: Option<&Value>) -> Vec<Value> {
    let Some(body) = body else {
        return vec![json!({})];
    };
    samples(&Parts::of(schemas, vec![body], false), 0)
}

/// Bodies that differ from those that are in order, in one place each: at most so many; whether these are all. The first one
/// that is in order shows what else the schema lets choose, and its examples: once is enough.
pub(super) fn varied(
    schemas: Schemas<'_>,
    body: Option<&Value>,
    bases: &[Value],
    most: usize,
) -> (Vec<Value>, bool) {
    let mut all = vec![
        json!({}),
        json!({"NO_SUCH_PARAMETER": "a"}),
        json!(["a", {}]),
    ];
    let Some(body) = body else {
        return (all, true);
    };
    let mut seen: HashSet<String> = all.iter().map(Value::to_string).collect();
    let parts = Parts::of(schemas, vec![body], false);
    let choices = std::iter::once(CHOICES).chain(std::iter::repeat(0));
    let ended = bases.iter().zip(choices).try_for_each(|(base, choices)| {
        vary(&parts, base, 0, choices, &mut |varied| {
            if !seen.insert(varied.to_string()) {
                return ControlFlow::Continue(());
            }
            if all.len() >= most {
                return ControlFlow::Break(());
            }
            all.push(varied);
            ControlFlow::Continue(())
        })
    });
    (all, ended.is_continue())
}

/// Tells of all variations of a value: what it is exchanged for, what it holds, and what else its schema lets choose.
fn vary(
    parts: &Parts<'_>,
    base: &Value,
    depth: usize,
    choices: usize,
    tell: Tell<'_>,
) -> ControlFlow<()> {
    if depth > 0 {
        values().into_iter().try_for_each(&mut *tell)?;
    }
    vary_inside(parts, base, depth, choices, tell)?;
    let Some(choices) = choices.checked_sub(1) else {
        return ControlFlow::Continue(());
    };
    parts.examples().cloned().try_for_each(&mut *tell)?;
    for other in parts.alternatives() {
        let several = samples(&other, depth);
        several.iter().cloned().try_for_each(&mut *tell)?;
        // The one with all that may be there.
        if let (Some(whole), 1..) = (several.last(), choices) {
            vary_inside(&other, whole, depth, choices, tell)?;
        }
    }
    ControlFlow::Continue(())
}

/// Tells of what is at the bounds of a value, what its fields are, and which of them may be missing.
fn vary_inside(
    parts: &Parts<'_>,
    base: &Value,
    depth: usize,
    choices: usize,
    tell: Tell<'_>,
) -> ControlFlow<()> {
    if depth > 0 {
        let text = json!("a");
        let item = base.get(0).unwrap_or(&text);
        let mut at_bounds = parts.iter().flat_map(|part| bounds(part, item));
        at_bounds.try_for_each(&mut *tell)?;
    }
    if depth >= DEPTH {
        return ControlFlow::Continue(());
    }
    match base {
        Value::Object(fields) => {
            for (name, schema) in parts.properties() {
                let with = |value: Value| {
                    let mut fields = fields.clone();
                    fields.insert(name.to_owned(), value);
                    Value::Object(fields)
                };
                let depth = depth + FIELD;
                let parts = inside(parts, schema, depth);
                let held = match fields.get(name) {
                    Some(field) => vec![field.clone()],
                    None => samples(&parts, depth),
                };
                for field in held {
                    vary(&parts, &field, depth, choices, &mut |value| {
                        tell(with(value))
                    })?;
                }
            }
            for name in fields.keys() {
                let mut fields = fields.clone();
                fields.remove(name);
                tell(Value::Object(fields))?;
            }
        }
        Value::Array(list) => {
            let items: Vec<_> = parts.values("items").collect();
            let places = match parts.tuple() {
                Some(places) => places.iter().map(|place| vec![place]).collect(),
                None if items.is_empty() => Vec::new(),
                // The others are as good as the first.
                None => vec![items],
            };
            for (at, (item, place)) in list.iter().zip(places).enumerate() {
                let depth = depth + ITEM;
                let parts = inside(parts, place, depth);
                vary(&parts, item, depth, choices, &mut |value| {
                    let mut list = list.clone();
                    list.splice(at..=at, [value]);
                    tell(Value::Array(list))
                })?;
            }
        }
        _ => {}
    }
    ControlFlow::Continue(())
}

/// What stands in the place of a value: of every type.
fn values() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(false),
        json!(0),
        json!(1),
        json!(-1),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(0.5),
        json!(""),
        json!(" "),
        json!("1"),
        json!("a"),
        json!("'\"<&>\\%\u{0}\u{202e}ж😀"),
        json!("ж".repeat(5000)),
        json!([]),
        json!(["a"]),
        json!([[1]]),
        json!({"a": "b"}),
        json!({"a": {"b": [null]}}),
    ]
}

/// Values on both sides of each bound of this schema; lists hold this item.
fn bounds(schema: &Value, item: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    let number = |key: &str| schema.get(key).and_then(Value::as_i64);
    for (key, beyond) in [("minimum", -1_i32), ("maximum", 1)] {
        let bound = schema.get(key).filter(|bound| bound.is_number());
        all.extend(bound.cloned());
        let next = number(key).map(|bound| json!(bound.saturating_add(beyond.into())));
        let fraction = || Some(json!(bound?.as_f64()? + f64::from(beyond)));
        all.extend(next.or_else(fraction));
    }
    // So long that a bound of the framework would come before.
    let longest_list = if item.is_string() { 1 << 16 } else { 1 << 12 };
    for (text, list) in [("minLength", "minItems"), ("maxLength", "maxItems")] {
        for length in [-1, 0, 1] {
            let of = |key, longest| {
                let length = usize::try_from(number(key)?.saturating_add(length)).ok()?;
                (length <= longest).then_some(length)
            };
            all.extend(of(text, 1 << 16).map(|length| json!("a".repeat(length))));
            all.extend(of(list, longest_list).map(|length| json!(vec![item; length])));
        }
    }
    #[cfg(feature = "pattern")]
    if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
        all.extend(super::matching::several(pattern, number("maxLength")).map(Value::String));
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        all.extend(values.iter().cloned());
        all.push(json!("no such value"));
    }
    all
}
