//! What a type of the signature may contain. Only its shape is looked at, never its name: aliases are the compiler's.

use syn::{
    AngleBracketedGenericArguments, GenericArgument, Lifetime, Path, PathArguments, Type,
    TypeParamBound,
};

use crate::mistakes::Mistakes;

/// A part of a type that a declaration cannot have.
#[derive(Debug, Clone, Copy)]
enum Part<'a> {
    Borrowed(&'a Type),
    Lifetime(&'a Lifetime),
    ImplTrait(&'a Type),
    Inferred,
}

/// Says everything that is wrong with `ty`; `place` is what it is the type of, for messages.
pub(crate) fn check(ty: &Type, place: Place, mistakes: &mut Mistakes) {
    let mut parts = Vec::new();
    collect(ty, &mut parts);
    for part in parts {
        match part {
            Part::Borrowed(Type::Reference(reference))
                if is_static(reference.lifetime.as_ref()) && place != Place::Parameter => {}
            Part::Lifetime(lifetime) if lifetime.ident == "static" => {}
            // Nothing is there to borrow from, or the argument is the mistake.
            Part::Borrowed(_) | Part::Lifetime(_) if place == Place::Result => {
                mistakes.left_to_compiler()
            }
            // A name that is not declared, or the declaration is the mistake.
            Part::Lifetime(lifetime) if lifetime.ident != "_" => mistakes.left_to_compiler(),
            Part::Borrowed(ty) => mistakes.at(ty, borrowed(ty, place)),
            Part::Lifetime(lifetime) => mistakes.at(
                lifetime,
                format!(
                    "the call is over before `{lifetime}` could end: {} owns what it holds",
                    place.words()
                ),
            ),
            Part::ImplTrait(ty) => mistakes.at(
                ty,
                format!(
                    "{} has a type that can be named; `impl Trait` has no name",
                    place.words()
                ),
            ),
            Part::Inferred => mistakes.left_to_compiler(),
        }
    }
}

/// Whether a struct can hold it as it is.
pub(crate) fn is_owned(ty: &Type) -> bool {
    let mut parts = Vec::new();
    collect(ty, &mut parts);
    parts.is_empty()
}

/// What a type is the type of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Parameter,
    Extractor,
    Result,
}

impl Place {
    const fn words(self) -> &'static str {
        match self {
            Self::Parameter => "a parameter",
            Self::Extractor => "an extractor",
            Self::Result => "the result of a method",
        }
    }
}

fn borrowed(ty: &Type, place: Place) -> String {
    let Type::Reference(reference) = ty else {
        return String::new();
    };
    let owned = match &*reference.elem {
        Type::Path(path) if path.path.is_ident("str") => "`String`".to_owned(),
        Type::Slice(slice) => format!("`Vec<{}>`", tokens(&slice.elem)),
        other => format!("`{}`", tokens(other)),
    };
    format!(
        "{} owns its value: take {owned} instead of a reference",
        place.words()
    )
}

fn tokens(ty: &Type) -> String {
    quote::ToTokens::to_token_stream(ty)
        .to_string()
        .replace(" < ", "<")
        .replace(" >", ">")
        .replace(" :: ", "::")
}

fn is_static(lifetime: Option<&Lifetime>) -> bool {
    lifetime.is_some_and(|lifetime| lifetime.ident == "static")
}

/// What stands in the brackets of `Fn(…)` and `fn(…)` has lifetimes of its own and is left alone.
fn collect<'a>(ty: &'a Type, parts: &mut Vec<Part<'a>>) {
    match ty {
        Type::Array(array) => collect(&array.elem, parts),
        Type::Group(group) => collect(&group.elem, parts),
        Type::Paren(paren) => collect(&paren.elem, parts),
        Type::Ptr(pointer) => collect(&pointer.elem, parts),
        Type::Slice(slice) => collect(&slice.elem, parts),
        Type::Tuple(tuple) => tuple.elems.iter().for_each(|ty| collect(ty, parts)),
        Type::ImplTrait(_) => parts.push(Part::ImplTrait(ty)),
        Type::Infer(_) => parts.push(Part::Inferred),
        Type::Path(path) => {
            if let Some(qself) = &path.qself {
                collect(&qself.ty, parts);
            }
            collect_path(&path.path, parts);
        }
        Type::Reference(reference) => {
            parts.push(Part::Borrowed(ty));
            if is_static(reference.lifetime.as_ref()) {
                collect(&reference.elem, parts);
            }
        }
        Type::TraitObject(object) => object.bounds.iter().for_each(|bound| match bound {
            TypeParamBound::Trait(bound) if bound.lifetimes.is_none() => {
                collect_path(&bound.path, parts)
            }
            TypeParamBound::Lifetime(lifetime) => parts.push(Part::Lifetime(lifetime)),
            _ => {}
        }),
        _ => {}
    }
}

fn collect_path<'a>(path: &'a Path, parts: &mut Vec<Part<'a>>) {
    for segment in &path.segments {
        if let PathArguments::AngleBracketed(arguments) = &segment.arguments {
            collect_arguments(arguments, parts);
        }
    }
}

fn collect_arguments<'a>(arguments: &'a AngleBracketedGenericArguments, parts: &mut Vec<Part<'a>>) {
    for argument in &arguments.args {
        match argument {
            GenericArgument::Lifetime(lifetime) => parts.push(Part::Lifetime(lifetime)),
            GenericArgument::Type(ty) => collect(ty, parts),
            GenericArgument::AssocType(associated) => collect(&associated.ty, parts),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    fn messages(ty: &Type, place: Place) -> Vec<String> {
        let mut mistakes = Mistakes::default();
        check(ty, place, &mut mistakes);
        mistakes.messages()
    }

    #[test]
    fn owned_types_pass() {
        let types: [Type; 5] = [
            parse_quote!(Vec<Option<String>>),
            parse_quote!(State<Arc<dyn Fn(&str) -> String + Send>>),
            parse_quote!(State<fn(&str) -> &str>),
            parse_quote!(State<&'static Config>),
            parse_quote!(<Other as Trait>::Type),
        ];
        for ty in &types {
            assert!(messages(ty, Place::Extractor).is_empty(), "{ty:?}");
        }
    }

    #[test]
    fn borrowed_types_are_told_the_owned_form() {
        let of = |ty: Type| messages(&ty, Place::Parameter).join("|");
        assert_eq!(
            of(parse_quote!(&str)),
            "a parameter owns its value: take `String` instead of a reference"
        );
        assert!(of(parse_quote!(Option<&[Vec<u8>]>)).contains("`Vec<Vec<u8>>`"));
        assert!(of(parse_quote!(&'static Config)).contains("`Config`"));
        assert!(of(parse_quote!(Cow<'_, str>)).contains("`'_`"));
        assert!(of(parse_quote!(Vec<impl Clone>)).contains("can be named"));
    }

    #[test]
    fn inferred_types_are_left_to_the_compiler() {
        let mut mistakes = Mistakes::default();
        check(&parse_quote!(Vec<_>), Place::Result, &mut mistakes);
        assert!(mistakes.messages().is_empty() && !mistakes.is_empty());
    }
}
