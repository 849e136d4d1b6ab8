//! `#[param(rename = "X", non_empty, …)]` on an argument.

use syn::parse::ParseStream;
use syn::{Attribute, Expr, Ident, LitStr, Meta, Token};

use super::checks::{Checks, expression};
use super::{Grammar, Keyed, flag, value};
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
        "email",
        "phone",
        "url",
        "one_of",
        "pattern",
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
        ("regex", "write `pattern = \"^[A-Z]{3}$\"`"),
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

/// The attribute as written.
#[derive(Debug, Default)]
pub(crate) struct ParamAttr {
    pub(crate) rename: Option<Keyed<LitStr>>,
    pub(crate) ignore_case: Option<Ident>,
    /// `default`, or `default = expr`.
    pub(crate) default: Option<Keyed<Option<Expr>>>,
    pub(crate) checks: Checks,
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
                "rest" => self.rest = on(flag(key, input)?),
                "or_rest" => self.or_rest = on(flag(key, input)?),
                _ => {
                    self.checks.read(key, input)?;
                }
            }
            Ok(())
        });
    }
}
