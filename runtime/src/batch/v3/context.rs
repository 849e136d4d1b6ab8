//! What calls answered, and the references to it (P-144 – P-147).

use super::super::reference::Budget;
use super::refused;
use crate::error::Error;
use crate::params::{Array, Key, Value, json};

/// Answers by alias or position.
#[derive(Default)]
pub(super) struct Context(Array);

impl Context {
    /// The inside of `item`, else of `items`; other answers add nothing (P-144).
    pub(super) fn add(&mut self, name: &str, result: &[u8]) {
        let Ok(Value::Array(mut result)) = json::value_from_slice(result) else {
            return;
        };
        let inside = result.remove("item").or_else(|| result.remove("items"));
        if let Some(inside) = inside {
            self.0.insert(name, inside);
        }
    }

    /// The value at a dotted path; null counts as missing (P-147).
    fn at(&self, path: &str) -> Option<&Value> {
        let mut names = path.split('.');
        let mut value = self.0.get_key(&Key::from(names.next()?))?;
        for name in names {
            value = value.as_array()?.get_key(&Key::from(name))?;
        }
        (!value.is_null()).then_some(value)
    }

    /// The field behind the last dot, of every element of the list before it (P-146).
    fn list(&self, path: &str) -> Result<Value, Error> {
        let (list, field) = path.rsplit_once('.').unwrap_or((path, ""));
        let Some(Value::Array(rows)) = self.at(list).filter(|_| !field.is_empty()) else {
            return Err(not_found(path));
        };
        if !rows.is_list() {
            return Err(refused(&format!("Path '{list}' in context is no list")));
        }
        let field = Key::from(field);
        let of = |row: &Value| row.as_array()?.get_key(&field).cloned();
        let values: Option<Array> = rows.values().map(of).collect();
        values.map(Value::Array).ok_or_else(|| not_found(path))
    }
}

fn not_found(path: &str) -> Error {
    refused(&format!("Path '{path}' not found in context"))
}

/// Whether a value holds references at any depth.
pub(super) fn refers(value: &Value) -> bool {
    let Value::Array(array) = value else {
        return false;
    };
    let is_one = array.get("$ref").is_some() || array.get("$refArray").is_some();
    is_one || array.values().any(refers)
}

/// Replaces every object that holds `$ref` or `$refArray`, at any depth (P-145, P-146).
pub(super) fn substitute(
    value: &mut Value,
    context: &Context,
    budget: &mut Budget,
) -> Result<(), Error> {
    let Value::Array(array) = value else {
        return Ok(());
    };
    let found = match (array.get("$ref"), array.get("$refArray")) {
        (Some(Value::Text(path)), _) => context.at(path).cloned().ok_or_else(|| not_found(path))?,
        (None, Some(Value::Text(path))) => context.list(path)?,
        (Some(_), _) => return Err(refused("`$ref` takes a path, which is a text")),
        (None, Some(_)) => return Err(refused("`$refArray` takes a path, which is a text")),
        (None, None) => {
            let mut inside = array.values_mut();
            return inside.try_for_each(|value| substitute(value, context, budget));
        }
    };
    budget.take(&found)?;
    *value = found;
    Ok(())
}
