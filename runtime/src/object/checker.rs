//! What is wrong with what is written (P-197).

use super::rules::{Given, Refused, is_blank};
use super::{FieldDescriptor, Group, ObjectDescriptor, all};
use crate::error::{ArgumentError, Error, Exception};
use crate::method::Constraint;
use crate::params::decode::Ignored;
use crate::params::{Array, Value};
use crate::zone::Zone;

/// Where a value is; written out only if something is wrong there.
#[derive(Clone, Copy)]
enum Place<'p> {
    Fields,
    Field(&'p Place<'p>, &'static str),
    Element(&'p Place<'p>, usize),
}

impl std::fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Fields => f.write_str("fields"),
            Self::Field(outer, name) => write!(f, "{outer}[{name}]"),
            Self::Element(outer, index) => write!(f, "{outer}[{index}]"),
        }
    }
}

/// So many faults are told of one call: a caller who sends half a million empty objects is told enough of them.
const MOST_TOLD: usize = 100;

/// Collects what is wrong with what is written.
pub(super) struct Checker<'c> {
    zone: &'c Zone,
    errors: Vec<ArgumentError>,
    /// The fields of which something is told, and that are not looked at again.
    told: Vec<&'static str>,
    is_mistyped: bool,
}

impl<'c> Checker<'c> {
    pub(super) const fn new(zone: &'c Zone) -> Self {
        Self {
            zone,
            errors: Vec::new(),
            told: Vec::new(),
            is_mistyped: false,
        }
    }

    /// A field has a value of another type.
    pub(super) fn mistyped(&mut self, field: &FieldDescriptor, error: ArgumentError) {
        self.is_mistyped = true;
        self.wrong(field, error);
    }

    /// A field breaks a rule.
    pub(super) fn wrong(&mut self, field: &FieldDescriptor, error: ArgumentError) {
        self.told.push(field.name());
        self.errors.push(error);
    }

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
        for field in object.fields() {
            let is_next = field.editable().contains(&group) && !self.told.contains(&field.name());
            if let Some(value) = given.get(field.name()).filter(|_| is_next) {
                let ignored = Ignored::default();
                let source = Given::sent(value, self.zone, &ignored);
                let place = Place::Field(&Place::Fields, field.name());
                self.field(field, value, source, place)?;
            }
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

    /// All that is wrong, or nothing. What is of another type makes the request wrong, before the object is (P-170).
    ///
    /// # Errors
    /// All of it, up to a hundred.
    pub(super) fn finish(mut self) -> Result<(), Error> {
        self.errors.truncate(MOST_TOLD);
        match self.is_mistyped || self.errors.is_empty() {
            true => all(self.errors),
            false => Err(Exception::DtoValidation(self.errors).into()),
        }
    }

    fn is_full(&self) -> bool {
        self.errors.len() >= MOST_TOLD
    }

    fn field(
        &mut self,
        field: &FieldDescriptor,
        value: &Value,
        given: Given<'_>,
        place: Place<'_>,
    ) -> Result<(), Error> {
        let is_never_empty = field.constraints().contains(&Constraint::NonEmpty);
        if is_never_empty && !value.is_null() && is_blank(value) {
            self.errors.push(ArgumentError::empty(place.to_string()));
            return Ok(());
        }
        let Some(check) = field.check() else {
            return Ok(());
        };
        let passed = match check(&given) {
            Ok(passed) => passed,
            Err(Refused::Type(error)) => {
                self.is_mistyped = true;
                let error = ArgumentError::undecodable(&place.to_string(), error);
                self.errors.push(error);
                return Ok(());
            }
            Err(Refused::Check(error)) => return self.failed(error, place),
        };
        let Some(holding) = field.held() else {
            return Ok(());
        };
        let object = (holding.object)();
        let held = (holding.objects)(passed.value());
        match value {
            Value::Array(several) if field.kind().multiple => {
                for (index, (value, held)) in several.values().zip(held).enumerate() {
                    let place = Place::Element(&place, index);
                    self.nested(object, value, given.held(held), place)?;
                    if self.is_full() {
                        break;
                    }
                }
                Ok(())
            }
            value => held
                .into_iter()
                .try_for_each(|held| self.nested(object, value, given.held(held), place)),
        }
    }

    /// An object in a field: all of it is there.
    fn nested(
        &mut self,
        object: &ObjectDescriptor,
        value: &Value,
        held: Given<'_>,
        place: Place<'_>,
    ) -> Result<(), Error> {
        let Value::Array(given) = value else {
            return Ok(());
        };
        for field in object.fields() {
            let value = given.get(field.name()).filter(|value| !value.is_null());
            if let Some(value) = value.filter(|_| !self.is_full()) {
                let place = Place::Field(&place, field.name());
                self.field(field, value, held, place)?;
            }
        }
        // Serde may read more names than it answers.
        let ignored = given.iter().filter(|(_, value)| held.ignores(value));
        let unknown = ignored.map(|(name, _)| name.to_string());
        let unknown = unknown.filter(|name| object.field(name).is_none());
        for name in unknown.take(MOST_TOLD) {
            let text = format!("{} has no field `{name}`", object.name());
            self.errors
                .push(ArgumentError::invalid(format!("{place}[{name}]"), text));
        }
        let broken = object.rules().iter().filter(|rule| !rule.is_kept(given));
        self.errors
            .extend(broken.map(|rule| rule.broken(&place.to_string())));
        Ok(())
    }

    /// What says that the request is wrong is told of its field; all else is answered as it is.
    fn failed(&mut self, error: Error, place: Place<'_>) -> Result<(), Error> {
        if error.status() != http::StatusCode::BAD_REQUEST {
            return Err(error);
        }
        let place = place.to_string();
        let error = error.about(&place);
        let known = self.errors.len();
        self.errors.extend(error.arguments().cloned());
        if self.errors.len() == known {
            let told = ArgumentError::invalid(place, error.to_string());
            self.errors.push(told);
        }
        Ok(())
    }
}
