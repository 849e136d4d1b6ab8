//! Everything that is wrong with one declaration, collected.

use std::fmt::Display;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::Error;

/// Collects mistakes, so that one compile shows all of them.
#[derive(Debug, Default)]
pub(crate) struct Mistakes {
    list: Vec<Error>,
    left_to_compiler: bool,
}

impl Mistakes {
    /// A mistake at the user's `tokens`; `message` says in a full sentence what to do.
    pub(crate) fn at(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.list.push(Error::new_spanned(tokens, message));
    }

    /// A mistake that a parser found.
    pub(crate) fn push(&mut self, error: Error) {
        self.list.push(error);
    }

    /// A mistake that the compiler reports by itself once it sees the function: saying it twice would only be noise.
    pub(crate) fn left_to_compiler(&mut self) {
        self.left_to_compiler = true;
    }

    /// Keeps the value of a parser, or its mistake.
    pub(crate) fn keep<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    /// Whether nothing is wrong.
    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty() && !self.left_to_compiler
    }

    /// How many were told.
    pub(crate) const fn len(&self) -> usize {
        self.list.len()
    }

    /// All of them as `compile_error!`s, in the order of their discovery.
    pub(crate) fn into_compile_errors(self) -> TokenStream {
        self.list.iter().map(Error::to_compile_error).collect()
    }
}

#[cfg(test)]
impl Mistakes {
    /// The messages, for tests.
    pub(crate) fn messages(&self) -> Vec<String> {
        self.list
            .iter()
            .flatten()
            .map(|error| error.to_string())
            .collect()
    }
}
