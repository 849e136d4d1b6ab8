//! What must be true of what is written (P-197).

use std::any::Any;

use serde::de::DeserializeOwned;

use super::{Object, ObjectDescriptor};
use crate::error::{ArgumentError, Error};
use crate::method::Check;
use crate::params::decode::{self, DecodeError, Ignored, Mode};
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
    pub(super) fn is_kept(self, object: &Array) -> bool {
        let there = self.fields().iter().filter(|field| is_there(object, field));
        match self {
            Self::AtLeastOne(_) => there.count() > 0,
            Self::OnlyOne(_) => there.count() == 1,
        }
    }

    /// Whether an object may keep it, of which only what is changed is known.
    pub(super) fn may_be_kept(self, changes: &Array) -> bool {
        let there = self
            .fields()
            .iter()
            .filter(|field| is_there(changes, field));
        let there = there.count();
        let is_some_unknown = self.fields().iter().any(|field| !changes.contains(field));
        (there > 0 || is_some_unknown) && (there < 2 || matches!(self, Self::AtLeastOne(_)))
    }

    pub(super) fn broken(self, place: &str) -> ArgumentError {
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

pub(super) fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Text(text) => text.is_empty(),
        Value::Array(array) => array.is_empty(),
        _ => false,
    }
}

/// Where the value of a field is: with the caller, or in an object that has been decoded.
#[derive(Clone, Copy)]
pub struct Given<'c> {
    source: Source<'c>,
    /// What of all that was sent is not read.
    ignored: &'c Ignored,
}

#[derive(Clone, Copy)]
enum Source<'c> {
    Sent(&'c Value, &'c Zone),
    Held(&'c dyn Any),
}

impl<'c> Given<'c> {
    pub(super) const fn sent(value: &'c Value, zone: &'c Zone, ignored: &'c Ignored) -> Self {
        let source = Source::Sent(value, zone);
        Self { source, ignored }
    }

    /// In this object, which was decoded.
    pub(super) const fn held(self, object: &'c dyn Any) -> Self {
        Self {
            source: Source::Held(object),
            ..self
        }
    }

    /// Whether the type passed over this value. By then it has been decoded.
    pub(super) fn ignores(self, value: &Value) -> bool {
        self.ignored.has(value)
    }
}

/// A value that passed its checks.
pub struct Passed<'c>(Decoded<'c>);

enum Decoded<'c> {
    Now(Box<dyn Any>),
    Before(&'c dyn Any),
}

impl Passed<'_> {
    pub(super) fn value(&self) -> &dyn Any {
        match &self.0 {
            Decoded::Now(value) => value.as_ref(),
            Decoded::Before(value) => *value,
        }
    }
}

/// Why a value is not taken.
pub enum Refused {
    /// It is none of its type.
    Type(DecodeError),
    /// What the first check that failed says.
    Check(Error),
}

/// Decodes the value of a field, unless that is done, and checks it.
pub type CheckGiven = for<'c> fn(&Given<'c>) -> Result<Passed<'c>, Refused>;

/// A type whose values can be read and checked when they are written.
#[diagnostic::on_unimplemented(
    message = "a value of type `{Self}` can be neither written nor checked",
    label = "this type cannot be read from a call",
    note = "derive `serde::Deserialize` for it"
)]
pub trait Checked: DeserializeOwned + 'static {}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + 'static> Checked for T {}

/// Decodes a value, or finds it in the object that is decoded, and checks it. Checks are not about null.
pub fn checked<'c, T: Checked>(
    given: &Given<'c>,
    part: fn(&dyn Any) -> Option<&T>,
    checks: &[Check<T>],
) -> Result<Passed<'c>, Refused> {
    let all = |value: &T| checks.iter().try_for_each(|check| check(value));
    match given.source {
        Source::Sent(value, zone) => {
            let is_null = value.is_null();
            let value = decode::from_value_noting::<T>(value, Mode::Strict, zone, given.ignored)
                .map_err(Refused::Type)?;
            if !is_null {
                all(&value).map_err(Refused::Check)?;
            }
            Ok(Passed(Decoded::Now(Box::new(value))))
        }
        Source::Held(object) => {
            let value = part(object)
                .ok_or_else(|| Refused::Check(Error::internal("a field of another object")))?;
            all(value).map_err(Refused::Check)?;
            Ok(Passed(Decoded::Before(value)))
        }
    }
}

/// What holds an object that has checks of its own: the object itself, `Option` of it, or a `Vec` of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` holds no object that has checks",
    label = "neither an object, nor an `Option` or a `Vec` of one",
    note = "`nested` is for types with `#[derive(bitrix_rest::Object)]`, and `Option`s and `Vec`s of them"
)]
pub trait Validatable: 'static {
    /// The object.
    #[doc(hidden)]
    const OBJECT: fn() -> &'static ObjectDescriptor;

    /// The objects in a value.
    #[doc(hidden)]
    fn objects<'o>(&'o self, found: &mut Vec<&'o dyn Any>);
}

#[diagnostic::do_not_recommend]
impl<T: Object> Validatable for T {
    const OBJECT: fn() -> &'static ObjectDescriptor = T::object;

    fn objects<'o>(&'o self, found: &mut Vec<&'o dyn Any>) {
        found.push(self);
    }
}

impl<T: Validatable> Validatable for Option<T> {
    const OBJECT: fn() -> &'static ObjectDescriptor = T::OBJECT;

    fn objects<'o>(&'o self, found: &mut Vec<&'o dyn Any>) {
        if let Some(value) = self {
            value.objects(found);
        }
    }
}

impl<T: Object> Validatable for Vec<T> {
    const OBJECT: fn() -> &'static ObjectDescriptor = T::object;

    fn objects<'o>(&'o self, found: &mut Vec<&'o dyn Any>) {
        found.extend(self.iter().map(|object| -> &dyn Any { object }));
    }
}

/// What a field holds that has checks of its own.
#[derive(Clone, Copy)]
pub struct Holding {
    pub(super) object: fn() -> &'static ObjectDescriptor,
    pub(super) objects: fn(&dyn Any) -> Vec<&dyn Any>,
}

/// The object in a field.
pub const fn object_in<T: Validatable>() -> Holding {
    Holding {
        object: T::OBJECT,
        objects: |value| {
            let mut found = Vec::new();
            if let Some(value) = value.downcast_ref::<T>() {
                value.objects(&mut found);
            }
            found
        },
    }
}

/// The rules that a row breaks, of those that are about fields that were given for it.
pub(super) fn broken(object: &ObjectDescriptor, row: &Array, given: &Array) -> Vec<ArgumentError> {
    let rules = object.rules().iter();
    let touched = rules.filter(|rule| rule.fields().iter().any(|field| given.contains(field)));
    let broken = touched.filter(|rule| !rule.is_kept(row));
    broken.map(|rule| rule.broken("fields")).collect()
}
