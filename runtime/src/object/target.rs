//! What to change.

use super::{Filter, Object, Scalar, body, order};
use crate::call::{Call, FromCall};
use crate::error::{ArgumentError, Error};
use crate::method::Requirements;
use crate::params::Value;
use crate::params::decode::{self, Mode};

/// The rows that `update` and `delete` are about: exactly one of `id` and `filter` says so (P-187). A filter without conditions
/// says nothing, so that nobody changes everything by mistake.
#[derive(Debug, Clone)]
pub enum Target<T> {
    /// The one with this id.
    Id(u64),
    /// All that pass.
    Filter(Filter<T>),
}

impl<T: Object> Target<T> {
    /// Whether a row is meant, which knows its `id`.
    pub fn accepts(&self, row: &T) -> bool {
        match self {
            Self::Filter(filter) => filter.accepts(row),
            Self::Id(id) => {
                let wanted = i64::try_from(*id).ok().map(Scalar::Int);
                let of_row = |field| order::value(&row.read(&["id"]), field);
                // An object without an `id`, or one that no row can have, means none.
                let is = T::object().field("id").map(of_row).zip(wanted);
                is.is_some_and(|(is, wanted)| is == wanted)
            }
        }
    }
}

impl<T: Object> FromCall for Target<T> {
    async fn from_call(call: &Call) -> Result<Self, Error> {
        // Null is as nothing (P-163).
        let given = |name| call.parameters().get(name).filter(|value| !value.is_null());
        match (given("id"), given("filter")) {
            (None, _) => {
                let filter = Filter::from_call(call).await?;
                match filter.is_empty() {
                    true => Err(ArgumentError::empty("id").into()),
                    false => Ok(Self::Filter(filter)),
                }
            }
            // Also one without conditions.
            (Some(_), Some(_)) => {
                let text = "Only one of the fields `id` and `filter` can be specified";
                Err(ArgumentError::invalid("filter", text).into())
            }
            // A number in a text is one, as PHP has it of a parameter itself (P-161).
            (Some(id @ (Value::Int(_) | Value::Text(_))), None) => {
                let id = decode::from_value(id.clone(), Mode::Lenient);
                id.map(Self::Id)
                    .map_err(|error| ArgumentError::undecodable("id", error).into())
            }
            (Some(_), None) => Err(ArgumentError::of_type("id", "int").into()),
        }
    }

    fn requirements(requirements: &mut Requirements) {
        requirements.one_of = &["id", "filter"];
        requirements.body::<Self>("id", |_| body::id());
        Filter::<T>::requirements(requirements);
    }
}
