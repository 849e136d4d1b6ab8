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
        Self {
            call,
            parameters: 0,
            failure: None,
        }
    }

    /// A parameter that was read, or all that could not be.
    pub fn take<T>(&mut self, decoded: Option<T>) -> Result<T, Error> {
        decoded.ok_or_else(|| self.refuse())
    }

    #[cold]
    fn refuse(&mut self) -> Error {
        self.failure
            .take()
            .map_or_else(|| crate::SystemError::Internal.into(), |(_, error)| error)
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

/// Makes the extractor of the argument at this position of the function.
///
/// Method resolution finds [`Extractor`] if the type is one, else [`NoExtractor`]: no bound is stated, and [`require`] alone
/// has to complain.
#[doc(hidden)]
#[macro_export]
macro_rules! __extract {
    ($extractor:ty, $argument:literal, $arguments:ident) => {{
        use $crate::__private::{Extractor as _, NoExtractor as _};
        (&$crate::__private::Probe::<$extractor>::NEW)
            .maker()
            .make(&mut $arguments, $argument)
            .await?
    }};
}

/// A type, to ask whether it is an extractor.
pub struct Probe<T>(PhantomData<fn() -> T>);

impl<T> Probe<T> {
    /// The probe.
    pub const NEW: Self = Self(PhantomData);
}

/// Found for extractors.
pub trait Extractor<T> {
    /// What makes it.
    fn maker(&self) -> Maker<T>;
}

impl<T: FromCall> Extractor<T> for Probe<T> {
    fn maker(&self) -> Maker<T> {
        Maker(PhantomData)
    }
}

/// Makes an extractor.
pub struct Maker<T>(PhantomData<fn() -> T>);

impl<T: FromCall> Maker<T> {
    /// Makes the extractor, unless a parameter that was declared before it could not be read: then that is the answer.
    ///
    /// Not an `async fn`: that it can be sent is promised here, for every `T`, since the compiler could not find it out for
    /// types with a `'static` reference in them.
    #[expect(clippy::manual_async_fn, reason = "the promise of `Send` is the point")]
    pub fn make(
        self,
        arguments: &mut Arguments,
        argument: usize,
    ) -> impl Future<Output = Result<T, Error>> + Send {
        async move {
            match arguments.failure.take_if(|(first, _)| *first < argument) {
                Some((_, error)) => Err(error),
                None => T::from_call(&arguments.call).await,
            }
        }
    }
}

/// Found for everything else, which [`require`] has refused by then.
pub trait NoExtractor<T> {
    /// What makes nothing.
    fn maker(&self) -> NoMaker;
}

impl<T> NoExtractor<T> for &Probe<T> {
    fn maker(&self) -> NoMaker {
        NoMaker
    }
}

/// Makes nothing and never runs. It promises a value that nothing has, so that nothing else can be wrong with a type that is
/// no extractor.
pub struct NoMaker;

impl NoMaker {
    /// Makes nothing.
    pub fn make(self, _: &mut Arguments, _: usize) -> Pending<Result<Never, Error>> {
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
