//! Generation. Sees only what passed the checks; what can be a function of the runtime is one.

mod checks;
mod client;
mod descriptor;
mod error;
mod fields;
mod function;
mod handler;
mod object;
mod parameters;
mod register;
mod source;
mod spanned;

use proc_macro2::TokenStream;
use quote::quote;

use crate::check::{self, Method};
use crate::declaration::Declaration;
use crate::declaration::error::ErrorDeclaration;
use crate::declaration::object::ObjectDeclaration;
use crate::mistakes::Mistakes;

/// `#[rest_method]`
pub(crate) fn rest_method(attr: TokenStream, item: TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::default();
    let Some(declaration) = Declaration::parse(attr, item.clone(), &mut mistakes) else {
        let errors = mistakes.into_compile_errors();
        return quote!(#errors #item);
    };
    let function = function::expand(&declaration.function);
    let stand_in = parameters::stand_in(&declaration);
    match check::check(declaration, &mut mistakes) {
        Some(method) => {
            let generated = method_items(&method);
            match method.only_called {
                true => generated,
                false => quote!(#function #generated),
            }
        }
        None => {
            let errors = mistakes.into_compile_errors();
            quote!(#errors #function #stand_in)
        }
    }
}

/// `#[derive(RestError)]`
pub(crate) fn rest_error(input: TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::default();
    let Some(declaration) = ErrorDeclaration::parse(input, &mut mistakes) else {
        return mistakes.into_compile_errors();
    };
    let stand_in = error::stand_in(&declaration);
    match check::error::check(declaration, &mut mistakes) {
        Some(error) => error::expand(&error),
        None => {
            let errors = mistakes.into_compile_errors();
            quote!(#errors #stand_in)
        }
    }
}

/// `#[derive(Object)]`
pub(crate) fn object(input: TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::default();
    let Some(declaration) = ObjectDeclaration::parse(input, &mut mistakes) else {
        return mistakes.into_compile_errors();
    };
    let stand_in = object::stand_in(&declaration);
    match check::object::check(declaration, &mut mistakes) {
        Some(object) => object::expand(&object),
        None => {
            let errors = mistakes.into_compile_errors();
            quote!(#errors #stand_in)
        }
    }
}

fn method_items(method: &Method) -> TokenStream {
    let parameters = parameters::expand(method);
    let fields = fields::expand(method);
    let descriptor = descriptor::expand(method);
    let client = client::expand(method);
    let served = (!method.only_called).then(|| (handler::expand(method), register::expand(method)));
    let (handler, register) = served.unzip();
    let (path, cfgs) = (&method.frame.path, &method.frame.cfgs);
    quote! {
        #parameters
        #(#cfgs)*
        #[allow(deprecated, unreachable_code)]
        const _: () = {
            use #path::__private as __rest;
            #fields
            #descriptor
            #handler
            #client
            #register
        };
    }
}
