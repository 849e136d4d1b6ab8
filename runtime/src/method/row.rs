//! Answers that REST 3.0 has names for (P-165).

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::answer::{Answer, FromReply};
use super::outcome::{Output, Written};
use super::shape::Shape;
use crate::error::Error;
use crate::params::Value;
use crate::params::decode::{self, DecodeError, Mode};

/// One object: `{"item": …}` in REST 3.0, the object itself in REST 2 (P-165).
///
/// ```
/// use bitrix_rest::{Error, Item, rest_method};
/// use schemars::JsonSchema;
/// use serde::Serialize;
///
/// #[derive(Serialize, JsonSchema)]
/// pub struct Car {
///     name: String,
/// }
///
/// /// Answers a car.
/// #[rest_method("demo.car.get", scope = "basic", versions(v2, v3), read_only)]
/// async fn demo_car_get(#[param] name: String) -> Result<Item<Car>, Error> {
///     Ok(Item(Car { name }))
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item<T>(
    /// The object.
    pub T,
);

/// A list: `{"items": […]}` in REST 3.0, without a count of all, and the list itself in REST 2 (P-165).
///
/// For pages that REST 2 counts there is [`Paged`](crate::Paged), which REST 3.0 answers in the same way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Items<T>(
    /// The rows.
    pub Vec<T>,
);

/// The id of a row that was made: `{"id": …}` in REST 3.0, the number itself in REST 2 (P-165).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Created(
    /// The id.
    pub u64,
);

impl<T: Serialize + JsonSchema + Send> Answer for Item<T> {
    const SHAPE: Shape = Shape::Under("item");

    fn write(self, output: Output) -> Result<Written, Error> {
        output.write(&self.0)
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }
}

impl<T: Serialize + JsonSchema + Send> Answer for Items<T> {
    const SHAPE: Shape = Shape::Under("items");

    fn write(self, output: Output) -> Result<Written, Error> {
        output.write(&self.0)
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Vec<T>>()
    }
}

impl Answer for Created {
    const SHAPE: Shape = Shape::Under("id");

    fn write(self, output: Output) -> Result<Written, Error> {
        output.write(&self.0)
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<u64>()
    }
}

impl<T: DeserializeOwned + Send> FromReply for Item<T> {
    fn from_reply(result: Value, _: &Written) -> Result<Self, DecodeError> {
        decode::from_value(result, Mode::Lenient).map(Self)
    }
}

impl<T: DeserializeOwned + Send> FromReply for Items<T> {
    fn from_reply(result: Value, _: &Written) -> Result<Self, DecodeError> {
        decode::from_value(result, Mode::Lenient).map(Self)
    }
}

impl FromReply for Created {
    fn from_reply(result: Value, _: &Written) -> Result<Self, DecodeError> {
        decode::from_value(result, Mode::Lenient).map(Self)
    }
}
