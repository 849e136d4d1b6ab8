//! The struct of the parameters as a typed request.

use proc_macro2::TokenStream;
use quote::quote;

use super::fields;
use crate::check::{Method, Role};

/// `impl Method for …`
pub(super) fn expand(method: &Method) -> TokenStream {
    let (parameters, output) = (&method.frame.parameters, &method.output);
    let fields = method.arguments.iter().filter_map(|argument| {
        let Role::Parameter(parameter) = &argument.role else {
            return None;
        };
        let (cfgs, field, name) = (
            &argument.cfgs,
            fields::name(argument.index),
            &parameter.field,
        );
        Some(quote!(#(#cfgs)* #field.send(self.#name)))
    });
    quote! {
        impl __rest::Method for #parameters {
            type Outcome = #output;
            const DESCRIPTOR: &'static __rest::Descriptor = &__DESCRIPTOR;
            fn into_parameters(self) -> __rest::Array {
                __rest::request([#(#fields),*])
            }
        }
    }
}
