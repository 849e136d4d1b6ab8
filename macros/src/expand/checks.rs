//! What is checked of a value: closures that do it, and what is told of them.

use proc_macro2::{Delimiter, Group, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Ident;

use super::source::source;
use super::spanned::{ends, respan};
use crate::attr::Keyed;
use crate::attr::checks::{Bounds, Checks};

/// What is made of the checks of a value.
pub(super) struct Expanded {
    /// `|value| …`, each a check of the decoded value.
    pub(super) checks: Vec<TokenStream>,
    /// What is told, among it that the value must not be empty, which no closure checks.
    pub(super) constraints: Vec<TokenStream>,
}

pub(super) fn expand(checks: &Checks) -> Expanded {
    let mut expanded = Expanded {
        checks: Vec::new(),
        constraints: Vec::new(),
    };
    let mut add = |check, constraint| {
        expanded.checks.extend(check);
        expanded.constraints.push(constraint);
    };
    if checks.non_empty.is_some() {
        add(None, quote!(__rest::Constraint::NonEmpty));
    }
    let ranges = [
        (&checks.range, quote!(in_range), quote!(Range)),
        (&checks.length, quote!(has_length), quote!(Length)),
    ];
    for (bounds, function, constraint) in ranges {
        let Some(Keyed { value, .. }) = bounds else {
            continue;
        };
        let Bounds { range, .. } = value;
        let text = source(range);
        let check = check(
            range,
            quote!(__rest::#function),
            |value| quote!(#value, #range),
        );
        add(Some(check), quote!(__rest::Constraint::#constraint(#text)));
    }
    for format in &checks.formats {
        let (function, constraint) = match format.to_string().as_str() {
            "email" => ("is_email", "Email"),
            "phone" => ("is_phone", "Phone"),
            _ => ("is_url", "Url"),
        };
        let (function, constraint) = (format_ident!("{function}"), format_ident!("{constraint}"));
        let check = check(format, quote!(__rest::#function), |value| quote!(#value));
        add(Some(check), quote!(__rest::Constraint::#constraint));
    }
    if let Some(Keyed { value: choices, .. }) = &checks.one_of {
        let texts = choices.elems.iter().map(source);
        let constraint = quote!(__rest::Constraint::OneOf(&[#(#texts),*]));
        let check = check(
            choices,
            quote!(__rest::is_one_of),
            |value| quote!(#value, &#choices),
        );
        add(Some(check), constraint);
    }
    if let Some(Keyed { value: text, .. }) = &checks.pattern {
        let constraint = quote!(__rest::Constraint::Pattern(#text));
        let check = check(
            text,
            quote!(__rest::matches!),
            |value| quote!(#value, #text),
        );
        add(Some(check), constraint);
    }
    if let Some(Keyed { value: path, .. }) = &checks.with {
        let text = source(path);
        let check = check(
            path,
            quote!(__rest::check),
            |value| quote_spanned!(value.span()=> #path(#value)),
        );
        add(Some(check), quote!(__rest::Constraint::Custom(#text)));
    }
    expanded
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
