//! `#[rest(code = "…", status = 400, …)]` under `#[derive(RestError)]`.

use syn::parse::ParseStream;
use syn::{Attribute, Ident, LitInt, LitStr, Meta, Path, Result, Token};

use super::{Grammar, Keyed, equals, flag, value};
use crate::mistakes::Mistakes;

/// What a variant, or a struct, may say.
const VARIANT: Grammar = Grammar {
    attribute: "#[rest]",
    keys: &["code", "status", "internal", "transparent", "replaces"],
    repeatable: &["replaces"],
    not_keys: &[
        ("extra", "`extra` belongs on a field"),
        ("crate", "`crate` belongs on the type, not on a variant"),
        (
            "message",
            "the text is the type's `Display`: write it in `#[error(\"…\")]`",
        ),
        (
            "description",
            "the text is the type's `Display`: write it in `#[error(\"…\")]`",
        ),
    ],
};

/// What a struct may say: it is its own only variant.
const STRUCT: Grammar = Grammar {
    keys: &[
        "code",
        "status",
        "internal",
        "transparent",
        "replaces",
        "crate",
    ],
    ..VARIANT
};

const ENUM: Grammar = Grammar {
    attribute: "#[rest]",
    keys: &["crate"],
    repeatable: &[],
    not_keys: &[
        ("code", "it belongs on each variant"),
        ("status", "it belongs on each variant"),
        ("internal", "it belongs on each variant"),
        ("transparent", "it belongs on a variant"),
        ("replaces", "it belongs on a variant"),
    ],
};

const FIELD: Grammar = Grammar {
    attribute: "#[rest]",
    keys: &["extra"],
    repeatable: &[],
    not_keys: &[
        ("code", "it belongs on the variant"),
        ("status", "it belongs on the variant"),
        ("rename", "write `extra = \"name\"`"),
    ],
};

/// What `#[rest]` stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Variant,
    Struct,
    Enum,
    Field,
}

/// The attribute as written; each place uses the keys it knows.
#[derive(Debug, Default)]
pub(crate) struct RestAttr {
    pub(crate) code: Option<LitStr>,
    pub(crate) status: Option<Keyed<LitInt>>,
    pub(crate) internal: Option<Ident>,
    pub(crate) transparent: Option<Ident>,
    pub(crate) replaces: Vec<Ident>,
    pub(crate) path: Option<Path>,
    /// `extra`, or `extra = "name"`.
    pub(crate) extra: Option<Keyed<Option<LitStr>>>,
    /// One of `code`, `internal`, `transparent` was meant and has been complained about.
    pub(crate) kind_is_wrong: bool,
}

impl RestAttr {
    /// Reads the `#[rest]` among `attributes`.
    pub(crate) fn parse(attributes: &[Attribute], place: Place, mistakes: &mut Mistakes) -> Self {
        let mut attr = Self::default();
        let mut given = attributes
            .iter()
            .filter(|attribute| attribute.path().is_ident("rest"));
        match given.next().map(|attribute| (attribute, &attribute.meta)) {
            None => {}
            Some((_, Meta::List(list))) => {
                let read = list.parse_args_with(|input: ParseStream| {
                    attr.read(input, place, mistakes);
                    Ok(())
                });
                mistakes.keep(read);
            }
            Some((attribute, _)) => {
                attr.kind_is_wrong = true;
                let example = match place {
                    Place::Field => "#[rest(extra)]",
                    Place::Enum => "#[rest(crate = ::path::to::bitrix_rest)]",
                    Place::Variant | Place::Struct => "#[rest(code = \"ERROR_CODE\")]",
                };
                mistakes.at(attribute, format!("keys go in brackets: write `{example}`"));
            }
        }
        for second in given {
            mistakes.at(
                second,
                "a second `#[rest]` in one place; write all keys in one `#[rest(…)]`",
            );
        }
        attr
    }

    fn read(&mut self, input: ParseStream, place: Place, mistakes: &mut Mistakes) {
        let grammar = match place {
            Place::Variant => VARIANT,
            Place::Struct => STRUCT,
            Place::Enum => ENUM,
            Place::Field => FIELD,
        };
        let before = mistakes.len();
        let seen = grammar.read(input, mistakes, |key, input| self.entry(key, input));
        // A misspelt key may have been the one that every variant needs.
        let kind = ["code", "internal", "transparent"]
            .iter()
            .any(|key| seen.has(key));
        self.kind_is_wrong = mistakes.len() > before && (kind || seen.is_empty());
    }

    fn entry(&mut self, key: &Ident, input: ParseStream) -> Result<()> {
        let on = |on: bool| on.then(|| key.clone());
        match key.to_string().as_str() {
            "code" => self.code = Some(value(key, input, "code = \"ERROR_CODE\"")?),
            "status" => {
                let value = value(key, input, "status = 400")?;
                self.status = Some(Keyed {
                    key: key.clone(),
                    value,
                });
            }
            "internal" => self.internal = on(flag(key, input)?),
            "transparent" => self.transparent = on(flag(key, input)?),
            "replaces" => self
                .replaces
                .push(value(key, input, "replaces = user_required")?),
            "crate" => self.path = Some(value(key, input, "crate = ::path::to::bitrix_rest")?),
            _ => {
                let value = match input.peek(Token![=]) {
                    true => {
                        equals(key, input, "extra = \"name\"")?;
                        Some(
                            input
                                .parse()
                                .map_err(|_| input.error("write `extra` or `extra = \"name\"`"))?,
                        )
                    }
                    false => None,
                };
                self.extra = Some(Keyed {
                    key: key.clone(),
                    value,
                });
            }
        }
        Ok(())
    }
}
