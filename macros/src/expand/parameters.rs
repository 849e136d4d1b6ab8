//! The struct of the parameters: a typed request, and the method's name in the program.

use proc_macro2::TokenStream;
use quote::quote;

use super::spanned::respan;
use crate::check::{self, Frame, Method, Role};
use crate::declaration::Declaration;

/// The struct.
pub(super) fn expand(method: &Method) -> TokenStream {
    let Frame {
        parameters,
        visibility,
        cfgs,
        lints,
        ..
    } = &method.frame;
    let docs = match method.docs.summary() {
        summary if summary.is_empty() => format!(" Parameters of `{}`.", method.name.value()),
        summary => format!(" Parameters of `{}`: {summary}", method.name.value()),
    };
    let keyword = respan(quote!(struct), parameters.span());
    // Names of fields are linted where the struct stands.
    let of_arguments = method.arguments.iter().flat_map(|argument| &argument.lints);
    let deprecated = method.deprecated.as_ref().map(|(attribute, _)| attribute);
    let fields = method.arguments.iter().filter_map(|argument| {
        let Role::Parameter(parameter) = &argument.role else {
            return None;
        };
        let (cfgs, name, ty) = (&argument.cfgs, &parameter.field, &argument.ty);
        let docs = if parameter.docs.is_empty() {
            let docs = format!(" The parameter `{}`.", parameter.wire.value());
            quote!(#[doc = #docs])
        } else {
            let attributes = &parameter.docs.attributes;
            quote!(#(#attributes)*)
        };
        Some(quote!(#docs #(#cfgs)* #visibility #name: #ty))
    });
    quote! {
        #(#cfgs)*
        #[doc = #docs]
        #[allow(dead_code)]
        #(#lints)*
        #(#of_arguments)*
        #deprecated
        #visibility #keyword #parameters {
            #(#fields),*
        }
    }
}

/// The struct for a declaration that has mistakes, so that its users do not have to be mistaken too.
pub(super) fn stand_in(declaration: &Declaration) -> Option<TokenStream> {
    let is_method = declaration.function.signature.receiver().is_some();
    let is_generic = !declaration.function.signature.generics.params.is_empty();
    // In an `impl` block no struct can stand.
    let frame = check::frame(declaration).filter(|_| !is_method)?;
    let Frame {
        path,
        parameters,
        visibility,
        cfgs,
        ..
    } = &frame;
    let mut names: Vec<&syn::Ident> = Vec::new();
    let mut fields = Vec::new();
    for argument in declaration
        .arguments
        .iter()
        .filter(|argument| !is_generic && check::presentable(argument))
    {
        if let syn::Pat::Ident(name) = &argument.pattern
            && !names.contains(&&name.ident)
        {
            let (cfgs, name, ty) = (&argument.cfgs, &name.ident, &argument.ty);
            names.push(name);
            fields.push(quote!(#(#cfgs)* #visibility #name: #ty));
        }
    }
    Some(quote! {
        #(#cfgs)*
        #[allow(dead_code, missing_docs)]
        #visibility struct #parameters {
            #(#fields),*
        }
        #(#cfgs)*
        const _: () = {
            use #path::__private as __rest;
            static __OUTCOME: __rest::Outcome<__rest::Result<(), __rest::Error>> = __rest::Outcome::new();
            static __DESCRIPTOR: __rest::Descriptor =
                __OUTCOME.method("", __rest::Scope::Basic, __rest::location!()).only_called();
            impl __rest::Method for #parameters {
                type Outcome = __rest::Result<(), __rest::Error>;
                const DESCRIPTOR: &'static __rest::Descriptor = &__DESCRIPTOR;
                fn into_parameters(self) -> __rest::Array { loop {} }
            }
        };
    })
}
