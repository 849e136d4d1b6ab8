//! How the program ends when it cannot do its work.

use std::error::Error;
use std::io::{Write, stderr};
use std::process::ExitCode;

use bitrix_rest_methods::StoreError;
use bitrix_rest_methods::accounts::NoRandomBytes;

/// Why the program ends; the text is for the one who started it.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// What it was told cannot be done: exit code 2.
    #[error("{0}")]
    Usage(String),
    /// What it was told did not work out: exit code 1.
    #[error("{0}")]
    Runtime(String),
}

impl Failure {
    /// Says why on stderr, and gives the exit code.
    pub fn report(&self) -> ExitCode {
        // When stderr is closed, the exit code says it all.
        let _ = writeln!(stderr(), "portal: {self}");
        match self {
            Self::Usage(_) => ExitCode::from(2),
            Self::Runtime(_) => ExitCode::from(1),
        }
    }
}

/// What no store could keep was wrong to ask for.
impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let text = explained(&error);
        match error {
            StoreError::Unstorable(_) => Self::Usage(text),
            _ => Self::Runtime(text),
        }
    }
}

impl From<NoRandomBytes> for Failure {
    fn from(error: NoRandomBytes) -> Self {
        Self::Runtime(error.to_string())
    }
}

/// An error with all its causes.
pub(crate) fn explained(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    text
}
