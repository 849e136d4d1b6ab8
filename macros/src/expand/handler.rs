//! From a call to the function, and what the function needs of the server.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{format_ident, quote};
use syn::Ident;
use syn::ext::IdentExt;

use super::fields;
use super::spanned::{ends, here, respan};
use crate::check::{CheckedArgument, Method, Role};

/// The expression for the descriptor: a function pointer that runs the handler on a call. It stands at the user's function,
/// where the compiler then says that its future cannot be sent between threads.
pub(super) fn pointer(method: &Method) -> TokenStream {
    let run = name(method);
    let pointer = quote!(|call| __rest::Handling::new(&__OUTCOME, call, #run));
    respan(pointer, here(method.function.span()))
}

/// Compiler messages about the future name it.
fn name(method: &Method) -> Ident {
    format_ident!(
        "__{}",
        method.function.unraw(),
        span = here(method.function.span())
    )
}

/// The function that makes the arguments and calls the user's.
pub(super) fn expand(method: &Method) -> TokenStream {
    let function = &method.function;
    let output = &method.output;
    let parameters = || {
        method
            .arguments
            .iter()
            .filter(|argument| is_parameter(argument))
    };
    let decode = parameters().map(|argument| {
        let (cfgs, index, local, field) = (
            &argument.cfgs,
            Literal::usize_unsuffixed(argument.index),
            local(argument),
            fields::name(argument.index),
        );
        quote!(#(#cfgs)* let #local = __rest::decode(&mut arguments, #index, &#field);)
    });
    let extract = method
        .arguments
        .iter()
        .filter(|argument| !is_parameter(argument))
        .map(|argument| {
            let index = Literal::usize_unsuffixed(argument.index);
            let (cfgs, local, ty) = (&argument.cfgs, local(argument), &argument.ty);
            quote!(#(#cfgs)* let #local = __rest::extract!(#ty, #index, arguments);)
        });
    let take = parameters().map(|argument| {
        let (cfgs, local) = (&argument.cfgs, local(argument));
        quote!(#(#cfgs)* let #local = arguments.take(#local)?;)
    });
    let given = method.arguments.iter().map(|argument| {
        let (cfgs, local) = (&argument.cfgs, local(argument));
        quote!(#(#cfgs)* #local)
    });
    let name = name(method);
    quote! {
        async fn #name(mut arguments: __rest::Arguments) -> __rest::Result<#output, __rest::Error> {
            #(#decode)*
            #(#extract)*
            #(#take)*
            __rest::Ok(#function(#(#given),*).await)
        }
    }
}

/// What the extractors need of the server, as a setting of the descriptor. It is the one place that asks whether their
/// types are extractors.
pub(super) fn requirements(method: &Method) -> Option<TokenStream> {
    let extractors = method
        .arguments
        .iter()
        .filter(|argument| !is_parameter(argument))
        .map(|argument| {
            let (cfgs, ty) = (&argument.cfgs, &argument.ty);
            let (start, end) = ends(ty);
            let require = respan(quote!(__rest::require::), start);
            let close = respan(quote!(>), end);
            quote!(#(#cfgs)* #require <#ty #close)
        });
    let extractors: Vec<TokenStream> = extractors.collect();
    (!extractors.is_empty()).then(|| quote!(.requiring(&[#(#extractors),*])))
}

fn is_parameter(argument: &CheckedArgument) -> bool {
    matches!(argument.role, Role::Parameter(_))
}

fn local(argument: &CheckedArgument) -> Ident {
    format_ident!("argument_{}", argument.index, span = Span::mixed_site())
}
