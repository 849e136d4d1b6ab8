//! The rules of `#[derive(RestError)]`.

use syn::{Error, Ident, LitStr, Member, Path, Type, parse_quote};

use crate::attr::rest::RestAttr;
use crate::attr::suggest::{list, nearest};
use crate::declaration::docs::Docs;
use crate::declaration::error::{ErrorDeclaration, Field, Variant};
use crate::mistakes::Mistakes;

/// What `replaces` may name, and the variant of the runtime's enum.
const REJECTIONS: [(&str, &str); 5] = [
    ("application_required", "ApplicationRequired"),
    ("user_required", "UserRequired"),
    ("administrator_required", "AdministratorRequired"),
    ("argument_empty", "ArgumentEmpty"),
    ("argument_invalid", "ArgumentInvalid"),
];

/// An error type without mistakes.
#[derive(Debug)]
pub(crate) struct ErrorType {
    pub(crate) path: Path,
    pub(crate) name: Ident,
    pub(crate) variants: Vec<CheckedVariant>,
}

/// A variant without mistakes.
#[derive(Debug)]
pub(crate) struct CheckedVariant {
    /// Nothing for a struct.
    pub(crate) name: Option<Ident>,
    pub(crate) docs: Docs,
    pub(crate) kind: Kind,
    /// It holds nothing.
    pub(crate) is_bare: bool,
    /// Variants of the runtime's `Rejection`.
    pub(crate) replaces: Vec<Ident>,
}

/// How a variant is answered.
#[derive(Debug)]
pub(crate) enum Kind {
    Coded {
        code: LitStr,
        status: u16,
        extras: Vec<(LitStr, Member)>,
    },
    Internal,
    Transparent {
        member: Member,
        ty: Box<Type>,
    },
}

/// Where the runtime is found, right or wrong as the rest may be.
pub(crate) fn path(declaration: &ErrorDeclaration) -> Path {
    declaration
        .path
        .clone()
        .unwrap_or_else(|| parse_quote!(::bitrix_rest))
}

/// All rules of an error type.
pub(crate) fn check(declaration: ErrorDeclaration, mistakes: &mut Mistakes) -> Option<ErrorType> {
    if !declaration.generics.params.is_empty() {
        mistakes.at(
            &declaration.generics.params,
            "the errors of a method are documented by their type, which therefore cannot be generic",
        );
    }
    let path = path(&declaration);
    let mut replaced = Vec::new();
    let variants = declaration
        .variants
        .into_iter()
        .filter_map(|variant| check_variant(variant, &mut replaced, mistakes))
        .collect();
    mistakes.is_empty().then_some(ErrorType {
        path,
        name: declaration.name,
        variants,
    })
}

fn check_variant(
    variant: Variant,
    replaced: &mut Vec<String>,
    mistakes: &mut Mistakes,
) -> Option<CheckedVariant> {
    let kind = kind(&variant, mistakes);
    let replaces = replaces(&variant, replaced, mistakes);
    Some(CheckedVariant {
        name: (!variant.is_struct).then_some(variant.name),
        docs: variant.docs,
        is_bare: variant.fields.is_empty(),
        kind: kind?,
        replaces,
    })
}

fn kind(variant: &Variant, mistakes: &mut Mistakes) -> Option<Kind> {
    let RestAttr {
        code,
        status,
        internal,
        transparent,
        ..
    } = &variant.attr;
    let status = status.as_ref().map(|status| {
        if code.is_none() && !variant.attr.kind_is_wrong {
            mistakes.push(Error::new(
                status.key.span(),
                "`status` belongs to a `code`: an `internal` error is always 500, a `transparent` one has the status of what it holds",
            ));
        }
        match status.value.base10_parse::<u16>() {
            Ok(value) if (400..=599).contains(&value) => value,
            _ => {
                mistakes.at(&status.value, "an error has a status from 400 to 599");
                400
            }
        }
    });
    match (code, internal, transparent) {
        (Some(code), None, None) => {
            check_code(code, mistakes);
            Some(Kind::Coded {
                code: code.clone(),
                status: status.unwrap_or(400),
                extras: extras(&variant.fields, mistakes),
            })
        }
        (None, Some(_), None) => {
            no_extras(
                variant,
                "the caller sees nothing of an `internal` error",
                mistakes,
            );
            Some(Kind::Internal)
        }
        (None, None, Some(key)) => {
            no_extras(
                variant,
                "a `transparent` error is answered as what it holds",
                mistakes,
            );
            match variant.fields.as_slice() {
                [field] => Some(Kind::Transparent {
                    member: field.member.clone(),
                    ty: Box::new(field.ty.clone()),
                }),
                fields => {
                    mistakes.push(Error::new(
                        key.span(),
                        format!("a `transparent` variant holds one error, in its only field; `{}` has {} fields", variant.name, fields.len()),
                    ));
                    None
                }
            }
        }
        (None, None, None) => {
            if !variant.attr.kind_is_wrong {
                let what = if variant.is_struct {
                    "the error"
                } else {
                    "the variant"
                };
                let holds = if variant.fields.len() == 1 {
                    ", or `#[rest(transparent)]` if it holds a `RestError`"
                } else {
                    ""
                };
                mistakes.at(
                    &variant.name,
                    format!(
                        "{what} `{}` does not say what the caller sees: write `#[rest(code = \"ERROR_CODE\")]`, or \
                         `#[rest(internal)]` if it is none of the caller's business{holds}",
                        variant.name
                    ),
                );
            }
            None
        }
        _ => {
            let second = transparent.as_ref().or(internal.as_ref())?;
            mistakes.push(Error::new(
                second.span(),
                "a variant has one of `code`, `internal` and `transparent`; remove the others",
            ));
            None
        }
    }
}

