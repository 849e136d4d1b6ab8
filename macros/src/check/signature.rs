//! What the function itself must be like.

use syn::spanned::Spanned;
use syn::{FnArg, ReturnType, Safety, Signature, Type};

use super::types::{self, Place};
use crate::declaration::function::Function;
use crate::mistakes::Mistakes;

/// The return type, if there is one.
pub(crate) fn check(function: &Function, mistakes: &mut Mistakes) -> Option<Type> {
    let signature = &function.signature;
    if signature.asyncness.is_none() {
        mistakes.at(
            signature.fn_token,
            format!(
                "a REST method is an async function: write `async fn {}`",
                signature.ident
            ),
        );
    }
    if !function.has_body && !function.only_called {
        let name = &signature.ident;
        mistakes.at(
            name,
            format!(
                "a REST method needs a body: write `{{ … }}` behind `{name}`, or `;` if it is only to be called"
            ),
        );
    }
    qualifiers(signature, mistakes);
    generics(signature, mistakes);
    inputs(signature, mistakes);
    match &signature.output {
        ReturnType::Type(_, ty) => {
            types::check(ty, Place::Result, mistakes);
            Some((**ty).clone())
        }
        ReturnType::Default => {
            mistakes.at(
                &signature.ident,
                format!(
                    "`{}` returns nothing, but a REST method answers: write `-> Result<T, E>`, where `T` is what the caller \
                     gets and `E` an error with `#[derive(RestError)]`",
                    signature.ident
                ),
            );
            None
        }
    }
}

fn qualifiers(signature: &Signature, mistakes: &mut Mistakes) {
    if let Some(constness) = &signature.constness {
        mistakes.at(
            constness,
            "a REST method runs when it is called and cannot be `const`",
        );
    }
    if let Safety::Unsafe(word) = &signature.safety {
        mistakes.at(
            word,
            "a REST method is called with whatever a stranger sends and cannot be `unsafe`",
        );
    }
    if let Some(abi) = &signature.abi {
        mistakes.at(abi, "a REST method is called by Rust only; remove `extern`");
    }
    if let Some(variadic) = &signature.variadic {
        mistakes.at(
            variadic.dots,
            "a REST method has a fixed list of arguments; `#[param(rest)]` takes all parameters that no other argument takes",
        );
    }
}

fn generics(signature: &Signature, mistakes: &mut Mistakes) {
    let generics = &signature.generics;
    if !generics.params.is_empty() {
        mistakes.at(
            &generics.params,
            "a REST method is one function for all its callers and cannot be generic; write the types it is served with, \
             and take what varies as `State<…>`",
        );
    } else if let Some(clause) = &generics.where_clause {
        mistakes.at(
            clause,
            "a REST method cannot be generic, so its `where` clause has nothing to say; remove it",
        );
    }
}

fn inputs(signature: &Signature, mistakes: &mut Mistakes) {
    for input in &signature.inputs {
        if let FnArg::Receiver(receiver) = input {
            let span = receiver.self_token.span();
            mistakes.push(syn::Error::new(
                span,
                "a REST method is a free function: move it out of the `impl` block and take what it needs as `State<…>`",
            ));
        }
    }
}
