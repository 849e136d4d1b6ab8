//! The static description of the method.

use proc_macro2::TokenStream;
use quote::quote;

use super::spanned::{ends, respan};
use super::{fields, handler};
use crate::check::{Method, Role, Scope, Versions};

/// The outcome and the descriptor.
pub(super) fn expand(method: &Method) -> TokenStream {
    let name = &method.name;
    let scope = match &method.scope {
        Scope::Basic => quote!(Basic),
        Scope::Code(code) => quote!(Code(#code)),
    };
    let output = &method.output;
    let (start, end) = ends(output);
    let (outcome, new) = (
        respan(quote!(__rest::Outcome), start),
        respan(quote!(::new), end),
    );
    let handler = match method.only_called {
        true => quote!(only_called()),
        false => {
            let handler = handler::pointer(method);
            quote!(handler(#handler))
        }
    };
    let settings = settings(method);
    quote! {
        static __OUTCOME: __rest::Outcome<#output> = #outcome #new();
        static __DESCRIPTOR: __rest::Descriptor = __OUTCOME
            .method(#name, __rest::Scope::#scope, __rest::location!())
            .#handler
            #settings;
    }
}

fn settings(method: &Method) -> TokenStream {
    let docs = (!method.docs.is_empty()).then(|| {
        let (summary, text) = (
            method.docs.summary(),
            method.docs.text(&quote!(__rest::concat)),
        );
        quote!(.documented(#summary, #text))
    });
    let parameters: Vec<TokenStream> = method
        .arguments
        .iter()
        .filter(|argument| matches!(argument.role, Role::Parameter(_)))
        .map(|argument| {
            let (cfgs, field) = (&argument.cfgs, fields::name(argument.index));
            quote!(#(#cfgs)* #field.descriptor())
        })
        .collect();
    let parameters =
        (!parameters.is_empty()).then(|| quote!(.with_parameters(&[#(#parameters),*])));
    let aliases = &method.aliases;
    let aliases = (!aliases.is_empty()).then(|| quote!(.aliased(&[#(#aliases),*])));
    let private = method.private.then(|| quote!(.private()));
    let batch = method.without_batch.then(|| quote!(.without_batch()));
    let read_only = method.read_only.then(|| quote!(.read_only()));
    let positional = method.positional.then(|| quote!(.positional()));
    let versions = match method.versions {
        Versions::V2 => None,
        Versions::V3 => Some(quote!(.of_v3())),
        Versions::Both => Some(quote!(.of_both())),
    };
    let deprecated = method
        .deprecated
        .as_ref()
        .map(|(_, note)| quote!(.deprecate(#note)));
    let requirements = handler::requirements(method);
    quote!(#docs #parameters #requirements #aliases #private #batch #read_only #positional #versions #deprecated)
}
