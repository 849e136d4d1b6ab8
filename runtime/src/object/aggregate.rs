//! Sums, averages and counts of rows.

mod function;
mod read;
mod tally;
mod values;

use std::marker::PhantomData;

pub use function::AggregateFunction;
pub use values::Aggregates;

use super::select::Visible;
use super::{FieldDescriptor, Object, body, invalid_select, unknown_property};
use crate::call::{Call, FromCall};
use crate::error::{Error, Exception};
use crate::method::Requirements;
use crate::params::{Array, Value};
use tally::Tally;

/// What the caller wants to know of all rows together, from `select` (P-186): `{"sum": ["price"], "max": {"price": "dearest"}}`,
/// where a function has a list of fields, or an object of fields and the names that their values are to be answered under.
///
/// `avg` and `sum` are of numbers, `min` and `max` also of texts, days and points in time; `count` is how many rows have something
/// there, and `countDistinct` how many different values there are. Rows that have nothing there count for none of them, and of
/// nothing `avg`, `sum`, `min` and `max` are null. A sum of whole numbers is one, unless it is none of 64 bits; texts are compared
/// without regard to case.
///
/// Every field may be named that `select` shows the caller: neither marks are needed, nor is a field that a limited scope leaves out
/// (P-195) known. Lists can only be counted, and so can what is no plain value; relations are not read at all.
///
/// ```
/// use bitrix_rest::object::{Aggregate, Aggregates, Filter};
/// use bitrix_rest::{Error, Object, rest_method};
/// use schemars::JsonSchema;
/// use serde::Serialize;
///
/// /// A sale.
/// #[derive(Serialize, JsonSchema, Object)]
/// pub struct Sale {
///     /// What it brought.
///     #[object(filterable)]
///     price: u64,
/// }
///
/// /// Counts and sums sales.
/// #[rest_method("demo.sale.aggregate", scope = custom("demo"), versions(v3), read_only)]
/// async fn demo_sale_aggregate(
///     aggregate: Aggregate<Sale>,
///     filter: Filter<Sale>,
/// ) -> Result<Aggregates, Error> {
///     let sales = vec![Sale { price: 3 }, Sale { price: 4 }];
///     Ok(aggregate.of(sales.into_iter().filter(|sale| filter.accepts(sale))))
/// }
/// ```
pub struct Aggregate<T> {
    asked: Vec<Aggregation>,
    object: PhantomData<fn() -> T>,
}

/// A function of a field, and what its value is called.
#[derive(Debug, Clone)]
pub struct Aggregation {
    function: AggregateFunction,
    field: &'static FieldDescriptor,
    name: String,
}

impl Aggregation {
    /// What to do with the values.
    pub const fn function(&self) -> AggregateFunction {
        self.function
    }

    /// Of which field they are.
    pub const fn field(&self) -> &'static FieldDescriptor {
        self.field
    }

    /// What the caller calls the result: the field, unless another name was asked for.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl<T: Object> Aggregate<T> {
    /// What is asked for; for a method that asks a database.
    pub fn asked(&self) -> &[Aggregation] {
        &self.asked
    }

    /// The answer, from all rows that count.
    pub fn of(&self, rows: impl IntoIterator<Item = T>) -> Aggregates {
        let mut names: Vec<&'static str> = Vec::new();
        for one in &self.asked {
            if !names.contains(&one.field.name()) {
                names.push(one.field.name());
            }
        }
        let mut tallies: Vec<Tally> = self.asked.iter().map(Tally::new).collect();
        for row in rows {
            let row: Array = row.read(&names);
            for (tally, one) in tallies.iter_mut().zip(&self.asked) {
                if let Some(value) = row.get(one.field.name()).filter(|value| !value.is_null()) {
                    tally.add(value, one.field);
                }
            }
        }
        self.answer(tallies.into_iter().map(Tally::result))
    }

    /// The answer, from values that a database has computed, in the order of [`asked`](Self::asked); those that are missing are
    /// null.
    pub fn answer(&self, values: impl IntoIterator<Item = Value>) -> Aggregates {
        let mut values = values.into_iter();
        let named = self.asked.iter().map(|one| {
            let value = values.next().unwrap_or_default();
            (one.function, one.name.clone(), value)
        });
        named.collect()
    }
}

impl<T> Clone for Aggregate<T> {
    fn clone(&self) -> Self {
        Self {
            asked: self.asked.clone(),
            object: PhantomData,
        }
    }
}

impl<T> std::fmt::Debug for Aggregate<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Aggregate").field(&self.asked).finish()
    }
}

impl<T: Object> FromCall for Aggregate<T> {
    async fn from_call(call: &Call) -> Result<Self, Error> {
        let select = call.parameters().get("select").unwrap_or(&Value::Null);
        Ok(Self {
            asked: read::read::<T>(select, &Visible::of(call))?,
            object: PhantomData,
        })
    }

    fn requirements(requirements: &mut Requirements) {
        requirements.required.push("select");
        requirements.body::<Self>("select", |_| body::aggregate(T::object()));
        invalid_select(requirements);
        unknown_property(requirements);
        requirements.error(
            Exception::UnknownAggregateFunction(String::new()),
            "There is no such function.",
        );
    }
}
