//! Declarations and what is said of them: the grammar and the rules together, without a compiler.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod errors;
mod methods;
mod objects;
mod parameters;

use proc_macro2::TokenStream;

use crate::check;
use crate::declaration::Declaration;
use crate::declaration::error::ErrorDeclaration;
use crate::declaration::object::ObjectDeclaration;
use crate::mistakes::Mistakes;

fn tokens(source: &str) -> TokenStream {
    source.parse().unwrap()
}

/// What is said of a function under `#[rest_method(attr)]`.
fn method(attr: &str, function: &str) -> Vec<String> {
    let mut mistakes = Mistakes::default();
    if let Some(declaration) = Declaration::parse(tokens(attr), tokens(function), &mut mistakes) {
        check::check(declaration, &mut mistakes);
    }
    mistakes.messages()
}

/// What is said of a well-declared function with these arguments.
fn arguments(arguments: &str) -> Vec<String> {
    method(
        r#""a.b", scope = "basic""#,
        &format!("async fn f({arguments}) -> Result<bool, Error> {{ body! }}"),
    )
}

/// What is said of `#[rest_method(attr)]` on a good function.
fn attribute(attr: &str) -> Vec<String> {
    method(
        attr,
        "async fn f(#[param] id: u64) -> Result<bool, Error> {}",
    )
}

fn error(source: &str) -> Vec<String> {
    let mut mistakes = Mistakes::default();
    if let Some(declaration) = ErrorDeclaration::parse(tokens(source), &mut mistakes) {
        check::error::check(declaration, &mut mistakes);
    }
    mistakes.messages()
}

fn object(source: &str) -> Vec<String> {
    let mut mistakes = Mistakes::default();
    if let Some(declaration) = ObjectDeclaration::parse(tokens(source), &mut mistakes) {
        check::object::check(declaration, &mut mistakes);
    }
    mistakes.messages()
}

/// Each part in the message of its place, and no more messages.
#[track_caller]
fn says(messages: Vec<String>, parts: &[&str]) {
    let fits = messages.len() == parts.len()
        && messages
            .iter()
            .zip(parts)
            .all(|(message, part)| message.contains(part));
    assert!(fits, "{messages:#?} are not {parts:#?}");
}
