//! `#[object(filterable, …)]` under `#[derive(Object)]`, and what of `#[serde(…)]` says how fields are called.

use proc_macro2::TokenStream;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{
    Attribute, Expr, ExprLit, Ident, Lit, LitStr, Meta, MetaList, Path, Result, Token, token,
};

use super::checks::Checks;
use super::suggest::list;
use super::{Grammar, Keyed, flag, value};
use crate::mistakes::Mistakes;

const OBJECT: Grammar = Grammar {
    attribute: "#[object]",
    keys: &["name", "strict", "at_least_one_of", "only_one_of", "crate"],
    repeatable: &["at_least_one_of", "only_one_of"],
    not_keys: &[
        ("title", "it belongs on a field"),
        (
            "filterable",
            "it belongs on each field that a filter may name",
        ),
        (
            "sortable",
            "it belongs on each field that an order may name",
        ),
        ("editable", "it belongs on each field that may be written"),
        ("required", "it belongs on a field"),
        ("relation", "it belongs on a field"),
        (
            "one_of",
            "it belongs on a field; of fields write `only_one_of(…)` or `at_least_one_of(…)`",
        ),
        (
            "rename_all",
            "serde says it: write `#[serde(rename_all = \"camelCase\")]`",
        ),
    ],
};

const FIELD: Grammar = Grammar {
    attribute: "#[object]",
    keys: &[
        "title",
        "filterable",
        "sortable",
        "editable",
        "required",
        "relation",
        "non_empty",
        "range",
        "length",
        "email",
        "phone",
        "url",
        "one_of",
        "pattern",
        "with",
        "nested",
    ],
    repeatable: &[],
    not_keys: &[
        (
            "min",
            "write `range = 1..` for numbers, `length = 1..` for texts and lists",
        ),
        (
            "max",
            "write `range = ..=9` for numbers, `length = ..=9` for texts and lists",
        ),
        (
            "positive",
            "write `range = 1..` for whole numbers; `with = path` takes a check of your own",
        ),
        ("regex", "write `pattern = \"^[A-Z]{3}$\"`"),
        (
            "at_least_one_of",
            "it belongs on the type, and names the fields",
        ),
        (
            "only_one_of",
            "it belongs on the type, and names the fields",
        ),
        ("name", "serde says it: write `#[serde(rename = \"name\")]`"),
        (
            "rename",
            "serde says it: write `#[serde(rename = \"name\")]`",
        ),
        ("skip", "serde says it: write `#[serde(skip)]`"),
        ("description", "the doc comment is the description"),
        ("crate", "it belongs on the type, not on a field"),
        ("strict", "it belongs on the type, not on a field"),
    ],
};

const GROUPS: [&str; 2] = ["add", "update"];

/// What is said of a type.
#[derive(Debug, Default)]
pub(crate) struct ObjectAttr {
    pub(crate) name: Option<LitStr>,
    pub(crate) strict: bool,
    /// `at_least_one_of`, `only_one_of`, and the fields behind it.
    pub(crate) rules: Vec<Keyed<Vec<Ident>>>,
    pub(crate) path: Option<Path>,
}

/// What is said of a field.
#[derive(Debug, Default)]
pub(crate) struct FieldAttr {
    pub(crate) title: Option<LitStr>,
    pub(crate) filterable: Option<Ident>,
    pub(crate) sortable: Option<Ident>,
    pub(crate) editable: Option<Keyed<Vec<Ident>>>,
    pub(crate) required: Option<Keyed<Vec<Ident>>>,
    pub(crate) relation: Option<Ident>,
    pub(crate) nested: Option<Ident>,
    pub(crate) checks: Checks,
}

