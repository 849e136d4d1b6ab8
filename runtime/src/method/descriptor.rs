//! The static description of a method.

use std::fmt;

use http::StatusCode;
use schemars::{Schema, SchemaGenerator};

use super::parameter::{ParameterDescriptor, Source};
use super::requirements::Requirements;
use super::shape::Shape;
use crate::call::{Call, Handling, Version};
use crate::error::SystemError;

/// Who may call a method: the scope its caller must hold (P-91, P-92).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Scope {
    /// Any valid credentials suffice; the internal `_global` scope of Bitrix24 (P-91).
    Basic,
    /// The scope with this code, of P-255 or one's own (P-256).
    Code(&'static str),
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Basic => f.write_str("basic"),
            Self::Code(code) => f.write_str(code),
        }
    }
}

/// Where a method was declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Location {
    /// Source file, as the compiler names it.
    pub file: &'static str,
    /// Line in that file, from 1.
    pub line: u32,
    /// The package that declares it.
    pub package: &'static str,
}

/// The [`Location`] of the declaration that it is generated for.
#[doc(hidden)]
#[macro_export]
macro_rules! __location {
    () => {
        $crate::__private::Location {
            file: $crate::__private::file!(),
            line: $crate::__private::line!(),
            package: $crate::__private::env!("CARGO_PKG_NAME"),
        }
    };
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{} (package {})", self.file, self.line, self.package)
    }
}

/// One error that a method declares to answer, from `#[derive(RestError)]`.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum ErrorEntry {
    /// An error with a code of its own.
    Coded {
        /// The `error` of the body.
        code: &'static str,
        /// The HTTP status.
        status: u16,
        /// What its doc comment says of it.
        docs: &'static str,
    },
    /// Everything that another error type declares.
    Nested(&'static [ErrorEntry]),
}

/// The static description of a method: the only source for lists, documents, checks and messages.
#[derive(Clone, Copy)]
pub struct Descriptor {
    pub(crate) name: &'static str,
    pub(crate) aliases: &'static [&'static str],
    pub(crate) scope: Scope,
    pub(crate) summary: &'static str,
    pub(crate) description: &'static str,
    pub(crate) parameters: &'static [&'static ParameterDescriptor],
    pub(crate) outcome: OutcomeDescriptor,
    pub(crate) private: bool,
    pub(crate) batch: bool,
    pub(crate) read_only: bool,
    pub(crate) positional: bool,
    pub(crate) versions: Versions,
    pub(crate) deprecated: Option<&'static str>,
    pub(crate) location: Location,
    pub(crate) handler: fn(Call) -> Handling,
    pub(crate) only_called: bool,
    pub(crate) requirements: &'static [fn(&mut Requirements)],
    /// The schema of a body that is no object of parameters.
    pub(crate) body: Option<fn(&mut SchemaGenerator) -> Schema>,
}

/// The generations of the protocol that a method is served in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Versions {
    V2,
    V3,
    Both,
}

/// What is told of a method's result and errors.
#[derive(Clone, Copy)]
pub struct OutcomeDescriptor {
    pub(crate) shape: Shape,
    pub(crate) schema: fn(&mut SchemaGenerator) -> Schema,
    pub(crate) errors: &'static [ErrorEntry],
}

