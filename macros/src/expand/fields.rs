//! The field table: one static for each parameter, which states the only bound on its type.

use proc_macro2::{Delimiter, Group, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Ident;

use super::source::source;
use super::spanned::{ends, here, of, respan};
use crate::attr::param::Bounds;
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
    let non_empty = parameter.non_empty.then(|| quote!(.non_empty()));
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
    let mut checks = Vec::new();
    let mut constraints = Vec::new();
    if parameter.non_empty {
        constraints.push(quote!(__rest::Constraint::NonEmpty));
    }
    if let Some(Bounds { range, .. }) = &parameter.range {
        let text = source(range);
        checks.push(check(
            range,
            quote!(__rest::in_range),
            |value| quote!(#value, #range),
        ));
        constraints.push(quote!(__rest::Constraint::Range(#text)));
    }
    if let Some(Bounds { range, .. }) = &parameter.length {
        let text = source(range);
        checks.push(check(
            range,
            quote!(__rest::has_length),
            |value| quote!(#value, #range),
        ));
        constraints.push(quote!(__rest::Constraint::Length(#text)));
    }
    if let Some(path) = &parameter.with {
        let text = source(path);
        checks.push(check(
            path,
            quote!(__rest::check),
            |value| quote_spanned!(value.span()=> #path(#value)),
        ));
        constraints.push(quote!(__rest::Constraint::Custom(#text)));
    }
    let checks = (!checks.is_empty()).then(|| quote!(.checks(&[#(#checks),*])));
    // `non_empty` alone is said by the setting of that name.
    checks.map(|checks| quote!(#checks.constraints(&[#(#constraints),*])))
}

/// `|value| function(arguments)`, underlined by the compiler as the user's `tokens`.
fn check(
    tokens: &impl ToTokens,
    function: TokenStream,
    arguments: impl FnOnce(&Ident) -> TokenStream,
) -> TokenStream {
    let span = ends(tokens).0;
    let value = Ident::new("value", span);
    let function = respan(function, span);
    let mut arguments = Group::new(Delimiter::Parenthesis, arguments(&value));
    arguments.set_span(span);
    quote!(|#value| #function #arguments)
}
