//! The macros of `bitrix-rest`. Use them through that crate, where they are documented.

mod attr;
mod check;
mod declaration;
mod expand;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod judgement;
mod mistakes;

use proc_macro::TokenStream;

#[allow(missing_docs, reason = "documented where the runtime crate exports it")]
#[proc_macro_attribute]
pub fn rest_method(attr: TokenStream, item: TokenStream) -> TokenStream {
    expand::rest_method(attr.into(), item.into()).into()
}

#[allow(missing_docs, reason = "documented where the runtime crate exports it")]
#[proc_macro_derive(RestError, attributes(rest))]
pub fn rest_error(input: TokenStream) -> TokenStream {
    expand::rest_error(input.into()).into()
}

#[allow(missing_docs, reason = "documented where the runtime crate exports it")]
#[proc_macro_derive(Object, attributes(object))]
pub fn object(input: TokenStream) -> TokenStream {
    expand::object(input.into()).into()
}
