//! What callers may ask of an object, as examples: of each of its fields, in each way. A document shows the first one, the
//! contract test kit tries them all.

use serde_json::{Value as Json, json};

use super::cursor::{along, default_field, fields, is_number};
use super::{AggregateFunction, Element, FieldDescriptor, ObjectDescriptor, Operator};
use crate::call::Page;

/// Some fields, each alone, and what is in relations.
pub(super) fn select(object: &'static ObjectDescriptor) -> Vec<Json> {
    let plain = object.fields().iter();
    let plain = plain.filter(|field| field.relation().is_none());
    let some: Vec<&str> = plain.take(2).map(FieldDescriptor::name).collect();
    let mut all = vec![json!(some)];
    for field in object.fields() {
        let name = field.name();
        all.push(json!([name]));
        let related = field.relation().map(|relation| (relation.object)());
        let related = related.iter().flat_map(|object| object.fields());
        all.extend(related.map(|field| json!([format!("{name}.{}", field.name())])));
    }
    all
}

/// One condition of each field and operator, and groups of them.
pub(super) fn filter(object: &'static ObjectDescriptor) -> Vec<Json> {
    let fields = object.fields().iter();
    let fields: Vec<_> = fields.filter(|field| field.is_filterable()).collect();
    let equal = Operator::Equal.sign();
    let is = |field: &FieldDescriptor| json!([field.name(), equal, field.example()]);
    // A cursor goes along a field that no condition is about.
    let along = along(object).map(FieldDescriptor::name);
    let others = fields.iter().filter(|field| Some(field.name()) != along);
    let Some(first) = others.chain(&fields).next() else {
        return Vec::new();
    };
    let mut all = vec![json!([is(first)])];
    for field in &fields {
        let (name, value, kind) = (field.name(), field.example(), field.kind());
        let operators = Operator::ALL.into_iter();
        let operators =
            operators.filter(|one| kind.element.is_range() || *one != Operator::Between);
        all.extend(operators.map(|operator| {
            let right = match operator {
                Operator::In => json!([value, null]),
                Operator::Between => json!([value, value]),
                _ => value.clone(),
            };
            json!([[name, operator.sign(), right]])
        }));
        all.push(json!([[name, equal, null]]));
        let of = |function: &str| json!({"expression": function, "parameters": name});
        match kind.element {
            // Nothing is compared with what is of no kind of its own.
            Element::Object => {}
            Element::Text => {
                all.push(json!([[name, equal, of("column")]]));
                all.push(json!([[of("length"), Operator::AtLeast.sign(), 1]]));
            }
            _ => all.push(json!([[name, equal, of("column")]])),
        }
    }
    let each: Vec<Json> = fields.iter().map(|field| is(field)).collect();
    all.push(json!(each));
    all.push(json!([{"logic": "or", "negative": true, "conditions": each}]));
    all
}

/// By one field, and by all.
pub(super) fn order(object: &'static ObjectDescriptor) -> Vec<Json> {
    let fields = object.fields().iter();
    let fields: Vec<_> = fields.filter(|field| field.is_sortable()).collect();
    let by = |field: &&FieldDescriptor| (field.name().to_owned(), json!("ASC"));
    let all: Json = fields.iter().map(by).collect();
    let one = fields.first().map(|field| Json::from_iter([by(field)]));
    one.map_or_else(Vec::new, |one| vec![one, all])
}

/// Each function of each field, and the same under another name.
pub(super) fn aggregate(object: &'static ObjectDescriptor) -> Vec<Json> {
    let fields = object.fields().iter();
    let counted = fields
        .clone()
        .map(|field| (AggregateFunction::Count, field));
    let made = AggregateFunction::ALL.into_iter().flat_map(|function| {
        let fields = fields.clone().filter(move |field| function.takes(field));
        fields.map(move |field| (function, field))
    });
    let counted = counted.filter(|(function, field)| function.takes(field));
    let both = |(function, field): (AggregateFunction, &FieldDescriptor)| {
        let (word, name) = (function.word(), field.name());
        let renamed = json!({name: format!("{word}.{name}")});
        [json!({word: [name]}), json!({word: renamed})]
    };
    counted.take(1).chain(made).flat_map(both).collect()
}

/// Along each field, both ways.
pub(super) fn cursor(object: &'static ObjectDescriptor) -> Vec<Json> {
    let default = default_field(object);
    let fields = default.into_iter().chain(fields(object));
    let both = |field: &'static FieldDescriptor| {
        // What a caller begins with.
        let value = match default.is_some_and(|id| id.name() == field.name() && is_number(id)) {
            true => json!(0),
            false => field.example(),
        };
        ["ASC", "DESC"].map(|order| {
            json!({"field": field.name(), "value": value, "order": order, "limit": Page::SIZE})
        })
    };
    fields.flat_map(both).collect()
}
