//! From a call to the arguments of a function: what the generated code calls.

use std::future::{Pending, pending};
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

/// What an extractor needs of the server. The bound on its type is stated here alone, so that a type that is no extractor
/// is one error and not several.
pub fn require<T: FromCall>(requirements: &mut Requirements) {
    T::requirements(requirements);
}

/// Makes the extractor of the argument at this position, by [`Extractor`] or [`NoExtractor`].
pub fn probe<T>(argument: usize) -> Probe<T> {
    Probe { argument, extractor: PhantomData }
}

/// See [`probe`].
pub struct Probe<T> {
    argument: usize,
    extractor: PhantomData<fn() -> T>,
}

/// Chosen by method resolution for extractors.
pub trait Extractor<T> {
    /// Makes the extractor, unless a parameter that was declared before it could not be read: then that is the answer.
    fn extract(&self, arguments: &mut Arguments) -> impl Future<Output = Result<T, Error>> + Send;
}

impl<T: FromCall> Extractor<T> for Probe<T> {
    async fn extract(&self, arguments: &mut Arguments) -> Result<T, Error> {
        if let Some((_, error)) = arguments.failure.take_if(|(first, _)| *first < self.argument) {
            return Err(error);
        }
        T::from_call(&arguments.call).await
    }
}

/// Chosen for everything else, which [`require`] has refused by then: it never runs. It promises a value that nothing has,
/// so that nothing can be wrong with a type that is no extractor but that.
pub trait NoExtractor<T> {
    /// Makes nothing.
    fn extract(&self, arguments: &mut Arguments) -> Pending<Result<Never, Error>>;
}

impl<T> NoExtractor<T> for &Probe<T> {
    fn extract(&self, _: &mut Arguments) -> Pending<Result<Never, Error>> {
        pending()
    }
}

/// The type `!`, which has no name yet.
pub type Never = <fn() -> ! as Returning>::Value;

/// What a function returns.
pub trait Returning {
    /// Its type.
    type Value;
}

impl<T> Returning for fn() -> T {
    type Value = T;
}
