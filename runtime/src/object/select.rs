//! Which fields.

use std::marker::PhantomData;
use std::sync::Arc;

use super::selection::Selection;
use super::{
    Object, ObjectDescriptor, Selected, body, invalid_select, unknown_property, unselectable,
};
use crate::call::{Call, FromCall};
use crate::error::{Error, Exception};
use crate::method::Requirements;
use crate::params::Value;

/// The fields that the caller wants, from `select` (P-175 – P-177). Without one, all that are no relation; never one that the
/// scope of the caller leaves out (P-195).
///
/// Unknown names are ignored, as in the methods of Bitrix24 (P-275); of a related object they are an error.
pub struct Select<T> {
    selection: Arc<Selection>,
    object: PhantomData<fn() -> T>,
}

impl<T: Object> Select<T> {
    /// All fields that are no relation.
    pub fn all() -> Self {
        Self::new(Selection::plain(T::object()))
    }

    fn new(selection: Selection) -> Self {
        Self {
            selection: Arc::new(selection),
            object: PhantomData,
        }
    }

    /// Whether the field is asked for. A relation that is not need not be read.
    pub fn wants(&self, field: &str) -> bool {
        self.selection.has(field)
    }

    /// The row, of which only these fields are answered.
    pub fn of(&self, row: T) -> Selected<T> {
        Selected::new(row, self.selection.clone())
    }
}

impl<T> Clone for Select<T> {
    fn clone(&self) -> Self {
        Self {
            selection: self.selection.clone(),
            object: PhantomData,
        }
    }
}

impl<T> std::fmt::Debug for Select<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Select").field(&self.selection).finish()
    }
}

impl<T: Object> FromCall for Select<T> {
    async fn from_call(call: &Call) -> Result<Self, Error> {
        let object = T::object();
        let visible = Visible::of(call);
        let mut selection = match call.parameters().get("select") {
            None | Some(Value::Null) => Selection::default(),
            Some(asked) => read(asked, object, &visible)?,
        };
        if selection.is_empty() {
            selection = Selection::plain(object);
            selection.retain(|field| visible.has(field));
        }
        Ok(Self::new(selection))
    }

    fn requirements(requirements: &mut Requirements) {
        requirements.body::<Self>("select", |_| body::select(T::object()));
        invalid_select(requirements);
        unknown_property(requirements);
    }
}

/// The fields that the scope of the caller shows (P-195).
pub(super) struct Visible<'c>(Option<Vec<&'c str>>);

impl<'c> Visible<'c> {
    /// All of them.
    pub(super) const ALL: Self = Self(None);

    pub(super) fn of(call: &'c Call) -> Self {
        let scopes = call.caller().map(crate::call::Caller::scopes);
        Self(scopes.and_then(|scopes| scopes.fields(call.method_name())))
    }

    pub(super) fn has(&self, field: &str) -> bool {
        self.0.as_ref().is_none_or(|fields| fields.contains(&field))
    }
}

fn read(
    asked: &Value,
    object: &'static ObjectDescriptor,
    visible: &Visible<'_>,
) -> Result<Selection, Error> {
    let refused = || unselectable(asked);
    let names = asked.as_array().ok_or_else(refused)?;
    let mut selection = Selection::default();
    for name in names.values() {
        let name = name.as_str().ok_or_else(refused)?;
        let top = name.split('.').next().unwrap_or_default();
        let is_known = object.field(top).is_some_and(|field| {
            // A plain field has nothing behind a dot.
            top.len() == name.len() || field.relation().is_some()
        });
        if is_known && visible.has(top) {
            selection.add(object, name)?;
        } else if object.is_strict() && !is_known {
            return Err(Exception::UnknownProperty {
                field: name.to_owned(),
                entity: object.name().to_owned(),
            }
            .into());
        }
    }
    Ok(selection)
}
