//! Registration, with a name that only one method of a crate can have.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::spanned::{here, respan};
use crate::check::{Method, Versions};

/// The name has the place of the user's, where the compiler then reports a second method of that name.
pub(super) fn expand(method: &Method) -> TokenStream {
    // One name may mean another method in REST 3.0 than in REST 2.
    let version = match method.versions {
        Versions::V3 => "of_rest_3_",
        Versions::V2 | Versions::Both => "",
    };
    let ident = Ident::new(&guard(version, &method.name.value()), Span::call_site());
    respan(
        quote!(__rest::register!(&__DESCRIPTOR, #ident);),
        here(method.name.span()),
    )
}

/// No two names share one: a dot becomes `_`, a `_` becomes `__`, and a word begins with a letter.
fn guard(version: &str, name: &str) -> String {
    format!(
        "another_method_{version}is_named_{}",
        name.replace('_', "__").replace('.', "_")
    )
}

#[cfg(test)]
mod tests {
    use super::guard;

    #[test]
    fn guards_are_as_different_as_names() {
        assert_eq!(
            guard("", "user.option.set"),
            "another_method_is_named_user_option_set"
        );
        let names = ["a.b_c", "a_b.c", "a_b_c", "a.b.c", "a_.b_c", "a__b.c"];
        for (index, name) in names.iter().enumerate() {
            for other in names.iter().skip(index + 1) {
                assert_ne!(guard("", name), guard("", other));
            }
        }
    }
}
