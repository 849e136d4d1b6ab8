//! `#[derive(Object)]`

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::Ident;

use super::checks::{self, Expanded};
use super::spanned;
use crate::check;
use crate::check::object::{CheckedField, ObjectType, Rule};
use crate::declaration::object::ObjectDeclaration;

/// The implementation.
pub(super) fn expand(object: &ObjectType) -> TokenStream {
    let ObjectType {
        path,
        name,
        title,
        strict,
        rules,
        fields,
    } = object;
    let count = fields.len();
    let fields = fields.iter().map(|field| self::field(name, field));
    let rules = rules.iter().map(|rule| match rule {
        Rule::AtLeastOne(names) => quote!(__rest::Rule::AtLeastOne(&[#(#names),*])),
        Rule::OnlyOne(names) => quote!(__rest::Rule::OnlyOne(&[#(#names),*])),
    });
    let rules: Vec<TokenStream> = rules.collect();
    let rules = (!rules.is_empty()).then(|| quote!(.ruled(&[#(#rules),*])));
    quote! {
        #[allow(deprecated)]
        const _: () = {
            use #path::__private as __rest;
            static __FIELDS: [__rest::FieldDescriptor; #count] = [#(#fields),*];
            static __OBJECT: __rest::ObjectDescriptor = __rest::object(#title, &__FIELDS, #strict) #rules;
            impl __rest::Object for #name {
                fn object() -> &'static __rest::ObjectDescriptor { &__OBJECT }
            }
        };
    }
}

/// An implementation that is never run: with it, a type that has mistakes is not also "no `Object`".
pub(super) fn stand_in(declaration: &ObjectDeclaration) -> Option<TokenStream> {
    let (path, name) = (check::object::path(declaration), &declaration.name);
    // A generic type would have to be told more about its parameters.
    declaration.generics.params.is_empty().then(|| {
        quote! {
            const _: () = {
                use #path::__private as __rest;
                impl __rest::Object for #name {
                    fn object() -> &'static __rest::ObjectDescriptor { loop {} }
                }
            };
        }
    })
}

fn field(object: &Ident, field: &CheckedField) -> TokenStream {
    let new = match field.is_relation {
        true => spanned::of(&field.ty, quote!(__rest::object_relation)),
        false => spanned::of(&field.ty, quote!(__rest::object_field)),
    };
    let (wire, title) = (&field.wire, &field.title);
    let docs = field.docs.text(&quote!(__rest::concat));
    let filterable = field.filterable.then(|| quote!(.filterable()));
    let sortable = field.sortable.then(|| quote!(.sortable()));
    let editable = groups(&field.editable, quote!(editable_in));
    let required = groups(&field.required, quote!(required_in));
    let (checks, nested) = (checked(object, field), nested(field));
    quote! {
        #new(#wire).documented(#title, #docs) #filterable #sortable #editable #required #checks #nested
    }
}

/// What decodes a value and checks it, and what is told of that. What is only editable must be of its type, too.
fn checked(object: &Ident, field: &CheckedField) -> Option<TokenStream> {
    let Expanded {
        checks,
        constraints,
    } = checks::expand(&field.checks);
    let is_typed = !field.editable.is_empty() && !field.is_read_otherwise;
    let is_checked = is_typed || field.is_nested || !checks.is_empty();
    let checked = is_checked.then(|| {
        let checked = spanned::of(&field.ty, quote!(__rest::checked));
        let name = &field.name;
        let part = quote!(|object| object.downcast_ref::<#object>().map(|object| &object.#name));
        quote!(.checked(|given| #checked(given, #part, &[#(#checks),*])))
    });
    let constrained = (!constraints.is_empty()).then(|| quote!(.constrained(&[#(#constraints),*])));
    (checked.is_some() || constrained.is_some()).then(|| quote!(#checked #constrained))
}

fn nested(field: &CheckedField) -> Option<TokenStream> {
    field.is_nested.then(|| {
        let object = spanned::of(&field.ty, quote!(__rest::object_in));
        quote!(.holding(#object()))
    })
}

fn groups(groups: &[Ident], setting: TokenStream) -> Option<TokenStream> {
    let groups: Vec<Ident> = groups
        .iter()
        .map(|group| match group == "add" {
            true => format_ident!("Add", span = Span::mixed_site()),
            false => format_ident!("Update", span = Span::mixed_site()),
        })
        .collect();
    (!groups.is_empty()).then(|| quote!(.#setting(&[#(__rest::Group::#groups),*])))
}
