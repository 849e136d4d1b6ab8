//! Wrong and missing parameters.

use std::borrow::Cow;
use std::fmt;

use super::Rejection;
use crate::params::decode::DecodeError;

/// What is wrong with one parameter (P-78).
///
/// ```
/// use bitrix_rest::ArgumentError;
///
/// assert_eq!(ArgumentError::empty("ID").to_string(), "Argument 'ID' is null or empty");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArgumentError {
    argument: String,
    fault: Fault,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Fault {
    Empty,
    Type(Cow<'static, str>),
    /// The range, in words.
    Range(String),
    /// What it is not.
    Unlike(Cow<'static, str>),
    Other(String),
}

impl ArgumentError {
    /// The code of all of them.
    pub const CODE: &'static str = "ERROR_ARGUMENT";

    /// The parameter is missing, null or empty.
    pub fn empty(argument: impl Into<String>) -> Self {
        Self {
            argument: argument.into(),
            fault: Fault::Empty,
        }
    }

    /// Something else, with a description of one's own.
    pub fn invalid(argument: impl Into<String>, description: impl Into<String>) -> Self {
        Self {
            argument: argument.into(),
            fault: Fault::Other(description.into()),
        }
    }

    pub(crate) fn undecodable(argument: &str, error: DecodeError) -> Self {
        let fault = if error.is_missing() {
            Fault::Empty
        } else if error.expected.is_empty() {
            // The type itself says what it does not like.
            Fault::Other(error.message)
        } else {
            Fault::Type(error.expected)
        };
        Self {
            argument: format!("{argument}{}", error.path),
            fault,
        }
    }

    /// The value is of another type than this one.
    pub(crate) fn of_type(argument: &str, expected: &'static str) -> Self {
        Self {
            argument: argument.to_owned(),
            fault: Fault::Type(Cow::Borrowed(expected)),
        }
    }

    pub(crate) const fn out_of_range(range: String) -> Self {
        Self {
            argument: String::new(),
            fault: Fault::Range(range),
        }
    }

    /// The value must be such a thing.
    pub(crate) fn unlike(what: impl Into<Cow<'static, str>>) -> Self {
        Self {
            argument: String::new(),
            fault: Fault::Unlike(what.into()),
        }
    }

    /// The name of the parameter, down to the element at fault: `fields[PHONE][0][VALUE]`.
    pub fn argument(&self) -> &str {
        &self.argument
    }

    /// The same name as REST 3.0 writes it, with dots: `fields.PHONE.0.VALUE` (P-167).
    pub fn field(&self) -> String {
        self.argument.replace('[', ".").replace(']', "")
    }

    /// What REST 3.0 says of it (P-170).
    pub fn message(&self) -> String {
        let field = self.field();
        match &self.fault {
            Fault::Empty => format!("Required field `{field}` is not specified"),
            Fault::Type(expected) => {
                let expected = match expected.as_ref() {
                    "integer" => "int",
                    "double" => "float",
                    "boolean" => "bool",
                    other => other,
                };
                format!("Field `{field}` requires data type `{expected}` for this request")
            }
            Fault::Range(range) => {
                format!("Field `{field}` is outside the allowable range of values: {range}")
            }
            Fault::Unlike(what) => format!("Field `{field}` must be {what}"),
            Fault::Other(description) => description.clone(),
        }
    }

    pub(crate) const fn rejection(&self) -> Rejection {
        match self.fault {
            Fault::Empty => Rejection::ArgumentEmpty,
            _ => Rejection::ArgumentInvalid,
        }
    }
}

impl fmt::Display for ArgumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.argument;
        match &self.fault {
            Fault::Empty => write!(f, "Argument '{name}' is null or empty"),
            Fault::Type(expected) => {
                write!(
                    f,
                    "The value of an argument '{name}' must be of type {expected}"
                )
            }
            Fault::Range(range) => write!(
                f,
                "The value of an argument '{name}' is outside the allowable range of values: {range}"
            ),
            Fault::Unlike(what) => write!(f, "The value of an argument '{name}' must be {what}"),
            Fault::Other(description) => f.write_str(description),
        }
    }
}

impl std::error::Error for ArgumentError {}

/// So many wrong fields are told in one line.
const MOST_TOLD: usize = 5;

/// Writes what is wrong with single fields behind the text of an error of REST 3.0, which says only that something is.
pub(crate) fn write_faults(
    f: &mut fmt::Formatter<'_>,
    faults: impl Iterator<Item = (impl AsRef<str>, impl AsRef<str>)>,
) -> fmt::Result {
    let mut more = 0_usize;
    for (at, (field, message)) in faults.enumerate() {
        if at >= MOST_TOLD {
            more = more.saturating_add(1);
            continue;
        }
        let (field, message) = (field.as_ref(), message.as_ref());
        f.write_str(if at == 0 { ": " } else { "; " })?;
        if !field.is_empty() && !names(message, field) {
            write!(f, "{field}: ")?;
        }
        f.write_str(message)?;
    }
    match more {
        0 => Ok(()),
        more => write!(f, "; and {more} more"),
    }
}

/// Whether a message says which field it is about: by its name in quotes, for without them it may be any word, or a part of one.
fn names(message: &str, field: &str) -> bool {
    message.match_indices(field).any(|(at, _)| {
        let (before, rest) = message.split_at(at);
        let after = rest.strip_prefix(field).unwrap_or_default();
        ['`', '\'', '"']
            .iter()
            .any(|quote| before.ends_with(*quote) && after.starts_with(*quote))
    })
}

/// One or more of them, in declaration order.
pub(crate) struct ArgumentErrors {
    first: ArgumentError,
    more: Vec<ArgumentError>,
}

impl ArgumentErrors {
    pub(crate) const fn new(first: ArgumentError) -> Self {
        Self {
            first,
            more: Vec::new(),
        }
    }

    pub(crate) const fn first(&self) -> &ArgumentError {
        &self.first
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &ArgumentError> {
        std::iter::once(&self.first).chain(&self.more)
    }

    pub(crate) fn extend(&mut self, other: Self) {
        self.more.push(other.first);
        self.more.extend(other.more);
    }

    /// Names the errors that do not know yet which parameter they are about.
    pub(crate) fn name(&mut self, name: &str) {
        for error in std::iter::once(&mut self.first).chain(&mut self.more) {
            if error.argument.is_empty() {
                name.clone_into(&mut error.argument);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Faults<'f>(&'f [(&'f str, &'f str)]);

    impl fmt::Display for Faults<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write_faults(f, self.0.iter().copied())
        }
    }

    /// A name is told unless the message has it in quotes: without them it may be a part of another word.
    #[test]
    fn a_field_is_named_once() {
        for (field, message, told) in [
            ("id", "is invalid", ": id: is invalid"),
            ("is", "is invalid", ": is: is invalid"),
            (
                "id",
                "Field `userId` is wrong",
                ": id: Field `userId` is wrong",
            ),
            ("id", "Field `id` is wrong", ": Field `id` is wrong"),
            ("a.b", "the 'a.b' is wrong", ": the 'a.b' is wrong"),
            ("", "all is wrong", ": all is wrong"),
        ] {
            let faults = [(field, message)];
            assert_eq!(Faults(&faults).to_string(), told, "{field}");
        }
    }
}
