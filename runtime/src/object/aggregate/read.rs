//! From what the caller sent to checked aggregations.

use super::{AggregateFunction, Aggregation};
use crate::error::{ArgumentError, Error, Exception};
use crate::object::select::Visible;
use crate::object::{FieldDescriptor, Object, all, known, unselectable};
use crate::params::Value;

pub(super) fn read<T: Object>(
    asked: &Value,
    visible: &Visible<'_>,
) -> Result<Vec<Aggregation>, Error> {
    let refused = || unselectable(asked);
    let functions = match asked {
        Value::Null => return Err(ArgumentError::empty("select").into()),
        Value::Array(functions) if functions.is_empty() || !functions.is_list() => functions,
        _ => return Err(refused()),
    };
    let (mut aggregations, mut errors) = (Vec::new(), Vec::new());
    let mut seen = Vec::new();
    for (word, fields) in functions.iter() {
        let word = word.to_string();
        let function = AggregateFunction::of(&word);
        let function = function.ok_or(Exception::UnknownAggregateFunction(word))?;
        // One by two spellings would have any number of names for its values.
        if seen.contains(&function) {
            return Err(refused());
        }
        seen.push(function);
        let fields = fields.as_array().ok_or_else(refused)?;
        for (key, value) in fields.iter() {
            let value = value.as_str().filter(|value| !value.is_empty());
            let value = value.ok_or_else(refused)?;
            let key = key.to_string();
            let (field, name) = match fields.is_list() {
                true => (value, value),
                false => (key.as_str(), value),
            };
            let aggregation = Aggregation {
                function,
                field: known::<T>(field, visible)?,
                name: name.to_owned(),
            };
            add(aggregation, &mut aggregations, &mut errors);
        }
    }
    all(errors)?;
    match aggregations.is_empty() {
        true => Err(ArgumentError::empty("select").into()),
        false => Ok(aggregations),
    }
}

/// The same is answered once, and two are not answered under one name.
fn add(new: Aggregation, all: &mut Vec<Aggregation>, errors: &mut Vec<ArgumentError>) {
    let (function, field) = (new.function, new.field);
    let mut same = all
        .iter()
        .filter(|other| other.function == function && other.name == new.name);
    if let Some(other) = same.next() {
        if !std::ptr::eq(other.field, field) {
            errors.push(taken(&new, other.field));
        }
        return;
    }
    if !function.takes(field) {
        errors.push(unfit(function, field));
    }
    all.push(new);
}

fn place(function: AggregateFunction, field: &FieldDescriptor) -> String {
    format!("select[{}][{}]", function.word(), field.name())
}

fn taken(new: &Aggregation, other: &FieldDescriptor) -> ArgumentError {
    let text = format!(
        "`{}` of the field `{}` is answered as `{}` already; call that of `{}` something else",
        new.function.word(),
        other.name(),
        new.name,
        new.field.name(),
    );
    ArgumentError::invalid(place(new.function, new.field), text)
}

impl Aggregation {
    /// Why it cannot be answered.
    #[cfg(feature = "sea-query")]
    pub(in crate::object) fn refused(&self, why: &str) -> ArgumentError {
        refused(self.function, self.field, why)
    }
}

fn refused(function: AggregateFunction, field: &FieldDescriptor, why: &str) -> ArgumentError {
    let (name, word) = (field.name(), function.word());
    let text = format!("Field `{name}` cannot be aggregated by `{word}`: {why}");
    ArgumentError::invalid(place(function, field), text)
}

/// With what can be asked instead.
fn unfit(function: AggregateFunction, field: &FieldDescriptor) -> ArgumentError {
    let others = AggregateFunction::ALL.into_iter();
    let others = others.filter(|other| other.takes(field));
    let others: Vec<String> = others.map(|other| format!("`{}`", other.word())).collect();
    let instead = match others.is_empty() {
        true => "it is of another object".to_owned(),
        false => format!("possible are {}", others.join(", ")),
    };
    refused(function, field, &instead)
}
