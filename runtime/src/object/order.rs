//! In which order.

use std::cmp::Ordering;
use std::marker::PhantomData;

use super::select::Visible;
use super::{
    Direction, FieldDescriptor, Object, Scalar, all, body, known, not_marked, quoted,
    unknown_property,
};
use crate::call::{Call, FromCall};
use crate::error::{Error, Exception};
use crate::method::Requirements;
use crate::params::{Array, Value};

/// The fields to sort by, the first one first, from `order` (P-183): fields that the object marks as sortable (P-182). Empty if
/// the caller leaves it out.
pub struct Order<T> {
    by: Vec<(&'static FieldDescriptor, Direction)>,
    object: PhantomData<fn() -> T>,
}

impl<T: Object> Order<T> {
    /// What to sort by; for a list that asks a database.
    pub fn by(&self) -> &[(&'static FieldDescriptor, Direction)] {
        &self.by
    }

    /// Which of two rows comes first; nothing before everything, texts without regard to case.
    pub fn compare(&self, one: &T, other: &T) -> Ordering {
        self.compare_keys(&self.key(one), &self.key(other))
    }

    /// Sorts rows. Those that differ in nothing that is asked for keep the order that they had.
    pub fn sort(&self, rows: &mut Vec<T>) {
        if self.by.is_empty() {
            return;
        }
        // Each row is read once.
        let mut keyed: Vec<_> = rows.drain(..).map(|row| (self.key(&row), row)).collect();
        keyed.sort_by(|(one, _), (other, _)| self.compare_keys(one, other));
        rows.extend(keyed.into_iter().map(|(_, row)| row));
    }

    fn key(&self, row: &T) -> Vec<Scalar> {
        let names: Vec<_> = self.by.iter().map(|(field, _)| field.name()).collect();
        let row = row.read(&names);
        let fields = self.by.iter().map(|(field, _)| value(&row, field));
        fields.collect()
    }

    fn compare_keys(&self, one: &[Scalar], other: &[Scalar]) -> Ordering {
        let pairs = one.iter().zip(other).zip(&self.by);
        let mut orders = pairs.map(|((one, other), (_, direction))| match direction {
            Direction::Ascending => one.order(other),
            Direction::Descending => other.order(one),
        });
        orders
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }
}

/// What a row is sorted by; the first, if the field holds a list.
pub(super) fn value(row: &Array, field: &FieldDescriptor) -> Scalar {
    let value = row.get(field.name()).unwrap_or(&Value::Null);
    let mut values = Scalar::of_field(value, field).into_iter();
    values.next().unwrap_or(Scalar::Null)
}

impl<T> Default for Order<T> {
    fn default() -> Self {
        Self {
            by: Vec::new(),
            object: PhantomData,
        }
    }
}

impl<T> Clone for Order<T> {
    fn clone(&self) -> Self {
        Self {
            by: self.by.clone(),
            object: PhantomData,
        }
    }
}

impl<T> std::fmt::Debug for Order<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let by = self.by.iter();
        let by = by.map(|(field, direction)| (field.name(), direction));
        f.debug_list().entries(by).finish()
    }
}

impl<T: Object> FromCall for Order<T> {
    async fn from_call(call: &Call) -> Result<Self, Error> {
        let asked = match call.parameters().get("order") {
            None | Some(Value::Null) => return Ok(Self::default()),
            Some(asked) => asked,
        };
        let refused = || Error::from(Exception::InvalidOrder(quoted(asked)));
        let fields = asked.as_array().ok_or_else(refused)?;
        if fields.is_list() && !fields.is_empty() {
            return Err(refused());
        }
        let visible = Visible::of(call);
        let (mut by, mut errors) = (Vec::new(), Vec::new());
        for (name, direction) in fields.iter() {
            let field = known::<T>(&name.to_string(), &visible)?;
            if !field.is_sortable() {
                let place = format!("order[{}]", field.name());
                errors.push(not_marked(&place, field, "sortable"));
            }
            by.push((field, Direction::of(direction).ok_or_else(refused)?));
        }
        all(errors)?;
        Ok(Self {
            by,
            object: PhantomData,
        })
    }

    fn requirements(requirements: &mut Requirements) {
        requirements.body::<Self>("order", |_| body::order(T::object()));
        unknown_property(requirements);
        requirements.error(
            Exception::InvalidOrder(String::new()),
            "`order` makes no sense.",
        );
    }
}