impl Descriptor {
    /// The name on the wire, lower case.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Further names of the same method.
    pub const fn aliases(&self) -> &'static [&'static str] {
        self.aliases
    }

    /// The scope that a caller must hold.
    pub const fn scope(&self) -> Scope {
        self.scope
    }

    /// The first paragraph of the doc comment.
    pub const fn summary(&self) -> &'static str {
        self.summary
    }

    /// The whole doc comment.
    pub const fn description(&self) -> &'static str {
        self.description
    }

    /// Whether the method is served in this generation: REST 2 alone, unless `versions(…)` says more (P-8, P-9).
    pub const fn serves(&self, version: Version) -> bool {
        match self.versions {
            Versions::V2 => matches!(version, Version::V2),
            Versions::V3 => matches!(version, Version::V3),
            Versions::Both => true,
        }
    }

    /// The parameters, in declaration order.
    pub const fn parameters(&self) -> &'static [&'static ParameterDescriptor] {
        self.parameters
    }

    /// The JSON Schema of the result: of what stands under `result`, in this generation.
    pub fn result_schema(&self, version: Version, generator: &mut SchemaGenerator) -> Schema {
        let schema = (self.outcome.schema)(generator);
        match version {
            Version::V2 => schema,
            Version::V3 => self.outcome.shape.of(&schema, generator).wrap(schema),
        }
    }

    /// How REST 3.0 wraps the result (P-165).
    pub(crate) fn shape(&self) -> Shape {
        let mut generator = SchemaGenerator::default();
        let schema = (self.outcome.schema)(&mut generator);
        self.outcome.shape.of(&schema, &generator)
    }

    /// The error codes that the method declares, with status and docs: `(code, status, docs)`.
    pub fn errors(&self) -> Vec<(&'static str, StatusCode, &'static str)> {
        fn collect(
            entries: &[ErrorEntry],
            into: &mut Vec<(&'static str, StatusCode, &'static str)>,
        ) {
            for entry in entries {
                match *entry {
                    ErrorEntry::Coded { code, status, docs } => into.push((
                        code,
                        StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST),
                        docs,
                    )),
                    ErrorEntry::Nested(inner) => collect(inner, into),
                }
            }
        }
        let mut errors = Vec::new();
        collect(self.outcome.errors, &mut errors);
        errors
    }

    /// Whether lists of methods leave it out; it stays callable (P-295).
    pub const fn is_private(&self) -> bool {
        self.private
    }

    /// Whether a batch may contain it (P-121).
    pub const fn allows_batch(&self) -> bool {
        self.batch
    }

    /// Whether a call changes nothing, so that a closed connection may cancel it.
    pub const fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// Whether parameters are read by order instead of by name (P-24, P-26).
    pub const fn is_positional(&self) -> bool {
        self.positional
    }

    /// Whether the declaration has no body: the method is served elsewhere, and only called from here.
    pub const fn is_only_called(&self) -> bool {
        self.only_called
    }

    /// Why not to use it any more, if it is deprecated.
    pub const fn deprecated(&self) -> Option<&'static str> {
        self.deprecated
    }

    /// Where it was declared.
    pub const fn location(&self) -> Location {
        self.location
    }

    /// What its extractors need.
    pub(crate) fn requirements(&self) -> Requirements {
        Requirements::of(self.requirements)
    }

    /// Whether an extractor reads this field of a body of REST 3.0.
    pub(crate) fn reads(&self, field: &str) -> bool {
        self.requirements().reads(field)
    }

    /// Whether its answer is limited to what is selected (P-175, P-195).
    pub(crate) fn selects(&self) -> bool {
        self.reads("select")
    }

    /// Whether a body can say anything to it in REST 3.0 (P-157, P-159).
    pub(crate) fn reads_body(&self) -> bool {
        let requirements = self.requirements();
        !self.parameters.is_empty()
            || self.body.is_some()
            || requirements.page
            || !requirements.body.is_empty()
    }

    /// Whether an argument that is found by name takes the parameter `name`.
    pub(crate) fn takes(&self, name: &str) -> bool {
        self.parameters.iter().any(|parameter| {
            parameter.source != Source::Rest
                && (parameter.name == name
                    || parameter.ignore_case && parameter.name.eq_ignore_ascii_case(name))
        })
    }
}

/// The beginning of a [`Descriptor`], before it is known what runs the method.
pub struct Declared {
    pub(super) name: &'static str,
    pub(super) scope: Scope,
    pub(super) location: Location,
    pub(super) outcome: OutcomeDescriptor,
}

impl Declared {
    pub const fn handler(self, handler: fn(Call) -> Handling) -> Descriptor {
        Descriptor {
            name: self.name,
            aliases: &[],
            scope: self.scope,
            summary: "",
            description: "",
            parameters: &[],
            outcome: self.outcome,
            private: false,
            batch: true,
            read_only: false,
            positional: false,
            versions: Versions::V2,
            deprecated: None,
            location: self.location,
            handler,
            only_called: false,
            requirements: &[],
            body: None,
        }
    }

    /// A declaration without a body.
    pub const fn only_called(self) -> Descriptor {
        // Nobody gets there: a server with it cannot be built.
        let mut descriptor =
            self.handler(|_| Handling::of(async { Err(SystemError::MethodNotFound.into()) }));
        descriptor.only_called = true;
        descriptor
    }
}

/// What the macro fills in; not part of the public interface.
#[doc(hidden)]
impl Descriptor {
    /// With further names.
    pub const fn aliased(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    /// With its doc comment.
    pub const fn documented(mut self, summary: &'static str, description: &'static str) -> Self {
        self.summary = summary;
        self.description = description;
        self
    }

    /// With its parameters.
    pub const fn with_parameters(mut self, list: &'static [&'static ParameterDescriptor]) -> Self {
        self.parameters = list;
        self
    }

    pub const fn requiring(mut self, requirements: &'static [fn(&mut Requirements)]) -> Self {
        self.requirements = requirements;
        self
    }

    /// With a body of its own.
    pub(crate) const fn with_body(mut self, schema: fn(&mut SchemaGenerator) -> Schema) -> Self {
        self.body = Some(schema);
        self
    }

    /// Left out of lists.
    pub const fn private(mut self) -> Self {
        self.private = true;
        self
    }

    /// Refused in a batch.
    pub const fn without_batch(mut self) -> Self {
        self.batch = false;
        self
    }

    /// Changes nothing.
    pub const fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// Reads parameters by order.
    pub const fn positional(mut self) -> Self {
        self.positional = true;
        self
    }

    /// Served in REST 3.0 alone.
    pub const fn of_v3(mut self) -> Self {
        self.versions = Versions::V3;
        self
    }

    /// Served in REST 2 and in REST 3.0.
    pub const fn of_both(mut self) -> Self {
        self.versions = Versions::Both;
        self
    }

    /// Deprecated, with a note.
    pub const fn deprecate(mut self, note: &'static str) -> Self {
        self.deprecated = Some(note);
        self
    }
}

impl fmt::Debug for Descriptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Descriptor")
            .field("name", &self.name)
            .field("scope", &self.scope)
            .field("location", &self.location)
            .finish_non_exhaustive()
    }
}
