//! From where on.

use std::cmp::Ordering;
use std::marker::PhantomData;

use super::order::value;
use super::select::Visible;
use super::{
    Direction, FieldDescriptor, Filter, Object, Scalar, all, body, known, not_marked, quoted,
    unknown_property,
};
use crate::call::{Call, FromCall, Page};
use crate::error::{ArgumentError, Error, Exception};
use crate::method::Requirements;
use crate::params::{Array, Value};

/// Where the caller goes on reading, from `cursor` (P-185): behind a value of a field, in the order of that field. Without one it
/// begins with the least `id`.
///
/// The field is one that the object marks as filterable and sortable. Rows that have the same value as the last one of a page are
/// not on the next: a field that no two rows share is the one to read by.
pub struct Cursor<T> {
    field: &'static FieldDescriptor,
    value: Scalar,
    direction: Direction,
    limit: usize,
    object: PhantomData<fn() -> T>,
}

impl<T: Object> Cursor<T> {
    /// The field that is read by.
    pub const fn field(&self) -> &'static FieldDescriptor {
        self.field
    }

    /// The last value that the caller has.
    pub const fn value(&self) -> &Scalar {
        &self.value
    }

    /// Whether greater values follow, or smaller ones.
    pub const fn direction(&self) -> Direction {
        self.direction
    }

    /// How many rows are wanted at most.
    pub const fn limit(&self) -> usize {
        self.limit
    }

    /// The rows that follow, in their order: at most as many as are wanted.
    pub fn take(&self, rows: impl IntoIterator<Item = T>) -> Vec<T> {
        let wanted = match self.direction {
            Direction::Ascending => Ordering::Greater,
            Direction::Descending => Ordering::Less,
        };
        let mut found: Vec<(Scalar, T)> = Vec::new();
        for row in rows {
            let at = value(&row.read(&[self.field.name()]), self.field);
            if at.compare(&self.value) == Some(wanted) {
                found.push((at, row));
            }
        }
        found.sort_by(|(one, _), (other, _)| match self.direction {
            Direction::Ascending => one.order(other),
            Direction::Descending => other.order(one),
        });
        let found = found.into_iter().map(|(_, row)| row);
        found.take(self.limit).collect()
    }
}

impl<T> Clone for Cursor<T> {
    fn clone(&self) -> Self {
        Self {
            field: self.field,
            value: self.value.clone(),
            direction: self.direction,
            limit: self.limit,
            object: PhantomData,
        }
    }
}

impl<T> std::fmt::Debug for Cursor<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cursor")
            .field("field", &self.field.name())
            .field("value", &self.value)
            .field("direction", &self.direction)
            .field("limit", &self.limit)
            .finish()
    }
}

impl<T: Object> FromCall for Cursor<T> {
    async fn from_call(call: &Call) -> Result<Self, Error> {
        let nothing = Array::new();
        let asked = match call.parameters().get("cursor") {
            None | Some(Value::Null) => &nothing,
            Some(Value::Array(asked)) => asked,
            Some(_) => return Err(ArgumentError::of_type("cursor", "object").into()),
        };
        let given = |name| asked.get(name).filter(|value| !value.is_null());
        let name = match given("field") {
            None => "id",
            Some(Value::Text(name)) => name.as_str(),
            Some(_) => return Err(ArgumentError::of_type("cursor[field]", "string").into()),
        };
        // Nobody who names no field asks for one that is hidden.
        let visible = match given("field") {
            None => Visible::ALL,
            Some(_) => Visible::of(call),
        };
        let field = known::<T>(name, &visible)?;
        let mut errors = Vec::new();
        for (is_marked, mark) in [
            (field.is_filterable(), "filterable"),
            (field.is_sortable(), "sortable"),
        ] {
            if !is_marked {
                errors.push(not_marked("cursor[field]", field, mark));
            }
        }
        let place = "cursor[value]";
        let value = match given("value") {
            Some(value) => {
                let element = field.kind().element;
                Scalar::sent(value, element, place, &call.api.settings.zone)
            }
            None if name == "id" => Ok(Scalar::Int(0)),
            None => Err(ArgumentError::empty(place)),
        };
        let value = value.unwrap_or_else(|error| {
            errors.push(error);
            Scalar::Null
        });
        all(errors)?;
        let direction = match asked.get("order") {
            None | Some(Value::Null) => Direction::Ascending,
            Some(word) => {
                let direction = Direction::of(word);
                direction.ok_or_else(|| Exception::InvalidOrder(quoted(word)))?
            }
        };
        if Filter::<T>::from_call(call).await?.mentions(name) {
            let filter = call.parameters().get("filter");
            let filter = filter.map(quoted).unwrap_or_default();
            return Err(Exception::InvalidFilter(filter).into());
        }
        Ok(Self {
            field,
            value,
            direction,
            limit: limit(asked)?,
            object: PhantomData,
        })
    }

    fn requirements(requirements: &mut Requirements) {
        requirements.body("cursor", |_| body::cursor(T::object()));
        unknown_property(requirements);
        requirements.error(
            Exception::InvalidOrder(String::new()),
            "The order of `cursor` is neither `ASC` nor `DESC`.",
        );
        requirements.error(
            Exception::InvalidFilter(String::new()),
            "`filter` names the field of `cursor`.",
        );
        requirements.error(
            Exception::InvalidPagination(String::new()),
            "The limit of `cursor` makes no sense.",
        );
    }
}

/// As that of a page (P-184).
fn limit(asked: &Array) -> Result<usize, Error> {
    Page::limit_of(asked).ok_or_else(|| Exception::InvalidPagination(quoted(asked)).into())
}
