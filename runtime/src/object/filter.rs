//! Which rows.

mod condition;
mod read;

use std::marker::PhantomData;

pub use condition::{Condition, Logic, Operand, Operator, Test};

use super::select::Visible;
use super::{Object, all, body, unknown_property};
use crate::call::{Call, FromCall};
use crate::error::{Error, Exception};
use crate::method::Requirements;
use crate::params::Value;

/// The rows that the caller wants, from `filter` (P-178 – P-182): a tree of conditions on fields that the object marks as
/// filterable, each with values of the type of its field. Without one it accepts every row.
///
/// Texts are compared without regard to case, times as points in time. `null` is equal to `null` alone, and neither greater nor
/// smaller than anything. A field that holds a list passes if one of its values does, and passes `!=` if none is equal.
pub struct Filter<T> {
    test: Test,
    /// The fields that it reads.
    fields: Vec<&'static str>,
    object: PhantomData<fn() -> T>,
}

impl<T: Object> Filter<T> {
    /// Whether a row is one that is asked for.
    pub fn accepts(&self, row: &T) -> bool {
        self.is_empty() || self.test.accepts(&row.read(&self.fields))
    }

    /// The conditions; for a list that asks a database.
    pub const fn test(&self) -> &Test {
        &self.test
    }

    /// Whether it says nothing of any field.
    pub const fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// Whether a condition is about this field.
    pub fn mentions(&self, field: &str) -> bool {
        self.fields.contains(&field)
    }

    /// For methods that are not to run over everything.
    ///
    /// # Errors
    /// That the filter must contain this field, if it does not (P-170).
    pub fn must_contain(&self, field: &str) -> Result<(), Error> {
        match self.mentions(field) {
            true => Ok(()),
            false => Err(Exception::FilterMustContain(field.to_owned()).into()),
        }
    }
}

impl<T> Default for Filter<T> {
    fn default() -> Self {
        Self {
            test: Test::ALL,
            fields: Vec::new(),
            object: PhantomData,
        }
    }
}

impl<T> Clone for Filter<T> {
    fn clone(&self) -> Self {
        Self {
            test: self.test.clone(),
            fields: self.fields.clone(),
            object: PhantomData,
        }
    }
}

impl<T> std::fmt::Debug for Filter<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Filter").field(&self.test).finish()
    }
}

impl<T: Object> FromCall for Filter<T> {
    async fn from_call(call: &Call) -> Result<Self, Error> {
        let asked = match call.parameters().get("filter") {
            None | Some(Value::Null) => return Ok(Self::default()),
            Some(asked) => asked,
        };
        let mut reader = read::Reader::<T>::new(Visible::of(call), &call.api.settings.zone);
        let test = reader.filter(asked)?;
        let (fields, errors) = reader.into_parts();
        all(errors)?;
        Ok(Self {
            test,
            fields,
            object: PhantomData,
        })
    }

    fn requirements(requirements: &mut Requirements) {
        requirements.body::<Self>("filter", |_| body::filter(T::object()));
        unknown_property(requirements);
        requirements.error(
            Exception::InvalidFilter(String::new()),
            "`filter` makes no sense.",
        );
        requirements.error(
            Exception::UnknownFilterOperator(String::new()),
            "There is no such operator.",
        );
    }
}
