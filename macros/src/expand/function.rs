//! The user's function.

use proc_macro2::TokenStream;
use quote::quote;

use crate::declaration::function::Function;

/// The function as written, without what was said to be wrong with it and the compiler would say once more.
///
/// An empty `<>` keeps the compiler from suggesting type parameters for a misspelt type: a method cannot have them, and
/// where only one of the places that name the type has a suggestion, it reports them as two errors.
pub(super) fn expand(function: &Function) -> TokenStream {
    let Function {
        attributes,
        visibility,
        signature,
        body,
        ..
    } = function;
    let (asyncness, safety, abi) = (&signature.asyncness, &signature.safety, &signature.abi);
    let (keyword, name, inputs) = (&signature.fn_token, &signature.ident, &signature.inputs);
    let generics = match signature.generics.params.is_empty() {
        true => quote!(<>),
        false => quote::ToTokens::to_token_stream(&signature.generics),
    };
    let (output, clause) = (&signature.output, &signature.generics.where_clause);
    quote! {
        #(#attributes)*
        #visibility #asyncness #safety #abi #keyword #name #generics(#inputs) #output #clause #body
    }
}
