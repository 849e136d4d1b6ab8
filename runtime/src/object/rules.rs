//! What must be true of what is written (P-197).

use serde::de::DeserializeOwned;

use super::{FieldDescriptor, Group, Object, ObjectDescriptor};
use crate::error::{ArgumentError, Error};
use crate::method::{Check, Constraint};
use crate::params::decode::{self, Mode};
use crate::params::{Array, Value};
use crate::zone::Zone;

/// What must be true of several fields of an object together. A field that is null, an empty text or an empty list is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// `at_least_one_of(…)`: one of these fields must be there.
    AtLeastOne(&'static [&'static str]),
    /// `only_one_of(…)`: exactly one of these fields must be there.
    OnlyOne(&'static [&'static str]),
}

impl Rule {
    /// The fields that it is about.
    pub const fn fields(self) -> &'static [&'static str] {
        match self {
            Self::AtLeastOne(fields) | Self::OnlyOne(fields) => fields,
        }
    }

    /// Whether a whole object keeps it.
    fn is_kept(self, object: &Array) -> bool {
        let there = self.fields().iter().filter(|field| is_there(object, field));
        match self {
            Self::AtLeastOne(_) => there.count() > 0,
            Self::OnlyOne(_) => there.count() == 1,
        }
    }

    /// Whether an object may keep it, of which only what is changed is known.
    fn may_be_kept(self, changes: &Array) -> bool {
        let there = self
            .fields()
            .iter()
            .filter(|field| is_there(changes, field));
        let there = there.count();
        let is_some_unknown = self.fields().iter().any(|field| !changes.contains(field));
        (there > 0 || is_some_unknown) && (there < 2 || matches!(self, Self::AtLeastOne(_)))
    }

    fn broken(self, place: &str) -> ArgumentError {
        ArgumentError::invalid(place, self.to_string())
    }
}

impl std::fmt::Display for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let how_many = match self {
            Self::AtLeastOne(_) => "At least",
            Self::OnlyOne(_) => "Exactly",
        };
        let fields = self.fields().iter().map(|field| format!("`{field}`"));
        let fields = fields.collect::<Vec<_>>().join(", ");
        write!(f, "{how_many} one of the fields {fields} must be specified")
    }
}

fn is_there(object: &Array, field: &str) -> bool {
    object.get(field).is_some_and(|value| !is_blank(value))
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Text(text) => text.is_empty(),
        Value::Array(array) => array.is_empty(),
        _ => false,
    }
}

/// A value that was sent for a field, as its checks see it.
#[derive(Clone, Copy)]
pub struct Given<'c> {
    value: &'c Value,
    zone: &'c Zone,
}

/// All checks of a value, of which the first one that fails is told.
pub type CheckGiven = fn(&Given<'_>) -> Result<(), Error>;

/// A type whose values can be checked when they are written.
#[diagnostic::on_unimplemented(
    message = "a value of `{Self}` cannot be checked",
    label = "this type cannot be read from a call",
    note = "derive `serde::Deserialize` for it"
)]
pub trait Checked: DeserializeOwned {}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned> Checked for T {}

/// Decodes a value and checks it. One of another type passes: that is told by who reads it.
pub fn checked<T: Checked>(given: &Given<'_>, checks: &[Check<T>]) -> Result<(), Error> {
    match decode::from_value_in::<T>(given.value.clone(), Mode::Strict, given.zone) {
        Ok(value) => checks.iter().try_for_each(|check| check(&value)),
        Err(_) => Ok(()),
    }
}

/// What holds an object that has checks of its own: the object itself, `Option` of it, or a `Vec` of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` holds no object that has checks",
    label = "neither an object, nor an `Option` or a `Vec` of one",
    note = "`nested` is for types with `#[derive(bitrix_rest::Object)]`, and `Option`s and `Vec`s of them"
)]
pub trait Validatable {
    /// The object.
    #[doc(hidden)]
    const OBJECT: fn() -> &'static ObjectDescriptor;
}

