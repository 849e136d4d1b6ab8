//! The check `pattern`.

use std::sync::OnceLock;

use regex_lite::Regex;

use super::Textual;
use crate::error::{ArgumentError, Error};

/// A regular expression, compiled when a text is first held against it.
pub struct Pattern {
    text: &'static str,
    compiled: OnceLock<Result<Regex, String>>,
}

/// Of a text that the macro has checked.
pub const fn pattern(text: &'static str) -> Pattern {
    Pattern {
        text,
        compiled: OnceLock::new(),
    }
}

/// The check of `pattern`.
pub fn is_like<T: Textual>(value: &T, pattern: &Pattern) -> Result<(), Error> {
    let Some(text) = value.text() else {
        return Ok(());
    };
    let compile = || Regex::new(pattern.text).map_err(|error| error.to_string());
    match pattern.compiled.get_or_init(compile) {
        Ok(regex) if regex.is_match(text) => Ok(()),
        Ok(_) => {
            let like = format!("a text that matches `{}`", pattern.text);
            Err(ArgumentError::unlike(like).into())
        }
        Err(error) => Err(Error::internal(format!("`{}`: {error}", pattern.text))),
    }
}
