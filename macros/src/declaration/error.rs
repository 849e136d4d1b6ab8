//! The model of an error type, as written.

use proc_macro2::TokenStream;
use syn::{Data, DeriveInput, Fields, Generics, Ident, Member, Path, Type};

use super::docs::Docs;
use crate::attr::rest::{Place, RestAttr};
use crate::mistakes::Mistakes;

/// The type under `#[derive(RestError)]`.
#[derive(Debug)]
pub(crate) struct ErrorDeclaration {
    pub(crate) name: Ident,
    pub(crate) generics: Generics,
    pub(crate) path: Option<Path>,
    pub(crate) variants: Vec<Variant>,
}

/// A variant; a struct is its own only one.
#[derive(Debug)]
pub(crate) struct Variant {
    /// For messages, and where to put them.
    pub(crate) name: Ident,
    pub(crate) is_struct: bool,
    pub(crate) attr: RestAttr,
    pub(crate) docs: Docs,
    pub(crate) fields: Vec<Field>,
}

/// A field of a variant.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) member: Member,
    pub(crate) ty: Type,
    pub(crate) attr: RestAttr,
}

impl ErrorDeclaration {
    pub(crate) fn parse(input: TokenStream, mistakes: &mut Mistakes) -> Option<Self> {
        let input: DeriveInput = mistakes.keep(syn::parse2(input))?;
        let (path, variants) = match input.data {
            Data::Enum(data) => {
                let attr = RestAttr::parse(&input.attrs, Place::Enum, mistakes);
                let variants = data
                    .variants
                    .into_iter()
                    .map(|variant| Variant {
                        attr: RestAttr::parse(&variant.attrs, Place::Variant, mistakes),
                        docs: Docs::of(&variant.attrs),
                        fields: fields(variant.fields, mistakes),
                        name: variant.ident,
                        is_struct: false,
                    })
                    .collect();
                (attr.path, variants)
            }
            Data::Struct(data) => {
                let mut attr = RestAttr::parse(&input.attrs, Place::Struct, mistakes);
                let path = attr.path.take();
                let variant = Variant {
                    name: input.ident.clone(),
                    is_struct: true,
                    attr,
                    docs: Docs::of(&input.attrs),
                    fields: fields(data.fields, mistakes),
                };
                (path, vec![variant])
            }
            Data::Union(data) => {
                mistakes.at(
                    data.union_token,
                    "a `union` does not know which of its errors it holds; make it an `enum`",
                );
                return None;
            }
        };
        Some(Self {
            name: input.ident,
            generics: input.generics,
            path,
            variants,
        })
    }
}

fn fields(fields: Fields, mistakes: &mut Mistakes) -> Vec<Field> {
    let members: Vec<Member> = fields.members().collect();
    members
        .into_iter()
        .zip(fields)
        .map(|(member, field)| Field {
            member,
            attr: RestAttr::parse(&field.attrs, Place::Field, mistakes),
            ty: field.ty,
        })
        .collect()
}
