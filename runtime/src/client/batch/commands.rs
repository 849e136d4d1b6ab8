//! What a batch may be made of.

use super::super::Error;
use super::entry::{Entry, Read};
use crate::method::{AnswerOf, Callable};

/// A command of a batch: any call, also one with [references](super::Refer).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a command of a batch",
    label = "not a method whose answer can be read back",
    note = "call with the struct that `#[rest_method]` generates, and derive `serde::Deserialize` for what the method answers"
)]
pub trait Command: Send + 'static {
    /// The method.
    type Method: Callable;
    /// Its parameters.
    #[doc(hidden)]
    fn into_entry(self) -> Entry;
}

#[diagnostic::do_not_recommend]
impl<M: Callable> Command for M {
    type Method = M;

    fn into_entry(self) -> Entry {
        Entry::of::<M>(self.into_parameters())
    }
}

/// The commands of a batch: a tuple of up to twelve, or a `Vec`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no batch",
    label = "neither a tuple of up to twelve calls nor a `Vec` of calls",
    note = "a tuple of one is written `(call,)`"
)]
pub trait Commands: Send + 'static {
    /// What all of them answer.
    type Answers: Send;
    /// What each of them answers or fails with.
    type Results: Send;
    /// In their order.
    #[doc(hidden)]
    fn entries(self) -> Vec<Entry>;
    /// From what came back.
    #[doc(hidden)]
    fn answers(read: Read) -> Result<Self::Answers, Error>;
    /// From what came back.
    #[doc(hidden)]
    fn results(read: Read) -> Self::Results;
}

impl<C: Command> Commands for Vec<C> {
    type Answers = Vec<AnswerOf<C::Method>>;
    type Results = Vec<Result<AnswerOf<C::Method>, Error>>;

    fn entries(self) -> Vec<Entry> {
        self.into_iter().map(Command::into_entry).collect()
    }

    fn answers(mut read: Read) -> Result<Self::Answers, Error> {
        (0..read.len()).map(|_| read.next::<C::Method>()).collect()
    }

    fn results(mut read: Read) -> Self::Results {
        (0..read.len()).map(|_| read.next::<C::Method>()).collect()
    }
}

macro_rules! tuples {
    ($($first:ident $($name:ident)*;)*) => { $(
        impl<$first: Command $(, $name: Command)*> Commands for ($first, $($name,)*) {
            type Answers = (AnswerOf<$first::Method>, $(AnswerOf<$name::Method>,)*);
            type Results = (
                Result<AnswerOf<$first::Method>, Error>,
                $(Result<AnswerOf<$name::Method>, Error>,)*
            );

            fn entries(self) -> Vec<Entry> {
                #[allow(non_snake_case)]
                let ($first, $($name,)*) = self;
                vec![$first.into_entry(), $($name.into_entry(),)*]
            }

            fn answers(mut read: Read) -> Result<Self::Answers, Error> {
                Ok((read.next::<$first::Method>()?, $(read.next::<$name::Method>()?,)*))
            }

            fn results(mut read: Read) -> Self::Results {
                (read.next::<$first::Method>(), $(read.next::<$name::Method>(),)*)
            }
        }
    )* };
}

tuples! {
    A;
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F;
    A B C D E F G;
    A B C D E F G H;
    A B C D E F G H I;
    A B C D E F G H I J;
    A B C D E F G H I J K;
    A B C D E F G H I J K L;
}
