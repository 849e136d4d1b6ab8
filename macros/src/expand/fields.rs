//! The field table: one static for each parameter, which states the only bound on its type.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Ident;

use super::checks::{self, Expanded};
use super::source::source;
use super::spanned::{here, of};
use crate::check::{DefaultValue, Method, Parameter, Role, Source};

/// The name of the static of the argument at `index`.
pub(super) fn name(index: usize) -> Ident {
    format_ident!("__FIELD_{index}", span = Span::mixed_site())
}

/// The statics.
pub(super) fn expand(method: &Method) -> TokenStream {
    method
        .arguments
        .iter()
        .filter_map(|argument| {
            let Role::Parameter(parameter) = &argument.role else {
                return None;
            };
            let (cfgs, ty, name) = (&argument.cfgs, &argument.ty, name(argument.index));
            let new = of(ty, quote!(__rest::field));
            let wire = &parameter.wire;
            let settings = settings(parameter);
            Some(quote!(#(#cfgs)* static #name: __rest::Field<#ty> = #new(#wire) #settings;))
        })
        .collect()
}

fn settings(parameter: &Parameter) -> TokenStream {
    let docs = (!parameter.docs.is_empty()).then(|| {
        let docs = parameter.docs.text(&quote!(__rest::concat));
        quote!(.docs(#docs))
    });
    let source = match parameter.source {
        Source::Named => None,
        Source::Rest => Some(quote!(.rest())),
        Source::NamedOrRest => Some(quote!(.or_rest())),
    };
    let ignore_case = parameter.ignore_case.then(|| quote!(.ignore_case()));
    let non_empty = parameter
        .checks
        .non_empty
        .is_some()
        .then(|| quote!(.non_empty()));
    let default = parameter.default.as_ref().map(default);
    let checks = checks(parameter);
    quote!(#docs #source #ignore_case #non_empty #default #checks)
}

fn default(default: &DefaultValue) -> TokenStream {
    match default {
        DefaultValue::OfType(span) => {
            let value = quote_spanned!(here(*span)=> __rest::Default::default());
            quote!(.default_with("Default::default()", || #value))
        }
        DefaultValue::Given(value) => {
            let text = source(value);
            quote!(.default_with(#text, || #value))
        }
    }
}

fn checks(parameter: &Parameter) -> Option<TokenStream> {
    let Expanded {
        checks,
        constraints,
    } = checks::expand(&parameter.checks);
    let checks = (!checks.is_empty()).then(|| quote!(.checks(&[#(#checks),*])));
    // `non_empty` alone is said by the setting of that name.
    checks.map(|checks| quote!(#checks.constraints(&[#(#constraints),*])))
}
