//! The check `pattern`.

#[cfg(feature = "pattern")]
use std::sync::OnceLock;

#[cfg(feature = "pattern")]
use super::Textual;
#[cfg(feature = "pattern")]
use crate::error::{ArgumentError, Error};

/// A regular expression, compiled when a text is first held against it.
#[cfg(feature = "pattern")]
pub struct Pattern {
    text: &'static str,
    compiled: OnceLock<Result<regex_lite::Regex, String>>,
}

#[cfg(feature = "pattern")]
impl Pattern {
    /// Of a text that the macro has checked.
    pub const fn new(text: &'static str) -> Self {
        Self {
            text,
            compiled: OnceLock::new(),
        }
    }

    /// The check itself.
    pub fn matches<T: Textual>(&self, value: &T) -> Result<(), Error> {
        let Some(text) = value.text() else {
            return Ok(());
        };
        let compile = || regex_lite::Regex::new(self.text).map_err(|error| error.to_string());
        match self.compiled.get_or_init(compile) {
            Ok(regex) if regex.is_match(text) => Ok(()),
            Ok(_) => {
                let like = format!("a text that matches `{}`", self.text);
                Err(ArgumentError::unlike(like).into())
            }
            Err(error) => Err(Error::internal(format!("`{}`: {error}", self.text))),
        }
    }
}

/// The check, with a pattern that lasts as long as the program.
#[cfg(feature = "pattern")]
#[doc(hidden)]
#[macro_export]
macro_rules! __matches {
    ($value:expr, $text:literal) => {{
        static PATTERN: $crate::__private::Pattern = $crate::__private::Pattern::new($text);
        PATTERN.matches($value)
    }};
}

/// Says what is missing.
#[cfg(not(feature = "pattern"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __matches {
    ($value:expr, $text:literal) => {
        ::core::compile_error!("`pattern` needs the feature of the same name: write `bitrix-rest = { …, features = [\"pattern\"] }` in Cargo.toml")
    };
}