impl ObjectAttr {
    pub(crate) fn parse(attributes: &[Attribute], mistakes: &mut Mistakes) -> Self {
        let mut attr = Self::default();
        let example = "#[object(name = \"TownDto\")]";
        read(attributes, &OBJECT, example, mistakes, |key, input| {
            match key.to_string().as_str() {
                "name" => attr.name = Some(value(key, input, "name = \"TownDto\"")?),
                "strict" => attr.strict = flag(key, input)?,
                "at_least_one_of" | "only_one_of" => attr.rules.push(fields(key, input)?),
                _ => attr.path = Some(value(key, input, "crate = ::path::to::bitrix_rest")?),
            }
            Ok(())
        });
        attr
    }
}

impl FieldAttr {
    pub(crate) fn parse(attributes: &[Attribute], mistakes: &mut Mistakes) -> Self {
        let mut attr = Self::default();
        let example = "#[object(filterable, sortable)]";
        read(attributes, &FIELD, example, mistakes, |key, input| {
            let on = |on: bool| on.then(|| key.clone());
            match key.to_string().as_str() {
                "title" => attr.title = Some(value(key, input, "title = \"What people call it\"")?),
                "filterable" => attr.filterable = on(flag(key, input)?),
                "sortable" => attr.sortable = on(flag(key, input)?),
                "relation" => attr.relation = on(flag(key, input)?),
                "nested" => attr.nested = on(flag(key, input)?),
                "editable" => attr.editable = groups(key, input, true)?,
                "required" => attr.required = groups(key, input, false)?,
                _ => {
                    attr.checks.read(key, input)?;
                }
            }
            Ok(())
        });
        attr
    }
}

/// Reads the one `#[object]` among `attributes`.
fn read(
    attributes: &[Attribute],
    grammar: &Grammar,
    example: &str,
    mistakes: &mut Mistakes,
    mut entry: impl FnMut(&Ident, ParseStream) -> Result<()>,
) {
    let mut given = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("object"));
    match given.next().map(|attribute| (attribute, &attribute.meta)) {
        None => {}
        Some((_, Meta::List(list))) => {
            let read = list.parse_args_with(|input: ParseStream| {
                grammar.read(input, mistakes, &mut entry);
                Ok(())
            });
            mistakes.keep(read);
        }
        Some((attribute, _)) => {
            mistakes.at(attribute, format!("keys go in brackets: write `{example}`"));
        }
    }
    for second in given {
        mistakes.at(
            second,
            "a second `#[object]` in one place; write all keys in one `#[object(…)]`",
        );
    }
}

/// `key(add, update)`, or, if `alone` it means both, `key`.
fn groups(key: &Ident, input: ParseStream, alone: bool) -> Result<Option<Keyed<Vec<Ident>>>> {
    let keyed = |value| {
        Some(Keyed {
            key: key.clone(),
            value,
        })
    };
    let usage = format!("say when: write `{key}(add)`, `{key}(update)` or `{key}(add, update)`");
    if !input.peek(token::Paren) {
        if alone {
            let all = GROUPS.map(|group| Ident::new(group, key.span())).to_vec();
            return Ok(flag(key, input)?.then_some(all).and_then(keyed));
        }
        return Err(syn::Error::new(key.span(), usage));
    }
    let inside;
    let brackets = syn::parenthesized!(inside in input);
    let words = Punctuated::<Ident, Token![,]>::parse_terminated(&inside)
        .map_err(|error| syn::Error::new(error.span(), usage.clone()))?;
    if words.is_empty() {
        return Err(syn::Error::new(brackets.span.join(), usage));
    }
    let mut groups: Vec<Ident> = Vec::new();
    for word in words {
        if !GROUPS.iter().any(|group| word == group) {
            let text = format!("no method is a `{word}`; they are {}", list(&GROUPS));
            return Err(syn::Error::new(word.span(), text));
        }
        if groups.contains(&word) {
            let text = format!("`{word}` is given twice; remove one of them");
            return Err(syn::Error::new(word.span(), text));
        }
        groups.push(word);
    }
    Ok(keyed(groups))
}

