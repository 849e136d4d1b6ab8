//! What the arguments of a method need besides parameters.

use std::any::TypeId;

use schemars::{Schema, SchemaGenerator};

/// The state that methods need, collected when a server is built, and what of a body arguments read that are no parameters.
#[derive(Debug, Default)]
pub struct Requirements {
    pub(crate) states: Vec<(TypeId, &'static str)>,
    /// An argument reads which page is asked for.
    pub(crate) page: bool,
    /// Fields of a body of REST 3.0 that arguments read besides parameters, and their schemas.
    pub(crate) body: Vec<(&'static str, MakeSchema)>,
    /// Those of them that must be there.
    pub(crate) required: Vec<&'static str>,
    /// Those of which one must be there.
    pub(crate) one_of: &'static [&'static str],
}

/// What makes a schema.
type MakeSchema = fn(&mut SchemaGenerator) -> Schema;

impl Requirements {
    /// Says that the method needs `T` from [`Builder::state`](crate::Builder::state).
    pub fn state<T: 'static>(&mut self) {
        self.states
            .push((TypeId::of::<T>(), std::any::type_name::<T>()));
    }

    /// Says that an argument reads this field of a body.
    pub(crate) fn body(&mut self, name: &'static str, schema: MakeSchema) {
        if self.body.iter().all(|(other, _)| *other != name) {
            self.body.push((name, schema));
        }
    }
}
