//! `#[param(rename = "X", non_empty, …)]` on an argument.

use syn::parse::ParseStream;
use syn::spanned::Spanned;
use syn::{Attribute, Error, Expr, Ident, LitStr, Meta, Path, RangeLimits, Result, Token};

use super::{Grammar, Keyed, equals, flag, value};
use crate::mistakes::Mistakes;

const GRAMMAR: Grammar = Grammar {
    attribute: "#[param]",
    keys: &[
        "rename",
        "ignore_case",
        "default",
        "non_empty",
        "range",
        "length",
        "with",
        "rest",
        "or_rest",
    ],
    repeatable: &[],
    not_keys: &[
        (
            "name",
            "use `rename = \"NAME\"` to give the parameter another name than the argument",
        ),
        (
            "alias",
            "a parameter has one name; `ignore_case` accepts any spelling of it",
        ),
        (
            "required",
            "a parameter is required unless its type is an `Option` or it has a `default`",
        ),
        ("optional", "make the type an `Option`, or give a `default`"),
        (
            "flatten",
            "`rest` takes all parameters that no other argument takes",
        ),
        (
            "min",
            "write `range = 1..` for numbers, `length = 1..` for texts and lists",
        ),
        (
            "max",
            "write `range = ..=9` for numbers, `length = ..=9` for texts and lists",
        ),
        (
            "description",
            "the doc comment of the argument is the documentation",
        ),
        (
            "docs",
            "the doc comment of the argument is the documentation",
        ),
    ],
};

/// A range that includes both its ends, either of which may be missing.
#[derive(Debug)]
pub(crate) struct Bounds {
    pub(crate) start: Option<Box<Expr>>,
    pub(crate) end: Option<Box<Expr>>,
    pub(crate) range: Expr,
}

/// The attribute as written.
#[derive(Debug, Default)]
pub(crate) struct ParamAttr {
    pub(crate) rename: Option<Keyed<LitStr>>,
    pub(crate) ignore_case: Option<Ident>,
    /// `default`, or `default = expr`.
    pub(crate) default: Option<Keyed<Option<Expr>>>,
    pub(crate) non_empty: bool,
    pub(crate) range: Option<Keyed<Bounds>>,
    pub(crate) length: Option<Keyed<Bounds>>,
    pub(crate) with: Option<Path>,
    pub(crate) rest: Option<Ident>,
    pub(crate) or_rest: Option<Ident>,
}

impl ParamAttr {
    pub(crate) fn parse(attribute: &Attribute, mistakes: &mut Mistakes) -> Self {
        let mut attr = Self::default();
        match &attribute.meta {
            Meta::Path(_) => {}
            Meta::NameValue(_) => mistakes.at(
                attribute,
                "keys go in brackets: write `#[param]`, or `#[param(rename = \"NAME\")]`",
            ),
            Meta::List(list) => {
                let read = list.parse_args_with(|input: ParseStream| {
                    attr.read(input, mistakes);
                    Ok(())
                });
                mistakes.keep(read);
            }
        }
        attr
    }

    fn read(&mut self, input: ParseStream, mistakes: &mut Mistakes) {
        GRAMMAR.read(input, mistakes, |key, input| {
            let on = |on: bool| on.then(|| key.clone());
            match key.to_string().as_str() {
                "rename" => {
                    let value = value(key, input, "rename = \"NAME\"")?;
                    self.rename = Some(Keyed {
                        key: key.clone(),
                        value,
                    });
                }
                "ignore_case" => self.ignore_case = on(flag(key, input)?),
                "default" => {
                    let value = match input.peek(Token![=]) {
                        true => Some(expression(key, input, "default` or `default = 10")?),
                        false => None,
                    };
                    self.default = Some(Keyed {
                        key: key.clone(),
                        value,
                    });
                }
                "non_empty" => self.non_empty = flag(key, input)?,
                "range" => {
                    let value = bounds(key, input)?;
                    self.range = Some(Keyed {
                        key: key.clone(),
                        value,
                    });
                }
                "length" => {
                    let value = bounds(key, input)?;
                    self.length = Some(Keyed {
                        key: key.clone(),
                        value,
                    });
                }
                "with" => {
                    self.with = Some(value(key, input, "with = path::to::check")?);
                }
                "rest" => self.rest = on(flag(key, input)?),
                _ => self.or_rest = on(flag(key, input)?),
            }
            Ok(())
        });
    }
}

/// A mistake inside of an expression is told in the parser's words: they know better what is missing.
fn expression(key: &Ident, input: ParseStream, example: &str) -> Result<Expr> {
    equals(key, input, example)?;
    input.parse()
}

fn bounds(key: &Ident, input: ParseStream) -> Result<Bounds> {
    let usage = format!("write `{key} = 1..=50`, `{key} = 1..` or `{key} = ..=50`");
    let range = expression(key, input, &format!("{key} = 1..=50"))?;
    let Expr::Range(given) = &range else {
        return Err(Error::new_spanned(
            &range,
            format!("`{key}` needs a range: {usage}"),
        ));
    };
    if given.start.is_none() && given.end.is_none() {
        return Err(Error::new_spanned(
            &range,
            format!("this range allows everything: {usage}"),
        ));
    }
    if let (RangeLimits::HalfOpen(dots), Some(_)) = (&given.limits, &given.end) {
        return Err(Error::new(
            dots.span(),
            format!("ranges of parameters include their end, as their readers expect: {usage}"),
        ));
    }
    Ok(Bounds {
        start: given.start.clone(),
        end: given.end.clone(),
        range,
    })
}