#[diagnostic::do_not_recommend]
impl<T: Object> Validatable for T {
    const OBJECT: fn() -> &'static ObjectDescriptor = T::object;
}

impl<T: Validatable> Validatable for Option<T> {
    const OBJECT: fn() -> &'static ObjectDescriptor = T::OBJECT;
}

impl<T: Object> Validatable for Vec<T> {
    const OBJECT: fn() -> &'static ObjectDescriptor = T::object;
}

/// The object in a field.
pub const fn object_in<T: Validatable>() -> fn() -> &'static ObjectDescriptor {
    T::OBJECT
}

/// Collects what is wrong with values whose types are right.
pub(super) struct Checker<'c> {
    pub(super) zone: &'c Zone,
    pub(super) errors: Vec<ArgumentError>,
}

impl Checker<'_> {
    /// What `add` and `update` are given: only fields that they may write.
    ///
    /// # Errors
    /// What a check answers that is no fault of the value.
    pub(super) fn fields(
        &mut self,
        object: &ObjectDescriptor,
        given: &Array,
        group: Group,
    ) -> Result<(), Error> {
        let fields = object.fields().iter();
        for field in fields.filter(|field| field.editable().contains(&group)) {
            self.field(field, given, "fields")?;
        }
        for rule in object.rules() {
            let is_kept = match group {
                Group::Add => rule.is_kept(given),
                Group::Update => rule.may_be_kept(given),
            };
            if !is_kept {
                self.errors.push(rule.broken("fields"));
            }
        }
        Ok(())
    }

    fn field(&mut self, field: &FieldDescriptor, given: &Array, place: &str) -> Result<(), Error> {
        let Some(value) = given.get(field.name()).filter(|value| !value.is_null()) else {
            return Ok(());
        };
        let place = format!("{place}[{}]", field.name());
        if field.constraints().contains(&Constraint::NonEmpty) && is_blank(value) {
            self.errors.push(ArgumentError::empty(place));
            return Ok(());
        }
        if let Some(check) = field.check() {
            let zone = self.zone;
            if let Err(error) = check(&Given { value, zone }) {
                self.failed(error, &place)?;
            }
        }
        match (field.nested(), value) {
            (Some(object), Value::Array(several)) if field.kind().multiple => {
                for (index, value) in several.values().enumerate() {
                    self.nested(object, value, &format!("{place}[{index}]"))?;
                }
            }
            (Some(object), value) => self.nested(object, value, &place)?,
            (None, _) => {}
        }
        Ok(())
    }

    /// An object in a field: all of it is there.
    fn nested(
        &mut self,
        object: &ObjectDescriptor,
        value: &Value,
        place: &str,
    ) -> Result<(), Error> {
        let Value::Array(given) = value else {
            return Ok(());
        };
        for field in object.fields() {
            self.field(field, given, place)?;
        }
        let broken = object.rules().iter().filter(|rule| !rule.is_kept(given));
        self.errors.extend(broken.map(|rule| rule.broken(place)));
        Ok(())
    }

    /// What says that the request is wrong is told of its field; all else is answered as it is.
    fn failed(&mut self, error: Error, place: &str) -> Result<(), Error> {
        if error.status() != http::StatusCode::BAD_REQUEST {
            return Err(error);
        }
        let error = error.about(place);
        let known = self.errors.len();
        self.errors.extend(error.arguments().cloned());
        if self.errors.len() == known {
            let told = ArgumentError::invalid(place, error.to_string());
            self.errors.push(told);
        }
        Ok(())
    }
}

/// The rules that a row breaks, of those that are about fields that were given for it.
pub(super) fn broken(object: &ObjectDescriptor, row: &Array, given: &Array) -> Vec<ArgumentError> {
    let rules = object.rules().iter();
    let touched = rules.filter(|rule| rule.fields().iter().any(|field| given.contains(field)));
    let broken = touched.filter(|rule| !rule.is_kept(row));
    broken.map(|rule| rule.broken("fields")).collect()
}