/// `key(one, other)`: names of fields.
fn fields(key: &Ident, input: ParseStream) -> Result<Keyed<Vec<Ident>>> {
    let usage = format!("name the fields, two at least: write `{key}(email, phone)`");
    if !input.peek(token::Paren) {
        return Err(syn::Error::new(key.span(), usage));
    }
    let inside;
    let brackets = syn::parenthesized!(inside in input);
    let inside: TokenStream = inside.parse()?;
    let names = Punctuated::<Ident, Token![,]>::parse_terminated
        .parse2(inside)
        .map_err(|_| syn::Error::new(brackets.span.join(), usage.clone()))?;
    let names: Vec<Ident> = names.into_iter().collect();
    for (index, name) in names.iter().enumerate() {
        if names.iter().take(index).any(|other| other == name) {
            let text = format!("`{name}` is given twice; remove one of them");
            return Err(syn::Error::new(name.span(), text));
        }
    }
    if names.len() < 2 {
        return Err(syn::Error::new(brackets.span.join(), usage));
    }
    Ok(Keyed {
        key: key.clone(),
        value: names,
    })
}

/// What serde makes of the names of a type, or of one field.
#[derive(Debug, Default)]
pub(crate) struct SerdeAttr {
    pub(crate) rename: Renaming,
    pub(crate) rename_all: Renaming,
    pub(crate) skipped: bool,
    /// A function of its own reads it, instead of its type.
    pub(crate) is_read_otherwise: bool,
    pub(crate) flatten: Option<Path>,
    /// What has it read by other names, too, or by others instead: `alias`, `from`, `try_from`.
    pub(crate) read_as: Vec<Meta>,
}

/// `rename` or `rename_all`: a name, or a rule for names.
#[derive(Debug, Default)]
pub(crate) struct Renaming {
    pub(crate) written: Option<LitStr>,
    pub(crate) read: Option<LitStr>,
    pub(crate) place: Option<Meta>,
}

impl Renaming {
    fn take(&mut self, meta: Meta) {
        self.written = text(&meta, "serialize").or(self.written.take());
        self.read = text(&meta, "deserialize").or(self.read.take());
        self.place = Some(meta);
    }
}

impl SerdeAttr {
    /// What serde does not understand it says itself.
    pub(crate) fn parse(attributes: &[Attribute]) -> Self {
        let mut attr = Self::default();
        for meta in attributes.iter().flat_map(inside) {
            let path = meta.path();
            let is = |names: &[&str]| names.iter().any(|name| path.is_ident(name));
            if is(&["rename"]) {
                attr.rename.take(meta);
            } else if is(&["rename_all"]) {
                attr.rename_all.take(meta);
            } else if is(&["alias", "from", "try_from"]) {
                attr.read_as.push(meta);
            } else if is(&["skip", "skip_serializing"]) {
                attr.skipped = true;
            } else if is(&["with", "deserialize_with"]) {
                attr.is_read_otherwise = true;
            } else if is(&["flatten"]) {
                attr.flatten = Some(path.clone());
            }
        }
        attr
    }
}

fn inside(attribute: &Attribute) -> Vec<Meta> {
    let list = match &attribute.meta {
        Meta::List(list) if list.path.is_ident("serde") => list,
        _ => return Vec::new(),
    };
    pairs(list)
}

/// `key = "text"`, or `key(direction = "text")`.
fn text(meta: &Meta, direction: &str) -> Option<LitStr> {
    match meta {
        Meta::NameValue(pair) => match &pair.value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) => Some(text.clone()),
            _ => None,
        },
        Meta::List(list) => {
            let pairs = pairs(list);
            let mut pairs = pairs.iter();
            let pair = pairs.find(|pair| pair.path().is_ident(direction))?;
            text(pair, direction)
        }
        Meta::Path(_) => None,
    }
}

fn pairs(list: &MetaList) -> Vec<Meta> {
    list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
        .map(|metas| metas.into_iter().collect())
        .unwrap_or_default()
}
