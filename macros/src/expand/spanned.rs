//! Where the compiler points when a bound is not met.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::Type;

/// `function::<ty>`, underlined by the compiler as the user's type, from its first token to its last. Always a function
/// that stands free: of a type's own function the compiler would only say that bounds are not met.
pub(super) fn of(ty: &Type, function: TokenStream) -> TokenStream {
    let (start, end) = ends(ty);
    let function = respan(quote!(#function::<), start);
    let close = respan(quote!(>), end);
    quote!(#function #ty #close)
}

/// The first and the last place of some tokens, with names that mean what they mean in the macro.
pub(super) fn ends(tokens: impl ToTokens) -> (Span, Span) {
    let mut spans = tokens.to_token_stream().into_iter().map(|tree| tree.span());
    let start = spans.next().unwrap_or_else(Span::call_site);
    let end = spans.last().unwrap_or(start);
    (here(start), here(end))
}

/// The place of `span`, with names that mean what they mean in the macro.
pub(super) fn here(span: Span) -> Span {
    Span::mixed_site().located_at(span)
}

/// The same tokens, at another place.
pub(super) fn respan(tokens: TokenStream, span: Span) -> TokenStream {
    tokens
        .into_iter()
        .map(|mut tree| {
            if let TokenTree::Group(group) = &tree {
                let mut inside =
                    proc_macro2::Group::new(group.delimiter(), respan(group.stream(), span));
                inside.set_span(span);
                tree = inside.into();
            }
            tree.set_span(span);
            tree
        })
        .collect()
}
