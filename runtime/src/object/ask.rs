//! What typed requests ask of objects: the caller's side of the extractors.

mod conditions;

pub use conditions::{Compared, Conditions, Expression, field};

use serde::Serialize;

use super::{
    Aggregate, AggregateFunction, Cursor, Direction, Fields, Filter, Order, Select, Target,
    WritingGroup,
};
use crate::call::Page;
use crate::method::{Descriptor, Method};
use crate::params::{Array, Value, encode};

/// A method whose function has an argument of the type `E`, as number `N`. `#[rest_method]` says it of all that are not marked
/// with `#[param]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` takes no `{E}`",
    label = "its function has no argument of this type",
    note = "what is asked of a method its function must take: add an argument of this type to it"
)]
pub trait Takes<E, const N: usize> {}

/// Says with a typed request what is asked of the objects of a method (P-175 – P-188): the fields to answer, conditions, an order, a
/// cursor, a page, what to write. What its function takes can be asked for, and nothing else.
///
/// ```
/// use bitrix_rest::object::{Ask, Direction, Filter, Order, Select, Selected, field};
/// use bitrix_rest::{Caller, Credentials, Error, Object, Page, Paged, Refusal, RestApi, rest_method};
/// use schemars::JsonSchema;
/// use serde::{Deserialize, Serialize};
///
/// /// A town. What was not selected is read as `Default` has it.
/// #[derive(Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, Object)]
/// #[serde(default)]
/// pub struct Town {
///     /// By which it is found.
///     #[object(filterable, sortable)]
///     id: u64,
///     /// What it is called.
///     #[object(filterable)]
///     name: String,
/// }
///
/// /// Lists towns.
/// #[rest_method("demo.town.list", scope = custom("demo"), versions(v3), read_only)]
/// async fn demo_town_list(
///     select: Select<Town>,
///     filter: Filter<Town>,
///     order: Order<Town>,
///     page: Page,
/// ) -> Result<Paged<Selected<Town>>, Error> {
///     let names = ["Oslo", "Bergen", "Oulu"].into_iter();
///     let towns = (1..).zip(names).map(|(id, name)| Town { id, name: name.into() });
///     let mut towns: Vec<Town> = towns.filter(|town| filter.accepts(town)).collect();
///     order.sort(&mut towns);
///     Ok(page.cut(towns).map(|town| select.of(town)))
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let request = DemoTownList {}
///     .ask()
///     .select(["name"])
///     .filter(field("id").gt(1) & field("name").ne("Bergen"))
///     .order([("id", Direction::Descending)]);
///
/// // Of any portal, with the client: `portal.rows(request)`. In a test of the server:
/// let nobody = |_: &Credentials| Err::<Caller, _>(Refusal::InvalidToken);
/// let api = RestApi::explicit().method::<DemoTownList>().authenticator(nobody).build()?;
/// let towns = api.call(request).by_user(1).with_scope("demo").await?;
/// let names = towns.items().iter().map(|town| town.row().name.as_str());
/// assert_eq!(names.collect::<Vec<_>>(), ["Oulu"]);
/// # Ok(()) }
/// ```
pub trait Ask: Method + Sized {
    /// The request, and what is asked with it.
    fn ask(self) -> Asking<Self> {
        Asking {
            request: self,
            conditions: None,
            asked: Array::new(),
        }
    }
}

impl<M: Method> Ask for M {}

/// A typed request with what is asked of objects; made by [`Ask::ask`]. Called like the request itself.
///
/// Conditions that are given one after the other must all hold; of everything else the last counts. A value that cannot be
/// written, such as a map whose keys are no texts, makes the call fail: it is sent as a number that JSON has not.
#[derive(Debug, Clone)]
#[must_use = "it is a request: call it"]
pub struct Asking<M> {
    request: M,
    conditions: Option<Conditions>,
    asked: Array,
}

impl<M: Method> Method for Asking<M> {
    type Outcome = M::Outcome;
    const DESCRIPTOR: &'static Descriptor = M::DESCRIPTOR;

    fn into_parameters(self) -> Array {
        let mut parameters = self.request.into_parameters();
        parameters.extend(self.asked);
        if let Some(conditions) = self.conditions {
            parameters.insert("filter", conditions);
        }
        parameters
    }
}

impl<M: Takes<E, N>, E, const N: usize> Takes<E, N> for Asking<M> {}

