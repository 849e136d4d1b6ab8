//! From where on.

use std::cmp::Ordering;
use std::marker::PhantomData;

use super::order::value;
use super::select::Visible;
use super::{
    Direction, Element, FieldDescriptor, Filter, Object, ObjectDescriptor, Scalar, all, body,
    known, not_marked, quoted, unknown_property,
};
use crate::call::{Call, FromCall, Page};
use crate::error::{ArgumentError, Error, Exception};
use crate::method::Requirements;
use crate::params::{Array, Value};

/// Where the caller goes on reading, from `cursor` (P-185): behind a value of a field, in the order of that field. Without one it
/// begins with the least `id`; an object whose `id` cannot be gone along has no place to begin, so there callers must name the field
/// and the value.
///
/// The field is one that the object marks as filterable and sortable: a server with a method whose object has none cannot be built.
/// Rows that have the same value as the last one of a page are not on the next: a field that no two rows share is the one to read
/// by.
///
/// A `filter` is for a [`Filter`] beside it, and must not name the field of the cursor. A method without one ignores it.
pub struct Cursor<T> {
    field: &'static FieldDescriptor,
    value: Option<Scalar>,
    direction: Direction,
    limit: usize,
    object: PhantomData<fn() -> T>,
}

impl<T: Object> Cursor<T> {
    /// The field that is read by.
    pub const fn field(&self) -> &'static FieldDescriptor {
        self.field
    }

    /// The last value that the caller has. None for a caller who begins along an `id` that is no number: numbers begin behind 0.
    pub const fn value(&self) -> Option<&Scalar> {
        self.value.as_ref()
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
            let follows = match &self.value {
                Some(value) => at.compare(value) == Some(wanted),
                None => !at.is_null(),
            };
            if follows {
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
            None if default_field(T::object()).is_some() => "id",
            None => return Err(ArgumentError::empty("cursor[field]").into()),
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
                Scalar::sent(value, element, place, &call.api.settings.zone).map(Some)
            }
            None if name == "id" => Ok(is_number(field).then_some(Scalar::Int(0))),
            None => Err(ArgumentError::empty(place)),
        };
        let value = value.unwrap_or_else(|error| {
            errors.push(error);
            None
        });
        all(errors)?;
        let direction = match asked.get("order") {
            None | Some(Value::Null) => Direction::Ascending,
            Some(word) => {
                let direction = Direction::of(word);
                direction.ok_or_else(|| Exception::InvalidOrder(quoted(word)))?
            }
        };
        // What nothing else reads is no filter (P-164).
        let filter = call.parameters().get("filter");
        let is_read = |_: &&Value| {
            call.descriptor()
                .is_none_or(|method| method.reads("filter"))
        };
        if let Some(filter) = filter.filter(is_read)
            && Filter::<T>::from_call(call).await?.mentions(name)
        {
            return Err(Exception::InvalidFilter(quoted(filter)).into());
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
        requirements.body::<Self>("cursor", |_| body::cursor(T::object()));
        if along(T::object()).is_none() {
            requirements.no_cursor.push(T::object().name());
        }
        if default_field(T::object()).is_none() {
            requirements.required.push("cursor");
        }
        unknown_property(requirements);
        requirements.error(
            Exception::InvalidOrder(String::new()),
            "The order of `cursor` is neither `ASC` nor `DESC`.",
        );
        requirements.error_beside(
            "filter",
            Exception::InvalidFilter(String::new()),
            "`filter` names the field of `cursor`.",
        );
        requirements.error(
            Exception::InvalidPagination(String::new()),
            "The limit of `cursor` makes no sense.",
        );
    }
}

/// The fields that a cursor can go along.
pub(super) fn fields(
    object: &'static ObjectDescriptor,
) -> impl Iterator<Item = &'static FieldDescriptor> {
    let fields = object.fields().iter();
    fields.filter(|field| field.is_filterable() && field.is_sortable())
}

/// The one that it goes along unless told otherwise (P-185).
pub(super) fn default_field(object: &'static ObjectDescriptor) -> Option<&'static FieldDescriptor> {
    fields(object).find(|field| field.name() == "id")
}

/// One that it can go along, best that one.
pub(super) fn along(object: &'static ObjectDescriptor) -> Option<&'static FieldDescriptor> {
    default_field(object).or_else(|| fields(object).next())
}

/// Whether 0 is a value of it, to begin behind.
pub(super) fn is_number(field: &FieldDescriptor) -> bool {
    matches!(field.kind().element, Element::Int | Element::Float)
}

/// As that of a page (P-184).
fn limit(asked: &Array) -> Result<usize, Error> {
    Page::limit_of(asked).ok_or_else(|| Exception::InvalidPagination(quoted(asked)).into())
}
