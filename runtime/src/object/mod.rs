//! Objects of REST 3.0: types that say which of their fields may be filtered, sorted and written, and what callers ask of them
//! (P-175 – P-188, P-193, P-197).
//!
//! An object is a struct with [`#[derive(Object)]`](derive@crate::Object). The methods on it take what the caller asks for as
//! arguments, each checked against the object before the function runs: [`Select`], [`Filter`], [`Order`], [`Cursor`],
//! [`Aggregate`], and [`Page`](crate::Page).
//!
//! ```
//! use bitrix_rest::object::{self, FieldInfo, Filter, Order, Select, Selected};
//! use bitrix_rest::{Error, Item, Items, Object, Page, Paged, rest_method};
//! use schemars::JsonSchema;
//! use serde::Serialize;
//!
//! /// A town.
//! #[derive(Serialize, JsonSchema, Object)]
//! #[serde(rename_all = "camelCase")]
//! pub struct Town {
//!     /// By which it is found.
//!     #[object(filterable, sortable)]
//!     id: u64,
//!     /// What it is called.
//!     #[object(filterable, sortable, editable, required(add), title = "Name")]
//!     name: String,
//!     /// How many live there.
//!     #[object(filterable, editable)]
//!     number_of_people: Option<u64>,
//! }
//!
//! /// Lists towns.
//! #[rest_method("demo.town.list", scope = custom("demo"), versions(v3), read_only)]
//! async fn demo_town_list(
//!     select: Select<Town>,
//!     filter: Filter<Town>,
//!     order: Order<Town>,
//!     page: Page,
//! ) -> Result<Paged<Selected<Town>>, Error> {
//!     let mut towns: Vec<Town> = Vec::new();
//!     towns.retain(|town| filter.accepts(town));
//!     order.sort(&mut towns);
//!     Ok(page.cut(towns).map(|town| select.of(town)))
//! }
//!
//! /// Describes the fields of a town.
//! #[rest_method("demo.town.field.list", scope = custom("demo"), versions(v3), read_only)]
//! async fn demo_town_field_list(
//!     select: Select<FieldInfo>,
//! ) -> Result<Items<Selected<FieldInfo>>, Error> {
//!     Ok(object::field_list::<Town>(&select))
//! }
//!
//! /// Describes a field of a town.
//! #[rest_method("demo.town.field.get", scope = custom("demo"), versions(v3), read_only)]
//! async fn demo_town_field_get(
//!     select: Select<FieldInfo>,
//!     /// Which field.
//!     #[param]
//!     name: String,
//! ) -> Result<Item<Selected<FieldInfo>>, Error> {
//!     object::field_get::<Town>(&name, &select)
//! }
//! ```
//!
//! Types are strict in fields, filters and cursors: a text is no number (P-161). These extractors read the same from a call of
//! REST 2, where forms and query strings send texts only: they are made for methods with `versions(v3)`. For lists of REST 2
//! there is [`listing`](crate::listing).
//!
//! Typed requests ask for the same with [`Ask`]: `DemoTownList {}.ask().filter(field("id").gt(5))`.
//!
//! Rows in memory are filtered and sorted as above. For rows in a database the feature `sea-query` has the module `sql`, which
//! makes conditions, orders, limits and aggregates of them for `sea-query`; without it, [`Filter::test`], [`Order::by`],
//! [`Aggregate::asked`] and the functions of [`Cursor`] say what is asked for.

mod aggregate;
mod ask;
mod body;
mod checker;
mod cursor;
mod descriptor;
mod examples;
mod fields;
mod filter;
mod info;
mod kind;
mod order;
mod rules;
mod scalar;
mod select;
mod selected;
mod selection;
#[cfg(feature = "sea-query")]
pub mod sql;
mod target;

use serde::Serialize;

use crate::error::{ArgumentError, Error, Exception};
use crate::method::Requirements;
use crate::params::{Array, Value, encode};
use crate::text::json::quoted;

pub use aggregate::{Aggregate, AggregateFunction, Aggregates, Aggregation};
pub use ask::{Ask, Asking, Compared, Conditions, Expression, Takes, field};
pub use cursor::Cursor;
pub use descriptor::{
    FieldDescriptor, FieldType, Group, ObjectDescriptor, Related, Relation, object, object_field,
    object_relation,
};
pub use fields::{Add, Fields, Update, WritingGroup};
pub use filter::{Condition, Filter, Logic, Operand, Operator, Test};
pub use info::{FieldInfo, ValidationRule, field_get, field_list};
pub use kind::{Element, Kind};
pub use order::Order;
pub use rules::{Checked, Given, Rule, Validatable, checked, object_in};
pub use scalar::Scalar;
pub use select::Select;
pub use selected::Selected;
pub use target::Target;

pub use crate::listing::Direction;

/// What `#[derive(Object)]` needs of a type: that it can be written into a response.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an object of REST 3.0",
    label = "this type cannot be written into a response",
    note = "derive `serde::Serialize` for it"
)]
pub trait Written: Send + Sync + 'static {
    /// Some fields of it, as they are answered.
    #[doc(hidden)]
    fn read(&self, names: &[&'static str]) -> Array;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + Send + Sync + 'static> Written for T {
    fn read(&self, names: &[&'static str]) -> Array {
        let selection = selection::Selection::of(names.iter().copied());
        let picked = selection::Picked {
            value: self,
            selection: &selection,
        };
        // A row that cannot be written is told when it is answered.
        match encode::to_value(&picked) {
            Ok(Value::Array(fields)) => fields,
            _ => Array::new(),
        }
    }
}

/// A type that methods of REST 3.0 serve. Derived; see [`#[derive(Object)]`](derive@crate::Object).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no object of REST 3.0",
    label = "has no list of fields",
    note = "add `#[derive(bitrix_rest::Object)]` to it"
)]
pub trait Object: Written {
    /// What it is.
    fn object() -> &'static ObjectDescriptor;
}

/// A selection that makes no sense (P-175, P-186).
fn unselectable(asked: &Value) -> Error {
    let text = format!("Unable to recognize select expression `{}`", quoted(asked));
    Exception::InvalidSelect(text).into()
}

/// What [`unselectable`] refuses.
fn invalid_select(requirements: &mut Requirements) {
    let invalid = Exception::InvalidSelect(String::new());
    requirements.error(invalid, "`select` makes no sense.");
}

/// The field of this name that a caller may see, or that the object has none (P-170). One that the scope of the caller leaves
/// out (P-195) is none: else its values could be found out by asking for them.
fn known<T: Object>(
    name: &str,
    visible: &select::Visible<'_>,
) -> Result<&'static FieldDescriptor, Error> {
    let object = T::object();
    let found = object.field(name).filter(|_| visible.has(name));
    found.ok_or_else(|| {
        Exception::UnknownProperty {
            field: name.to_owned(),
            entity: object.name().to_owned(),
        }
        .into()
    })
}

/// What [`known`] refuses.
fn unknown_property(requirements: &mut Requirements) {
    let unknown = Exception::UnknownProperty {
        field: String::new(),
        entity: String::new(),
    };
    requirements.error(unknown, "The object has no such field.");
}

/// A field that may not be named there (P-182).
fn not_marked(place: &str, field: &FieldDescriptor, mark: &str) -> ArgumentError {
    let text = format!("Field `{}` is not {mark}", field.name());
    ArgumentError::invalid(place, text)
}

/// All that is wrong, or nothing.
fn all(errors: Vec<ArgumentError>) -> Result<(), Error> {
    let errors = errors.into_iter().map(Error::from);
    errors.reduce(Error::and).map_or(Ok(()), Err)
}
