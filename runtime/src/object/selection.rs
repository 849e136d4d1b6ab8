//! Fields of an object and of the objects in it, and values of which only these are written.

mod pick;

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::ObjectDescriptor;
use crate::error::Exception;
use pick::Pick;

/// Fields of an object, and of those in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Selection(BTreeMap<&'static str, Option<Selection>>);

impl Selection {
    /// All fields but relations (P-176).
    pub(super) fn plain(object: &ObjectDescriptor) -> Self {
        let fields = object.fields().iter();
        let plain = fields.filter(|field| field.relation().is_none());
        Self(plain.map(|field| (field.name(), None)).collect())
    }

    /// These fields of an object alone, whole.
    pub(super) fn of(names: impl IntoIterator<Item = &'static str>) -> Self {
        Self(names.into_iter().map(|name| (name, None)).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Whether the field is in it, and what of what is in the field.
    fn get(&self, name: &str) -> Option<Option<&Self>> {
        self.0.get(name).map(Option::as_ref)
    }

    pub(super) fn retain(&mut self, mut keep: impl FnMut(&str) -> bool) {
        self.0.retain(|field, _| keep(field));
    }

    /// Adds a field by its name, with dots between relations.
    pub(super) fn add(
        &mut self,
        object: &'static ObjectDescriptor,
        name: &str,
    ) -> Result<(), Exception> {
        let (mut selection, mut object) = (self, object);
        let mut rest = name;
        loop {
            let (first, behind) = match rest.split_once('.') {
                Some((first, behind)) => (first, Some(behind)),
                None => (rest, None),
            };
            let unknown = |field: &str| Exception::UnknownProperty {
                field: field.to_owned(),
                entity: object.name().to_owned(),
            };
            let field = object.field(first).ok_or_else(|| unknown(first))?;
            let place = selection.0.entry(field.name()).or_default();
            match (field.relation(), behind) {
                (None, None) => return Ok(()),
                (None, Some(_)) => return Err(unknown(rest)),
                (Some(relation), None) => {
                    let plain = Self::plain((relation.object)());
                    place.get_or_insert_default().0.extend(plain.0);
                    return Ok(());
                }
                (Some(relation), Some(behind)) => {
                    object = (relation.object)();
                    selection = place.get_or_insert_default();
                    rest = behind;
                }
            }
        }
    }
}

/// A value of which only the fields of a selection are written.
pub(super) struct Picked<'s, T: ?Sized> {
    pub(super) value: &'s T,
    pub(super) selection: &'s Selection,
}

impl<T: Serialize + ?Sized> Serialize for Picked<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(Pick {
            inner: serializer,
            selection: self.selection,
        })
    }
}