impl<M: Method> Asking<M> {
    fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.asked.insert(name, value);
        self
    }

    fn narrowed(mut self, conditions: Conditions) -> Self {
        self.conditions = Some(match self.conditions {
            Some(others) => others & conditions,
            None => conditions,
        });
        self
    }

    /// Only these fields are answered; those of a related object with a dot, `author.name` (P-175 – P-177). To be read, the type
    /// must make something of fields that are not there: `#[serde(default)]`, or `Option`s.
    pub fn select<T, const N: usize>(
        self,
        fields: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self
    where
        M: Takes<Select<T>, N>,
    {
        self.with("select", names(fields))
    }

    /// Only rows for which these conditions hold (P-178 – P-181).
    pub fn filter<T, const N: usize>(self, conditions: Conditions) -> Self
    where
        M: Takes<Filter<T>, N>,
    {
        self.narrowed(conditions)
    }

    /// In this order: by the first field, by the second where the first is the same, … (P-183).
    pub fn order<T, const N: usize>(
        self,
        by: impl IntoIterator<Item = (impl Into<String>, Direction)>,
    ) -> Self
    where
        M: Takes<Order<T>, N>,
    {
        let by = by.into_iter();
        let by = by.map(|(name, direction)| (name.into(), direction.word()));
        self.with("order", by.collect::<Array>())
    }

    /// At most `limit` rows, behind this value of a field (P-185). To go on, the value is that of the last row that came.
    pub fn after<T, const N: usize>(
        self,
        field: impl Into<String>,
        value: impl Serialize,
        direction: Direction,
        limit: u32,
    ) -> Self
    where
        M: Takes<Cursor<T>, N>,
    {
        let mut cursor = Array::new();
        cursor.insert("field", field.into());
        cursor.insert("value", written(&value));
        cursor.insert("order", direction.word());
        cursor.insert("limit", limit);
        self.with("cursor", cursor)
    }

    /// What to make of which fields of all rows together (P-186).
    pub fn aggregate<T, const N: usize>(
        self,
        asked: impl IntoIterator<
            Item = (
                AggregateFunction,
                impl IntoIterator<Item = impl Into<String>>,
            ),
        >,
    ) -> Self
    where
        M: Takes<Aggregate<T>, N>,
    {
        let mut all = Array::new();
        for (function, fields) in asked {
            let mut of_function = match all.remove(function.word()) {
                Some(Value::Array(others)) => others,
                _ => Array::new(),
            };
            for field in fields {
                of_function.push(field.into());
            }
            all.insert(function.word(), of_function);
        }
        self.with("select", all)
    }

    /// These rows of a list (P-184). In REST 3.0 at most `limit`, which portals take up to 1000 of, behind `offset` others; in
    /// REST 2 the 50 behind `offset` others, whatever the limit (P-40, P-57).
    ///
    /// `client::Portal::rows` begins there, and asks for so many at once.
    pub fn page<const N: usize>(self, limit: u32, offset: u32) -> Self
    where
        M: Takes<Page, N>,
    {
        let mut pagination = Array::new();
        pagination.insert("limit", limit);
        pagination.insert("offset", offset);
        self.with("pagination", pagination).with("start", offset)
    }

    /// Writes these fields (P-187): a map, or a struct of what is written. The object itself is none, unless callers may write all
    /// of its fields.
    pub fn fields<T, G: WritingGroup, const N: usize>(self, fields: impl Serialize) -> Self
    where
        M: Takes<Fields<T, G>, N>,
    {
        self.with("fields", written(&fields))
    }

    /// Of the object with this id (P-187).
    pub fn by_id<T, const N: usize>(self, id: u64) -> Self
    where
        M: Takes<Target<T>, N>,
    {
        self.with("id", written(&id))
    }

    /// Of the objects for which these conditions hold (P-187).
    pub fn by_filter<T, const N: usize>(self, conditions: Conditions) -> Self
    where
        M: Takes<Target<T>, N>,
    {
        self.narrowed(conditions)
    }
}

fn names(names: impl IntoIterator<Item = impl Into<String>>) -> Array {
    names
        .into_iter()
        .map(|name| Value::from(name.into()))
        .collect()
}

/// What cannot be written becomes what cannot be sent: null, in its place, might ask for everything.
fn written(value: &impl Serialize) -> Value {
    encode::to_value(value).unwrap_or(UNSENDABLE)
}

/// JSON has no such number.
const UNSENDABLE: Value = Value::Float(f64::NAN);
