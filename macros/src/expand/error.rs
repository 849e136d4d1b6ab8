//! `#[derive(RestError)]`

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};

use super::spanned;
use crate::check;
use crate::check::error::{CheckedVariant, ErrorType, Kind};
use crate::declaration::error::ErrorDeclaration;

/// The implementation.
pub(super) fn expand(error: &ErrorType) -> TokenStream {
    let ErrorType {
        path,
        name,
        variants,
    } = error;
    let nested = variants.iter().enumerate().filter_map(nested);
    let entries = variants.iter().enumerate().filter_map(entry);
    let arms = variants.iter().enumerate().map(arm);
    let replacing = variants.iter().map(replacement);
    let is_coded = variants
        .iter()
        .any(|variant| matches!(variant.kind, Kind::Coded { .. }));
    let description = is_coded.then(|| quote!(let description = __rest::describe(&self);));
    let replacing = variants
        .iter()
        .any(|variant| !variant.replaces.is_empty())
        .then(|| {
            quote! {
                fn replacing(rejection: __rest::Rejection) -> __rest::Option<Self> {
                    match rejection {
                        #(#replacing)*
                        _ => __rest::None,
                    }
                }
            }
        });
    let answered: Vec<TokenStream> = variants.iter().filter_map(answered).collect();
    let answered = (!answered.is_empty()).then(|| {
        quote! {
            fn answered(code: &str, text: &str) -> __rest::Option<Self> {
                __rest::answered(code, text, [#(#answered),*])
            }
        }
    });
    quote! {
        #[allow(deprecated)]
        const _: () = {
            use #path::__private as __rest;
            #(#nested)*
            impl __rest::RestError for #name {
                const ERRORS: &'static [__rest::ErrorEntry] = &[#(#entries),*];
                fn into_error(self) -> __rest::Error {
                    #description
                    match self { #(#arms)* }
                }
                #replacing
                #answered
            }
        };
    }
}

/// An implementation that is never run: with it, a type that has mistakes is not also "no `RestError`".
pub(super) fn stand_in(declaration: &ErrorDeclaration) -> Option<TokenStream> {
    let (path, name) = (check::error::path(declaration), &declaration.name);
    // A generic type would have to be told more about its parameters.
    declaration.generics.params.is_empty().then(|| {
        quote! {
            const _: () = {
                use #path::__private as __rest;
                impl __rest::RestError for #name {
                    const ERRORS: &'static [__rest::ErrorEntry] = &[];
                    fn into_error(self) -> __rest::Error { loop {} }
                }
            };
        }
    })
}

fn nested_name(index: usize) -> syn::Ident {
    format_ident!("__NESTED_{index}", span = Span::mixed_site())
}

/// The one place that asks whether the held type is a `RestError`.
fn nested((index, variant): (usize, &CheckedVariant)) -> Option<TokenStream> {
    let Kind::Transparent { ty, .. } = &variant.kind else {
        return None;
    };
    let name = nested_name(index);
    let new = spanned::of(ty, quote!(__rest::nested));
    Some(quote!(const #name: __rest::Nested<#ty> = #new();))
}

fn entry((index, variant): (usize, &CheckedVariant)) -> Option<TokenStream> {
    match &variant.kind {
        Kind::Coded { code, status, .. } => {
            let docs = variant.docs.text(&quote!(__rest::concat));
            Some(quote!(__rest::ErrorEntry::Coded { code: #code, status: #status, docs: #docs }))
        }
        Kind::Internal => None,
        Kind::Transparent { .. } => {
            let nested = nested_name(index);
            Some(quote!(__rest::ErrorEntry::Nested(#nested.errors())))
        }
    }
}

fn arm((index, variant): (usize, &CheckedVariant)) -> TokenStream {
    let pattern = pattern(variant);
    match &variant.kind {
        Kind::Coded {
            code,
            status,
            extras,
        } => {
            let bindings: Vec<_> = (0..extras.len())
                .map(|extra| format_ident!("extra_{extra}", span = Span::mixed_site()))
                .collect();
            let members = extras.iter().map(|(_, member)| member);
            let names = extras.iter().map(|(name, _)| name);
            quote! {
                #pattern { #(#members: #bindings,)* .. } => {
                    __rest::coded(#code, #status, description) #(.with(#names, &#bindings))*
                }
            }
        }
        Kind::Internal => quote!(error @ #pattern { .. } => __rest::internal(error),),
        Kind::Transparent { member, .. } => {
            let nested = nested_name(index);
            quote!(#pattern { #member: inner } => #nested.answer(inner),)
        }
    }
}

fn replacement(variant: &CheckedVariant) -> TokenStream {
    let pattern = pattern(variant);
    let rejections = &variant.replaces;
    quote!(#(__rest::Rejection::#rejections => __rest::Some(#pattern {}),)*)
}

/// What an answer with its code is read back as: a variant that holds something cannot be.
fn answered(variant: &CheckedVariant) -> Option<TokenStream> {
    match &variant.kind {
        Kind::Coded { code, .. } if variant.is_bare => {
            let pattern = pattern(variant);
            Some(quote!((#code, #pattern {})))
        }
        _ => None,
    }
}

fn pattern(variant: &CheckedVariant) -> TokenStream {
    match &variant.name {
        Some(name) => quote!(Self::#name),
        None => quote!(Self),
    }
}
