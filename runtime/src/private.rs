//! What generated code names. Not public interface: it may change with any version.

pub use std::default::Default;
pub use std::option::Option::{self, None, Some};
pub use std::result::Result::{self, Err, Ok};
pub use std::{concat, env, file, line};

pub use linkme;

pub use crate::__extract as extract;
pub use crate::__location as location;
pub use crate::__matches as matches;
pub use crate::__register as register;
pub use crate::call::{Arguments, Call, Extractor, Handling, NoExtractor, Probe, decode, require};
pub use crate::error::{
    Error, Nested, Rejection, RestError, answered, coded, describe, internal, nested,
};
#[cfg(feature = "pattern")]
pub use crate::method::Pattern;
pub use crate::method::registry::METHODS;
pub use crate::method::{
    Constraint, Descriptor, ErrorEntry, Field, Location, Method, Outcome, Requirements, Scope,
    field, has_length, in_range, is_email, is_one_of, is_phone, is_url, request,
};
pub use crate::object::{
    FieldDescriptor, Group, Object, ObjectDescriptor, Rule, Takes, checked, object, object_field,
    object_in, object_relation,
};
pub use crate::params::Array;

/// The check of `#[param(with = path)]`.
pub fn check<E: RestError>(result: Result<(), E>) -> Result<(), Error> {
    result.map_err(RestError::into_error)
}
