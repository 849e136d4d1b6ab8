//! `#[rest_method("user.option.set", scope = "basic", …)]`

use proc_macro2::{Span, TokenStream};
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Error, Ident, LitStr, Path, Result, Token, parenthesized, token};

use super::{Grammar, Keyed, Seen, equals, flag, value};
use crate::mistakes::Mistakes;

/// The form to show when something is missing.
pub(crate) const FORM: &str = "#[rest_method(\"module.entity.action\", scope = \"basic\")]";

const GRAMMAR: Grammar = Grammar {
    attribute: "#[rest_method]",
    keys: &[
        "scope",
        "private",
        "batch",
        "read_only",
        "alias",
        "positional",
        "versions",
        "params",
        "crate",
    ],
    repeatable: &["alias"],
    not_keys: &[
        ("version", "write `versions(v2, v3)`"),
        ("v3", "write `versions(v2, v3)`"),
        ("name", "the name is the first argument, without a key"),
        ("method", "the name is the first argument, without a key"),
        (
            "deprecated",
            "put Rust's own `#[deprecated]` on the function",
        ),
        (
            "summary",
            "the doc comment of the function is the documentation",
        ),
        (
            "description",
            "the doc comment of the function is the documentation",
        ),
        (
            "errors",
            "the error type of the function is the list: derive `RestError` for it",
        ),
    ],
};

/// What stands behind `scope =`.
#[derive(Debug)]
pub(crate) enum ScopeValue {
    /// `"basic"` or a code that Bitrix24 publishes.
    Published(LitStr),
    /// `custom("…")`
    Custom(LitStr),
}

/// What stands in `versions(…)`: each with the place where it is named.
#[derive(Debug, Default)]
pub(crate) struct Versions {
    pub(crate) v2: Option<Span>,
    pub(crate) v3: Option<Span>,
}

/// The attribute as written.
#[derive(Debug, Default)]
pub(crate) struct MethodAttr {
    pub(crate) name: Option<LitStr>,
    /// Something stands where the name belongs, and has been complained about.
    pub(crate) name_is_wrong: bool,
    pub(crate) scope: Option<Keyed<ScopeValue>>,
    pub(crate) private: bool,
    pub(crate) without_batch: bool,
    pub(crate) read_only: bool,
    pub(crate) positional: Option<Ident>,
    pub(crate) versions: Option<Versions>,
    pub(crate) aliases: Vec<LitStr>,
    pub(crate) params: Option<Ident>,
    pub(crate) path: Option<Path>,
    pub(crate) seen: Seen,
    pub(crate) span: Option<Span>,
}

impl MethodAttr {
    pub(crate) fn parse(tokens: TokenStream, mistakes: &mut Mistakes) -> Self {
        let mut attr = Self::default();
        let parser = |input: ParseStream| {
            attr.read(input, mistakes);
            Ok(())
        };
        if let Err(error) = parser.parse2(tokens) {
            mistakes.push(error);
        }
        attr
    }

    fn read(&mut self, input: ParseStream, mistakes: &mut Mistakes) {
        if !input.is_empty() {
            self.span = Some(input.span());
        }
        if let Err(error) = self.read_name(input) {
            self.name_is_wrong = true;
            mistakes.push(error);
            super::skip_entry(input);
        }
        if !input.is_empty() && self.has_first() {
            let _: Option<Token![,]> = mistakes.keep(input.parse::<Token![,]>().map_err(|error| {
                Error::new(error.span(), "expected `,` behind the name of the method")
            }));
        }
        self.seen =
            GRAMMAR.read(input, mistakes, |key, input| {
                match key.to_string().as_str() {
                    "scope" => {
                        self.scope = Some(Keyed {
                            key: key.clone(),
                            value: scope(key, input)?,
                        });
                        Ok(())
                    }
                    "private" => flag(key, input).map(|on| self.private = on),
                    "batch" => flag(key, input).map(|on| self.without_batch = !on),
                    "read_only" => flag(key, input).map(|on| self.read_only = on),
                    "positional" => {
                        flag(key, input).map(|on| self.positional = on.then(|| key.clone()))
                    }
                    "versions" => versions(key, input).map(|named| self.versions = Some(named)),
                    "alias" => value(key, input, "alias = \"other.name\"")
                        .map(|name| self.aliases.push(name)),
                    "params" => value(key, input, "params = StructName")
                        .map(|name| self.params = Some(name)),
                    _ => value(key, input, "crate = ::path::to::bitrix_rest")
                        .map(|path| self.path = Some(path)),
                }
            });
    }

    const fn has_first(&self) -> bool {
        self.name.is_some() || self.name_is_wrong
    }

    fn read_name(&mut self, input: ParseStream) -> Result<()> {
        let is_key = input.peek(syn::Ident) && !input.peek2(Token![.]) && !input.peek2(Token![::]);
        if input.is_empty() || is_key || input.peek(Token![crate]) {
            return Ok(());
        }
        if !input.peek(LitStr) {
            return Err(input.error(format!(
                "the name of the method is a text in quotes and comes first: `{FORM}`"
            )));
        }
        self.name = Some(input.parse()?);
        Ok(())
    }
}

fn scope(key: &Ident, input: ParseStream) -> Result<ScopeValue> {
    const CUSTOM: &str = "a scope of your own is written `scope = custom(\"code\")`";
    equals(key, input, "scope = \"basic\"")?;
    if input.peek(LitStr) {
        return Ok(ScopeValue::Published(input.parse()?));
    }
    let word: Ident = input.parse().map_err(|error| {
        Error::new(error.span(), "a scope is a text: write `scope = \"basic\"`")
    })?;
    if word != "custom" {
        let usage = format!(
            "a scope is a text: write `scope = \"{word}\"`, or `scope = custom(\"{word}\")` for one of your own"
        );
        return Err(Error::new(word.span(), usage));
    }
    if !input.peek(token::Paren) {
        return Err(Error::new(word.span(), CUSTOM));
    }
    let content;
    parenthesized!(content in input);
    let inside: TokenStream = content.parse()?;
    syn::parse2(inside)
        .map(ScopeValue::Custom)
        .map_err(|_| Error::new(word.span(), CUSTOM))
}

/// `versions(v2, v3)`
fn versions(key: &Ident, input: ParseStream) -> Result<Versions> {
    const USAGE: &str = "write `versions(v2, v3)`, `versions(v3)` or `versions(v2)`";
    let usage = |span| {
        Error::new(
            span,
            format!("`versions` names generations of REST: {USAGE}"),
        )
    };
    if !input.peek(token::Paren) {
        return Err(if input.is_empty() || input.peek(Token![,]) {
            usage(key.span())
        } else {
            usage(input.span())
        });
    }
    let content;
    parenthesized!(content in input);
    // Taken out as a whole: what a mistake leaves behind in there is no second one.
    let inside: TokenStream = content.parse()?;
    let words = |words: ParseStream| words.parse_terminated(Ident::parse, Token![,]);
    let words = words.parse2(inside).map_err(|_| usage(key.span()))?;
    let mut named = Versions::default();
    for word in &words {
        let place = match word.to_string().as_str() {
            "v2" => &mut named.v2,
            "v3" => &mut named.v3,
            other => {
                let message = format!("there is no REST `{other}`: {USAGE}");
                return Err(Error::new(word.span(), message));
            }
        };
        if place.replace(word.span()).is_some() {
            let message = format!("`{word}` is named twice; remove one of them");
            return Err(Error::new(word.span(), message));
        }
    }
    if words.is_empty() {
        return Err(usage(key.span()));
    }
    Ok(named)
}
