//! The model of an object, as written.

use proc_macro2::TokenStream;
use syn::{Data, DeriveInput, Fields, Generics, Ident, Type};

use super::docs::Docs;
use crate::attr::object::{FieldAttr, ObjectAttr, SerdeAttr};
use crate::mistakes::Mistakes;

/// The type under `#[derive(Object)]`.
#[derive(Debug)]
pub(crate) struct ObjectDeclaration {
    pub(crate) name: Ident,
    pub(crate) generics: Generics,
    pub(crate) attr: ObjectAttr,
    pub(crate) serde: SerdeAttr,
    pub(crate) fields: Vec<Field>,
}

/// A field that is written.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: Ident,
    pub(crate) ty: Type,
    pub(crate) attr: FieldAttr,
    pub(crate) serde: SerdeAttr,
    pub(crate) docs: Docs,
}

impl ObjectDeclaration {
    pub(crate) fn parse(input: TokenStream, mistakes: &mut Mistakes) -> Option<Self> {
        let input: DeriveInput = mistakes.keep(syn::parse2(input))?;
        let named = match input.data {
            Data::Struct(data) => match data.fields {
                Fields::Named(named) => Some(named.named),
                _ => None,
            },
            _ => None,
        };
        let Some(named) = named else {
            mistakes.at(
                &input.ident,
                "an object is a struct with named fields: they are what callers select, filter and sort by",
            );
            return None;
        };
        let fields = named.into_iter().filter_map(|field| {
            Some(Field {
                attr: FieldAttr::parse(&field.attrs, mistakes),
                serde: SerdeAttr::parse(&field.attrs),
                docs: Docs::of(&field.attrs),
                name: field.ident?,
                ty: field.ty,
            })
        });
        let fields = fields.collect();
        Some(Self {
            attr: ObjectAttr::parse(&input.attrs, mistakes),
            serde: SerdeAttr::parse(&input.attrs),
            name: input.ident,
            generics: input.generics,
            fields,
        })
    }
}
