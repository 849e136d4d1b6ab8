//! From a call to the arguments of a function: what the generated code calls.

use std::marker::PhantomData;

use super::{Call, FromCall};
use crate::error::Error;
use crate::method::{Field, Requirements};

/// The arguments of one call, while they are made.
pub struct Arguments {
    pub(crate) call: Call,
    parameters: usize,
    failure: Option<(usize, Error)>,
}

impl Arguments {
    pub(crate) const fn new(call: Call) -> Self {
        Self { call, parameters: 0, failure: None }
    }

    /// A parameter that was read, or all that could not be.
    pub fn take<T>(&mut self, decoded: Option<T>) -> Result<T, Error> {
        decoded.ok_or_else(|| self.refuse())
    }

    #[cold]
    fn refuse(&mut self) -> Error {
        self.failure.take().map_or_else(|| crate::SystemError::Internal.into(), |(_, error)| error)
    }
}

/// Reads a parameter; a failure is kept, with the position of the argument in the function.
pub fn decode<T>(arguments: &mut Arguments, argument: usize, field: &Field<T>) -> Option<T> {
    let position = arguments.parameters;
    arguments.parameters += 1;
    match field.read(&arguments.call, position) {
        Ok(value) => Some(value),
        Err(error) => {
            arguments.failure = Some(match arguments.failure.take() {
                Some((first, earlier)) => (first, earlier.and(error)),
                None => (argument, error),
            });
            None
        }
    }
}

/// Makes an extractor, unless a parameter that was declared before it could not be read: then that is the answer.
pub async fn extract<T: FromCall>(arguments: &mut Arguments, argument: usize) -> Result<T, Error> {
    if let Some((_, error)) = arguments.failure.take_if(|(first, _)| *first < argument) {
        return Err(error);
    }
    T::from_call(&arguments.call).await
}

/// Asks an extractor what state it needs, without a bound on its type: the bound is stated by [`extract`] alone, so that
/// a type that is no extractor is one error and not two.
pub struct Probe<T>(PhantomData<fn() -> T>);

impl<T> Probe<T> {
    /// The probe.
    pub const NEW: Self = Self(PhantomData);
}

/// Chosen by method resolution for extractors.
pub trait Described {
    /// Adds what the type needs.
    fn require(&self, requirements: &mut Requirements);
}

impl<T: FromCall> Described for Probe<T> {
    fn require(&self, requirements: &mut Requirements) {
        T::requirements(requirements);
    }
}

/// Chosen for everything else.
pub trait Undescribed {
    /// Adds what the type needs.
    fn require(&self, requirements: &mut Requirements);
}

impl<T> Undescribed for &Probe<T> {
    fn require(&self, _: &mut Requirements) {}
}
