//! The grammar of `#[rest_method]`, `#[param]`, `#[rest]` and `#[object]`. Every key keeps its span; nothing is judged here that
//! needs to see more than one attribute.

pub(crate) mod checks;
pub(crate) mod method;
pub(crate) mod object;
pub(crate) mod param;
pub(crate) mod rest;
pub(crate) mod suggest;

use proc_macro2::TokenTree;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Error, Ident, LitBool, Result, Token, token};

use crate::mistakes::Mistakes;
use suggest::{list, nearest};

/// A value and the key that it was given for.
#[derive(Debug)]
pub(crate) struct Keyed<T> {
    pub(crate) key: Ident,
    pub(crate) value: T,
}

/// The keys that an attribute knows.
#[derive(Debug)]
pub(crate) struct Grammar {
    /// The attribute as the user writes it, for messages.
    pub(crate) attribute: &'static str,
    pub(crate) keys: &'static [&'static str],
    /// Keys that may stand more than once.
    pub(crate) repeatable: &'static [&'static str],
    /// What to say about words that are not keys but are likely to be tried: the word, and what to do instead.
    pub(crate) not_keys: &'static [(&'static str, &'static str)],
}

/// The keys that were met, the ones with a wrong value included.
#[derive(Debug, Default)]
pub(crate) struct Seen(Vec<Ident>);

impl Seen {
    pub(crate) fn has(&self, key: &str) -> bool {
        self.0.iter().any(|seen| seen == key)
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Grammar {
    /// Reads `key`, `key = value`, … to the end of `input`. `read` gets each known key with the input behind it; after a
    /// mistake reading goes on behind the next comma, so that all mistakes of an attribute are found.
    pub(crate) fn read(
        &self,
        input: ParseStream,
        mistakes: &mut Mistakes,
        mut read: impl FnMut(&Ident, ParseStream) -> Result<()>,
    ) -> Seen {
        let mut seen = Seen::default();
        while !input.is_empty() {
            if let Err(error) = self.entry(input, &mut seen, &mut read) {
                mistakes.push(error);
                skip_entry(input);
            }
            if !input.is_empty() && input.parse::<Token![,]>().is_err() {
                mistakes.push(input.error(format!(
                    "expected `,` before the next key of `{}`",
                    self.attribute
                )));
                skip_entry(input);
                let _: Option<Token![,]> = input.parse().unwrap_or_default();
            }
        }
        seen
    }

    fn entry(
        &self,
        input: ParseStream,
        seen: &mut Seen,
        read: &mut impl FnMut(&Ident, ParseStream) -> Result<()>,
    ) -> Result<()> {
        if !input.peek(Ident::peek_any) {
            return Err(input.error(format!(
                "expected a key of `{}`: {}",
                self.attribute,
                list(self.keys)
            )));
        }
        let key = input.call(Ident::parse_any)?;
        let name = key.to_string();
        if !self.keys.contains(&name.as_str()) {
            return Err(self.unknown(&key, &name));
        }
        if seen.has(&name) && !self.repeatable.contains(&name.as_str()) {
            return Err(Error::new(
                key.span(),
                format!("`{name}` is given twice; remove one of them"),
            ));
        }
        seen.0.push(key.clone());
        read(&key, input)
    }

    fn unknown(&self, key: &Ident, name: &str) -> Error {
        let instead = self.not_keys.iter().find(|(word, _)| *word == name);
        let suggestion = match (instead, nearest(name, self.keys)) {
            (Some((_, instead)), _) => format!("; {instead}"),
            (None, Some(near)) => format!("; did you mean `{near}`?"),
            (None, None) => String::new(),
        };
        Error::new(
            key.span(),
            format!(
                "`{}` has no key `{name}`{suggestion}\nits keys are {}",
                self.attribute,
                list(self.keys)
            ),
        )
    }
}

/// Goes to the next comma outside of brackets, or to the end.
fn skip_entry(input: ParseStream) {
    while !input.is_empty() && !input.peek(Token![,]) {
        if input.parse::<TokenTree>().is_err() {
            return;
        }
    }
}

/// `key` or `key = true` or `key = false`.
pub(crate) fn flag(key: &Ident, input: ParseStream) -> Result<bool> {
    let usage =
        format!("`{key}` is a flag: write `{key}` alone, or `{key} = true` or `{key} = false`");
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(true);
    }
    if !input.peek(Token![=]) {
        return Err(input.error(usage));
    }
    input.parse::<Token![=]>()?;
    if !input.peek(LitBool) {
        return Err(if input.is_empty() {
            Error::new(key.span(), usage)
        } else {
            input.error(usage)
        });
    }
    Ok(input.parse::<LitBool>()?.value)
}

/// The `=` behind a key, and makes sure that something follows; `example` shows the whole for messages.
pub(crate) fn equals(key: &Ident, input: ParseStream, example: &str) -> Result<()> {
    let usage = format!("`{key}` needs a value: write `{example}`");
    if !input.peek(Token![=]) {
        return Err(if input.peek(token::Paren) {
            input.error(usage)
        } else {
            Error::new(key.span(), usage)
        });
    }
    input.parse::<Token![=]>()?;
    if input.is_empty() || input.peek(Token![,]) {
        return Err(Error::new(key.span(), usage));
    }
    Ok(())
}

/// `= value`, where a value that is no `T` is answered with `example`.
pub(crate) fn value<T: Parse>(key: &Ident, input: ParseStream, example: &str) -> Result<T> {
    equals(key, input, example)?;
    let ahead = input.fork();
    ahead
        .parse::<T>()
        .map_err(|_| input.error(format!("not a value for `{key}`: write `{example}`")))?;
    input.parse()
}
