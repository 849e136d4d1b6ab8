//! Everything that is wrong with a server, found when it is built.

use std::fmt;

use crate::method::{Descriptor, Location};

/// A server that cannot be built: lists everything that is wrong, with places.
///
/// ```
/// use bitrix_rest::RestApi;
///
/// let error = RestApi::explicit().build().unwrap_err();
/// assert!(error.to_string().contains("no authenticator"));
/// ```
pub struct BuildError {
    pub(super) problems: Vec<Problem>,
}

impl BuildError {
    /// What is wrong, in a stable order.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

/// One thing that is wrong with a server.
#[derive(Debug)]
#[non_exhaustive]
pub enum Problem {
    /// Two methods, or a method and an alias, have one name.
    Duplicate {
        /// The name.
        name: &'static str,
        /// Where it was declared first (by file and line).
        first: Location,
        /// Where it was declared again.
        second: Location,
    },
    /// A method that is declared only to be called, without a body, was registered.
    OnlyCalled {
        /// The method.
        method: &'static Descriptor,
    },
    /// A method needs state that nobody provided.
    MissingState {
        /// The type of the state.
        state: &'static str,
        /// The methods that need it.
        methods: Vec<&'static Descriptor>,
    },
    /// State of one type was provided twice.
    DuplicateState {
        /// The type of the state.
        state: &'static str,
    },
    /// A method that is served in REST 2 alone has an extractor of objects, which are read in REST 3.0.
    OnlyInV3 {
        /// The method.
        method: &'static Descriptor,
        /// What the extractor reads of a body.
        field: &'static str,
    },
    /// Two arguments of a method read the same field of a body, each as something else.
    ReadTwice {
        /// The method.
        method: &'static Descriptor,
        /// The field.
        field: &'static str,
    },
    /// A method reads on by a [`Cursor`](crate::object::Cursor), and its object has no field that it can go along.
    NoCursorField {
        /// The method.
        method: &'static Descriptor,
        /// The name of the object.
        object: &'static str,
    },
    /// No method was linked or registered.
    NoMethods,
    /// Nobody checks credentials.
    NoAuthenticator,
    /// The time zone is unknown on this machine.
    UnknownTimeZone {
        /// As it was written.
        name: String,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Duplicate { name, first, second } => write!(
                f,
                "the method `{name}` is declared twice: at {first} and at {second}; rename one of them"
            ),
            Self::OnlyCalled { method } => write!(
                f,
                "the method `{}` at {} has no body and cannot be served; write one, or do not register it",
                method.name(),
                method.location()
            ),
            Self::MissingState { state, methods } => {
                write!(f, "no state of type `{state}` was provided with `.state(…)`; needed by ")?;
                for (index, method) in methods.iter().enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    write!(f, "{comma}`{}` at {}", method.name(), method.location())?;
                }
                f.write_str("; or serve others only: `RestApi::explicit().method::<…>()`")
            }
            Self::DuplicateState { state } => {
                write!(f, "state of type `{state}` was provided twice; give one of them a type of its own")
            }
            Self::OnlyInV3 { method, field } => write!(
                f,
                "the method `{}` at {} has an extractor of REST 3.0, which reads `{field}`, and is served in REST 2 alone; \
                 add `versions(v3)`, or `versions(v2, v3)`",
                method.name(),
                method.location()
            ),
            Self::ReadTwice { method, field } => write!(
                f,
                "two arguments of the method `{}` at {} read `{field}`, each as something else, so no call could be right for \
                 both; remove or rename one, or make two methods of it",
                method.name(),
                method.location()
            ),
            Self::NoCursorField { method, object } => write!(
                f,
                "the method `{}` at {} reads on by a `Cursor`, but no field of `{object}` is both filterable and sortable; \
                 mark one that no two rows share with `#[object(filterable, sortable)]`, best its `id`",
                method.name(),
                method.location()
            ),
            Self::NoMethods => f.write_str(
                "no `#[rest_method]` is linked into this binary; a crate that nobody names is not linked: \
                 write `use the_crate as _;` in the binary, or register methods with `.method::<…>()`",
            ),
            Self::NoAuthenticator => f.write_str(
                "no authenticator was given, so nobody could call; add `.authenticator(…)`",
            ),
            Self::UnknownTimeZone { name } => write!(
                f,
                "the time zone `{name}` is unknown on this machine; use an IANA name such as `Europe/Berlin` \
                 (Debian's package `tzdata` has them), an offset such as `+03:00`, or `UTC`"
            ),
        }
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the REST server cannot be built:")?;
        for problem in &self.problems {
            write!(f, "\n  - {problem}")?;
        }
        Ok(())
    }
}

/// The same text: it is what `unwrap` and a `main` that returns the error show.
impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for BuildError {}
