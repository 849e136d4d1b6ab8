//! What the arguments of a method need besides parameters.

use std::any::TypeId;

use schemars::{Schema, SchemaGenerator};

use crate::error::Error;

/// The state that methods need, collected when a server is built, what of a body arguments read that are no parameters, and
/// with which errors they refuse a call.
#[derive(Debug, Default)]
pub struct Requirements {
    pub(crate) states: Vec<(TypeId, &'static str)>,
    /// An argument reads which page is asked for.
    pub(crate) page: bool,
    /// Fields of a body of REST 3.0 that arguments read besides parameters, and their schemas.
    pub(crate) body: Vec<(&'static str, MakeSchema)>,
    /// Which extractor reads each of them.
    readers: Vec<(&'static str, &'static str)>,
    /// Those that two extractors read in different ways.
    pub(crate) twice: Vec<&'static str>,
    /// Those of them that must be there.
    pub(crate) required: Vec<&'static str>,
    /// Those of which one must be there.
    pub(crate) one_of: &'static [&'static str],
    /// What arguments answer besides the common errors, and when.
    pub(crate) errors: Vec<(Error, &'static str)>,
    /// The same, where another argument reads this field of the body.
    beside: Vec<(&'static str, Error, &'static str)>,
    /// The objects that are read on by a cursor, and have no field that it can go along.
    pub(crate) no_cursor: Vec<&'static str>,
}

/// What makes a schema.
type MakeSchema = fn(&mut SchemaGenerator) -> Schema;

impl Requirements {
    /// Says that the method needs `T` from [`Builder::state`](crate::Builder::state).
    pub fn state<T: 'static>(&mut self) {
        self.states
            .push((TypeId::of::<T>(), std::any::type_name::<T>()));
    }

    /// Says that an argument may refuse a call with the code and the status of `error`, and when: documents list it among the
    /// errors of every method that has the argument.
    ///
    /// ```
    /// use bitrix_rest::{Call, Error, FromCall, Method, Requirements, http::StatusCode, openapi, rest_method};
    ///
    /// struct Secure;
    ///
    /// fn insecure() -> Error {
    ///     Error::new("INSECURE", StatusCode::FORBIDDEN, "come again by HTTPS")
    /// }
    ///
    /// impl FromCall for Secure {
    ///     async fn from_call(call: &Call) -> Result<Self, Error> {
    ///         call.is_secure().then_some(Self).ok_or_else(insecure)
    ///     }
    ///
    ///     fn requirements(requirements: &mut Requirements) {
    ///         requirements.error(insecure(), "The call came without HTTPS.");
    ///     }
    /// }
    ///
    /// /// Opens the safe.
    /// #[rest_method("demo.open", scope = "basic")]
    /// async fn demo_open(_: Secure) -> Result<bool, Error> {
    ///     Ok(true)
    /// }
    ///
    /// let document = openapi::both([DemoOpen::DESCRIPTOR], "/rest");
    /// let refused = &document.paths["/demo.open"]["post"]["responses"]["403"]["content"]["application/json"]["examples"];
    /// assert_eq!(refused["INSECURE"]["description"], "The call came without HTTPS.");
    /// ```
    pub fn error(&mut self, error: impl Into<Error>, when: &'static str) {
        self.errors.push((error.into(), when));
    }

    /// The same of an error that is only there if an argument reads this field of the body.
    pub(crate) fn error_beside(
        &mut self,
        field: &'static str,
        error: impl Into<Error>,
        when: &'static str,
    ) {
        self.beside.push((field, error.into(), when));
    }

    /// Of all arguments together.
    pub(crate) fn of(arguments: &[fn(&mut Self)]) -> Self {
        let mut all = Self::default();
        for require in arguments {
            require(&mut all);
        }
        for (field, error, when) in std::mem::take(&mut all.beside) {
            if all.reads(field) {
                all.errors.push((error, when));
            }
        }
        all
    }

    /// Whether an argument reads this field of a body of REST 3.0.
    pub(crate) fn reads(&self, name: &str) -> bool {
        let mut body = self.body.iter();
        body.any(|(other, _)| *other == name) || self.page && name == "pagination"
    }

    /// Says that an argument, or a part of one, of the type `R` reads this field of a body.
    pub(crate) fn body<R>(&mut self, name: &'static str, schema: MakeSchema) {
        let reader = std::any::type_name::<R>();
        match self.readers.iter().find(|(other, _)| *other == name) {
            Some((_, other)) if *other == reader => {}
            Some(_) => self.twice.push(name),
            None => {
                self.readers.push((name, reader));
                self.body.push((name, schema));
            }
        }
    }
}
