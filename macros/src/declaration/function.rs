//! The function, its body unread: mistakes in there are the compiler's to report.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Ident, Result, Signature, Token, Visibility, token};

/// A function item.
#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) signature: Signature,
    pub(crate) has_body: bool,
    /// It ends with `;`: the method is declared to be called, and served elsewhere.
    pub(crate) only_called: bool,
    pub(crate) body: TokenStream,
}

impl Parse for Function {
    fn parse(input: ParseStream) -> Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        if let Some(kind) = other_item(input) {
            return Err(input.error(format!(
                "`#[rest_method]` belongs on an `async fn`; on {kind} it has no meaning"
            )));
        }
        let signature: Signature = input.parse()?;
        let has_body = input.peek(token::Brace);
        let only_called = input.peek(Token![;]);
        let rest: TokenStream = input.parse()?;
        let body = if has_body { rest } else { quote!({ loop {} }) };
        Ok(Self {
            attributes,
            visibility,
            signature,
            has_body,
            only_called,
            body,
        })
    }
}

/// What stands there instead of a function.
fn other_item(input: ParseStream) -> Option<&'static str> {
    let unsafe_impl =
        input.peek(Token![unsafe]) && (input.peek2(Token![impl]) || input.peek2(Token![trait]));
    let constant = input.peek(Token![const]) && input.peek2(Ident) && input.peek3(Token![:]);
    if input.peek(Token![struct]) {
        Some("a struct")
    } else if input.peek(Token![enum]) {
        Some("an enum")
    } else if input.peek(Token![impl]) || unsafe_impl {
        Some("an `impl` block")
    } else if input.peek(Token![trait]) {
        Some("a trait")
    } else if input.peek(Token![mod]) {
        Some("a module")
    } else if input.peek(Token![static]) || constant {
        Some("a constant")
    } else if input.peek(Token![type]) {
        Some("a type alias")
    } else if input.peek(Token![use]) {
        Some("an import")
    } else {
        None
    }
}
