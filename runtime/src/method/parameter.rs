//! The static description of a parameter.

use std::fmt;

use schemars::{Schema, SchemaGenerator};

/// A check that a value must pass, as written in `#[param(…)]` or, for a field of an object, in `#[object(…)]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Constraint {
    /// No empty text, list or map.
    NonEmpty,
    /// A number within this range, as Rust source.
    Range(&'static str),
    /// A length within this range: characters of a text, elements of a list or map; as Rust source.
    Length(&'static str),
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
    /// An absolute URL.
    Url,
    /// One of these values, each as Rust source.
    OneOf(&'static [&'static str]),
    /// A text that has a match of this regular expression.
    Pattern(&'static str),
    /// A check by the named function.
    Custom(&'static str),
}

impl fmt::Display for Constraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NonEmpty => f.write_str("must not be empty"),
            Self::Range(range) => write!(f, "must be within {range}"),
            Self::Length(range) => write!(f, "length must be within {range}"),
            Self::Email => f.write_str("must be an e-mail address"),
            Self::Phone => f.write_str("must be a phone number"),
            Self::Url => f.write_str("must be an absolute URL"),
            Self::OneOf(choices) => write!(f, "must be one of {}", choices.join(", ")),
            Self::Pattern(pattern) => write!(f, "must match `{pattern}`"),
            Self::Custom(function) => write!(f, "is checked by {function}"),
        }
    }
}

/// One parameter of a method.
#[derive(Debug, Clone, Copy)]
pub struct ParameterDescriptor {
    pub(crate) name: &'static str,
    pub(crate) docs: &'static str,
    pub(crate) optional: fn() -> bool,
    pub(crate) schema: fn(&mut SchemaGenerator) -> Schema,
    pub(crate) constraints: &'static [Constraint],
    pub(crate) default: Option<&'static str>,
    pub(crate) ignore_case: bool,
    pub(crate) source: Source,
}

/// Where a parameter's value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// The parameter of that name.
    Named,
    /// All parameters that no other argument takes.
    Rest,
    /// The parameter of that name, else as [`Source::Rest`]: the flat form of P-209.
    NamedOrRest,
}

impl ParameterDescriptor {
    /// The name on the wire.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// What the declaration's doc comment says of it.
    pub const fn docs(&self) -> &'static str {
        self.docs
    }

    /// Whether a call without it is refused: its type cannot come from nothing, and it has no default.
    pub fn required(&self) -> bool {
        self.default.is_none() && self.source == Source::Named && !(self.optional)()
    }

    /// The JSON Schema of its value.
    pub fn schema(&self, generator: &mut SchemaGenerator) -> Schema {
        (self.schema)(generator)
    }

    /// The checks that its value must pass.
    pub const fn constraints(&self) -> &'static [Constraint] {
        self.constraints
    }

    /// The value of a call that leaves it out, as Rust source.
    pub const fn default(&self) -> Option<&'static str> {
        self.default
    }

    /// Whether any spelling of the name is accepted (P-52).
    pub const fn ignores_case(&self) -> bool {
        self.ignore_case
    }

    /// Docs and checks in one text.
    pub fn description(&self) -> String {
        described(self.docs, self.constraints)
    }
}

/// Docs and checks in one text.
pub(crate) fn described(docs: &str, constraints: &[Constraint]) -> String {
    let mut text = docs.to_owned();
    for (at, constraint) in constraints.iter().enumerate() {
        if !text.is_empty() {
            let ends = text.ends_with(['.', '!', '?']);
            text.push_str(match at == 0 && docs.contains('\n') {
                // The last line may be that of a list, or the end of a block of code.
                true => "\n\n",
                false if ends => " ",
                false => ". ",
            });
        }
        let words = constraint.to_string();
        let (first, rest) = words.split_at_checked(1).unwrap_or(("", &words));
        text.extend([&first.to_ascii_uppercase(), rest, "."]);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_are_sentences_behind_the_docs() {
        let checks = [Constraint::NonEmpty, Constraint::Email];
        for (docs, text) in [
            ("", "Must not be empty. Must be an e-mail address."),
            (
                "Whom.",
                "Whom. Must not be empty. Must be an e-mail address.",
            ),
            (
                "Whom",
                "Whom. Must not be empty. Must be an e-mail address.",
            ),
            (
                "Whom:\n\n```json\n\"a@b.c\"\n```",
                "Whom:\n\n```json\n\"a@b.c\"\n```\n\nMust not be empty. Must be an e-mail address.",
            ),
            (
                "Whom:\n- this\n- that",
                "Whom:\n- this\n- that\n\nMust not be empty. Must be an e-mail address.",
            ),
        ] {
            assert_eq!(described(docs, &checks), text);
        }
        assert_eq!(described("Two\nlines.", &[]), "Two\nlines.");
    }
}
