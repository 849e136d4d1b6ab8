//! From a call to the function, and what the function needs of the server.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{format_ident, quote};
use syn::Ident;

use super::fields;
use super::spanned::{ends, here, respan};
use crate::check::{CheckedArgument, Method, Role};

/// Whether any argument is an extractor.
pub(super) fn has_extractors(method: &Method) -> bool {
    !method.arguments.iter().all(is_parameter)
}

/// The expression for the descriptor: a function pointer that runs the handler on a call.
pub(super) fn pointer(method: &Method) -> TokenStream {
    let run = Ident::new("__run", here(method.function.span()));
    quote!(|call| __rest::Handling::new(&__OUTCOME, call, #run))
}

/// The function that makes the arguments and calls the user's.
pub(super) fn expand(method: &Method) -> TokenStream {
    let function = &method.function;
    let output = &method.output;
    let parameters = || method.arguments.iter().filter(|argument| is_parameter(argument));
    let decode = parameters().map(|argument| {
        let (cfgs, index, local, field) =
            (&argument.cfgs, Literal::usize_unsuffixed(argument.index), local(argument), fields::name(argument.index));
        quote!(#(#cfgs)* let #local = __rest::decode(&mut arguments, #index, &#field);)
    });
    let extract = method.arguments.iter().filter(|argument| !is_parameter(argument)).map(|argument| {
        let index = Literal::usize_unsuffixed(argument.index);
        let (cfgs, local, ty) = (&argument.cfgs, local(argument), &argument.ty);
        let (start, end) = ends(ty);
        let extract = respan(quote!(__rest::extract::), start);
        let close = respan(quote!(>), end);
        quote!(#(#cfgs)* let #local = #extract <#ty #close (&mut arguments, #index).await?;)
    });
    let take = parameters().map(|argument| {
        let (cfgs, local) = (&argument.cfgs, local(argument));
        quote!(#(#cfgs)* let #local = arguments.take(#local)?;)
    });
    let given = method.arguments.iter().map(|argument| {
        let (cfgs, local) = (&argument.cfgs, local(argument));
        quote!(#(#cfgs)* #local)
    });
    quote! {
        async fn __run(mut arguments: __rest::Arguments) -> __rest::Result<#output, __rest::Error> {
            #(#decode)*
            #(#extract)*
            #(#take)*
            __rest::Ok(#function(#(#given),*).await)
        }
    }
}

/// What the extractors need of the server, as a setting of the descriptor. No bound is stated here: see `Probe`.
pub(super) fn requirements(method: &Method) -> Option<TokenStream> {
    let extractors: Vec<TokenStream> = method
        .arguments
        .iter()
        .filter(|argument| !is_parameter(argument))
        .map(|argument| {
            let (cfgs, ty) = (&argument.cfgs, &argument.ty);
            quote!(#(#cfgs)* (&__rest::Probe::<#ty>::NEW).require(list);)
        })
        .collect();
    (!extractors.is_empty()).then(|| quote!(.requiring(|list| { #(#extractors)* })))
}

fn is_parameter(argument: &CheckedArgument) -> bool {
    matches!(argument.role, Role::Parameter(_))
}

fn local(argument: &CheckedArgument) -> Ident {
    format_ident!("argument_{}", argument.index, span = Span::mixed_site())
}
