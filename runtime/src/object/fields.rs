//! What is to be written.

use std::marker::PhantomData;

use serde::Serialize;

use super::checker::Checker;
use super::select::Visible;
use super::{
    Checked, FieldDescriptor, Group, Object, Scalar, body, known, rules, unknown_property,
};
use crate::call::{Call, FromCall};
use crate::error::{ArgumentError, Error, Exception};
use crate::method::Requirements;
use crate::params::decode::{self, Mode};
use crate::params::{Array, Value, encode};
use crate::zone::Zone;

/// Which writing method takes [`Fields`].
pub trait WritingGroup: Send + 'static {
    /// Whether it makes or changes.
    const GROUP: Group;
}

/// Of [`Fields`]: a new object is made.
#[derive(Debug, Clone, Copy)]
pub enum Add {}

/// Of [`Fields`]: an object that is there is changed.
#[derive(Debug, Clone, Copy)]
pub enum Update {}

impl WritingGroup for Add {
    const GROUP: Group = Group::Add;
}

impl WritingGroup for Update {
    const GROUP: Group = Group::Update;
}

/// What to write into an object, from `fields` (P-187): only fields that the object has, of their types (P-161), that are editable,
/// pass their checks and, where they are required, are there (P-197).
///
/// ```
/// use bitrix_rest::object::{Add, Fields};
/// use bitrix_rest::{Created, Error, Object, rest_method};
/// use schemars::JsonSchema;
/// use serde::{Deserialize, Serialize};
///
/// /// A town.
/// #[derive(Default, Serialize, Deserialize, JsonSchema, Object)]
/// pub struct Town {
///     /// By which it is found.
///     id: u64,
///     /// What it is called.
///     #[object(editable, required(add))]
///     name: String,
/// }
///
/// /// Adds a town.
/// #[rest_method("demo.town.add", scope = custom("demo"), versions(v3))]
/// async fn demo_town_add(fields: Fields<Town, Add>) -> Result<Created, Error> {
///     let town = fields.onto(&Town { id: 17, ..Town::default() })?;
///     Ok(Created(town.id))
/// }
/// ```
pub struct Fields<T, G> {
    given: Array,
    zone: Zone,
    object: PhantomData<fn() -> (T, G)>,
}

impl<T: Object, G: WritingGroup> Fields<T, G> {
    /// As they were sent. Each has the type of its field, unless serde reads that with a function of its own.
    pub const fn given(&self) -> &Array {
        &self.given
    }

    /// The row with these fields in the place of its own.
    ///
    /// # Errors
    /// A value that the type of its field refuses, as that of a parameter; a rule about several fields that the row would break.
    pub fn onto(&self, row: &T) -> Result<T, Error>
    where
        T: Serialize + Checked,
    {
        let Value::Array(mut fields) = encode::to_value(row).map_err(Error::internal)? else {
            let name = T::object().name();
            return Err(Error::internal(format!(
                "{name} is not written as an object"
            )));
        };
        for (name, value) in self.given.iter() {
            fields.insert(name.clone(), value.clone());
        }
        let broken = rules::broken(T::object(), &fields, &self.given);
        if !broken.is_empty() {
            return Err(Exception::DtoValidation(broken).into());
        }
        decode::from_value_in(&Value::Array(fields), Mode::Strict, &self.zone)
            .map_err(|error| ArgumentError::undecodable("fields", error).into())
    }
}

impl<T, G> std::fmt::Debug for Fields<T, G> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Without values: they may be secrets.
        let names = self.given.keys().map(ToString::to_string);
        f.debug_tuple("Fields")
            .field(&names.collect::<Vec<_>>())
            .finish()
    }
}

impl<T: Object, G: WritingGroup> FromCall for Fields<T, G> {
    async fn from_call(call: &Call) -> Result<Self, Error> {
        let given = match call.parameters().get("fields") {
            None | Some(Value::Null) => return Err(ArgumentError::empty("fields").into()),
            Some(Value::Array(given)) if given.is_empty() || !given.is_list() => given,
            Some(_) => return Err(ArgumentError::of_type("fields", "object").into()),
        };
        let zone = &call.api.settings.zone;
        let mut checker = Checker::new(zone);
        for (name, value) in given.iter() {
            let field = known::<T>(&name.to_string(), &Visible::ALL)?;
            if !field.editable().contains(&G::GROUP) {
                let text = format!("Field `{}` is not editable", field.name());
                checker.wrong(field, ArgumentError::invalid(place(field), text));
            } else if let Some(error) = wrong_type(field, value, zone) {
                checker.mistyped(field, error);
            }
        }
        for field in T::object().fields() {
            let is_given = || {
                given
                    .get(field.name())
                    .is_some_and(|value| !value.is_null())
            };
            let must_be = match G::GROUP {
                Group::Add => !is_given(),
                // What is not named stays as it is.
                Group::Update => given.contains(field.name()) && !is_given(),
            };
            if must_be && field.required().contains(&G::GROUP) {
                checker.wrong(field, ArgumentError::empty(place(field)));
            }
        }
        checker.fields(T::object(), given, G::GROUP)?;
        checker.finish()?;
        Ok(Self {
            given: given.clone(),
            zone: zone.clone(),
            object: PhantomData,
        })
    }

    fn requirements(requirements: &mut Requirements) {
        requirements.required.push("fields");
        requirements.body::<Self>("fields", |generator| {
            let fields = T::object().fields().iter();
            let editable = fields.filter(|field| field.editable().contains(&G::GROUP));
            let schemas = editable.map(|field| {
                let is_required = G::GROUP == Group::Add && field.required().contains(&G::GROUP);
                let schema = body::checked(field, generator);
                (field.name(), schema, is_required)
            });
            let (docs, rules) = match G::GROUP {
                Group::Add => ("What is added.", T::object().rules()),
                Group::Update => (
                    "What is changed; what is not named stays as it is.",
                    &[][..],
                ),
            };
            body::fields(docs, schemas.collect(), rules)
        });
        unknown_property(requirements);
        requirements.error(
            Exception::DtoValidation(Vec::new()),
            "`fields` lack what must be there, or do not pass their checks.",
        );
    }
}

fn place(field: &FieldDescriptor) -> String {
    format!("fields[{}]", field.name())
}

/// What of a value is not of the kind of its field, in the words of field lists. Whether it may be null, how great a number may
/// be, and what is inside of an object, its type says when it is decoded.
fn wrong_type(field: &FieldDescriptor, value: &Value, zone: &Zone) -> Option<ArgumentError> {
    let (kind, place) = (field.kind(), place(field));
    let element = |value: &Value, place: &str| match kind.element {
        super::Element::Object => None,
        element => Scalar::sent(value, element, place, zone).err(),
    };
    match value {
        Value::Null => None,
        Value::Array(values) if kind.multiple && (values.is_empty() || values.is_list()) => {
            let mut wrong = values.values().enumerate();
            wrong.find_map(|(index, value)| element(value, &format!("{place}[{index}]")))
        }
        _ if kind.multiple => Some(ArgumentError::of_type(&place, "array")),
        value => element(value, &place),
    }
}
