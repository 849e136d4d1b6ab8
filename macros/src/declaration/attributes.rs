//! Attributes that generated items share with what the user wrote.

use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Meta, Token};

const LINTS: [&str; 5] = ["allow", "expect", "warn", "deny", "forbid"];

/// `#[cfg(…)]`s: what they remove, they remove from all that is generated too.
pub(crate) fn cfgs(attributes: &[Attribute]) -> Vec<Attribute> {
    attributes
        .iter()
        .filter(|attribute| is(attribute, "cfg") || conditional(attribute, &["cfg"]))
        .cloned()
        .collect()
}

/// Lint attributes. An `expect` becomes an `allow`: the lint fires once, at the function.
pub(crate) fn lints(attributes: &[Attribute]) -> Vec<Attribute> {
    attributes
        .iter()
        .filter(|attribute| {
            LINTS.iter().any(|lint| is(attribute, lint)) || conditional(attribute, &LINTS)
        })
        .map(|attribute| {
            let mut attribute = attribute.clone();
            if let Meta::List(list) = &mut attribute.meta
                && list.path.is_ident("expect")
            {
                list.path = syn::Ident::new("allow", proc_macro2::Span::mixed_site()).into();
            }
            attribute
        })
        .collect()
}

/// `#[deprecated]` and its note.
pub(crate) fn deprecated(attributes: &[Attribute]) -> Option<(Attribute, String)> {
    let attribute = attributes
        .iter()
        .find(|attribute| is(attribute, "deprecated"))?;
    let mut note = String::new();
    match &attribute.meta {
        Meta::Path(_) => {}
        Meta::NameValue(pair) => note = text(&pair.value).unwrap_or_default(),
        Meta::List(list) => {
            let pairs =
                list.parse_args_with(Punctuated::<syn::MetaNameValue, Token![,]>::parse_terminated);
            for pair in pairs.into_iter().flatten() {
                if pair.path.is_ident("note") {
                    note = text(&pair.value).unwrap_or_default();
                }
            }
        }
    }
    Some((attribute.clone(), note))
}

/// Whether it is `#[name]`, `#[name(…)]` or `#[name = …]`.
pub(crate) fn is(attribute: &Attribute, name: &str) -> bool {
    attribute.path().is_ident(name)
}

/// Whether it is a lint attribute.
pub(crate) fn is_lint(attribute: &Attribute) -> bool {
    LINTS.iter().any(|lint| is(attribute, lint))
}

/// The attributes inside of a `#[cfg_attr(…)]`, without its condition.
pub(crate) fn inside_cfg_attr(attribute: &Attribute) -> Vec<Meta> {
    let list = match &attribute.meta {
        Meta::List(list) if list.path.is_ident("cfg_attr") => list,
        _ => return Vec::new(),
    };
    list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
        .map(|metas| metas.into_iter().skip(1).collect())
        .unwrap_or_default()
}

/// Whether it is a `#[cfg_attr]` with nothing but these attributes in it.
fn conditional(attribute: &Attribute, names: &[&str]) -> bool {
    let inside = inside_cfg_attr(attribute);
    !inside.is_empty()
        && inside
            .iter()
            .all(|meta| names.iter().any(|name| meta.path().is_ident(name)))
}

fn text(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(LitStr::value(text)),
        _ => None,
    }
}

/// The value of a `#[doc = …]`.
pub(crate) fn doc_value(attribute: &Attribute) -> Option<&Expr> {
    match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => Some(&pair.value),
        _ => None,
    }
}

/// The attribute as text, for tests and messages.
pub(crate) fn name(attribute: &Attribute) -> String {
    attribute
        .path()
        .to_token_stream()
        .to_string()
        .replace(' ', "")
}