fn check_code(code: &LitStr, mistakes: &mut Mistakes) {
    let value = code.value();
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if value.is_empty() {
        mistakes.at(code, "the code is empty; clients tell errors apart by it, so write one such as `\"ERROR_ARGUMENT\"`");
    } else if !value.chars().all(fits) {
        mistakes.at(code, format!("`{value}` cannot be a code: it is made of letters, digits and `_`, such as `ERROR_ARGUMENT`"));
    }
}

fn extras(fields: &[Field], mistakes: &mut Mistakes) -> Vec<(LitStr, Member)> {
    let mut extras: Vec<(LitStr, Member)> = Vec::new();
    for field in fields {
        let Some(extra) = &field.attr.extra else {
            continue;
        };
        let name = match (&extra.value, &field.member) {
            (Some(name), _) => name.clone(),
            (None, Member::Named(name)) => {
                LitStr::new(&syn::ext::IdentExt::unraw(name).to_string(), name.span())
            }
            (None, Member::Unnamed(_)) => {
                mistakes.push(Error::new(
                    extra.key.span(),
                    "this field has no name to show in the body: write `#[rest(extra = \"name\")]`",
                ));
                continue;
            }
        };
        let value = name.value();
        if value.is_empty() {
            mistakes.at(&name, "an extra key needs a name");
        } else if matches!(value.as_str(), "error" | "error_description") {
            mistakes.push(Error::new(
                name.span(),
                format!("`{value}` is a key of every error body already; give the extra another name with `extra = \"…\"`"),
            ));
        } else if extras.iter().any(|(other, _)| other.value() == value) {
            mistakes.push(Error::new(
                name.span(),
                format!("another field of the variant is the extra `{value}` already; give one another name with `extra = \"…\"`"),
            ));
        }
        extras.push((name, field.member.clone()));
    }
    extras
}

fn no_extras(variant: &Variant, why: &str, mistakes: &mut Mistakes) {
    for extra in variant
        .fields
        .iter()
        .filter_map(|field| field.attr.extra.as_ref())
    {
        mistakes.push(Error::new(
            extra.key.span(),
            format!("`extra` belongs to a `code`: {why}"),
        ));
    }
}

fn replaces(variant: &Variant, replaced: &mut Vec<String>, mistakes: &mut Mistakes) -> Vec<Ident> {
    let mut checked = Vec::new();
    for kind in &variant.attr.replaces {
        let word = kind.to_string();
        let names: Vec<&str> = REJECTIONS.iter().map(|(name, _)| *name).collect();
        let Some((_, rejection)) = REJECTIONS.iter().find(|(name, _)| *name == word) else {
            let near = nearest(&word, &names)
                .map(|near| format!("; did you mean `{near}`?"))
                .unwrap_or_default();
            mistakes.at(
                kind,
                format!(
                    "the framework has no rejection `{word}`{near}\nthey are {}",
                    list(&names)
                ),
            );
            continue;
        };
        if replaced.contains(&word) {
            mistakes.at(
                kind,
                format!(
                    "another `replaces = {word}` stands above; only one error can take its place"
                ),
            );
        } else if variant.attr.internal.is_some() || variant.attr.transparent.is_some() {
            mistakes.at(
                kind,
                "only an error with a `code` can take the place of the framework's own",
            );
        } else if !variant.fields.is_empty() {
            mistakes.at(kind, format!("`{}` has fields, and the framework has no values for them: an error that replaces its own has none", variant.name));
        }
        replaced.push(word);
        checked.push(Ident::new(rejection, kind.span()));
    }
    checked
}
