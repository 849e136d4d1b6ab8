//! The struct of the parameters as a typed request, and what may be asked with it.

use proc_macro2::{Literal, TokenStream};
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
    let takes = method.arguments.iter().filter_map(|argument| {
        let (cfgs, ty) = (&argument.cfgs, &argument.ty);
        let index = Literal::usize_unsuffixed(argument.index);
        matches!(argument.role, Role::Extractor)
            .then(|| quote!(#(#cfgs)* impl __rest::Takes<#ty, #index> for #parameters {}))
    });
    quote! {
        #(#takes)*
        impl __rest::Method for #parameters {
            type Outcome = #output;
            const DESCRIPTOR: &'static __rest::Descriptor = &__DESCRIPTOR;
            fn into_parameters(self) -> __rest::Array {
                __rest::request([#(#fields),*])
            }
        }
    }
}
