//! Why a store cannot be opened.

use std::error::Error;
use std::fmt;

/// Why a store cannot be opened: which one, what is wrong with it, and what to do.
#[derive(Debug)]
pub struct OpenError {
    kind: OpenErrorKind,
    store: String,
    what: String,
    remedy: String,
    cause: Option<Box<dyn Error + Send + Sync>>,
}

/// What is wrong with a store, for those who decide by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OpenErrorKind {
    /// The path or URL says nothing that can be opened.
    Address,
    /// The file system or the server refuses.
    Denied,
    /// Nobody answers there, or not in time.
    Unreachable,
    /// Another process has it.
    InUse,
    /// It holds something else than a store of this crate.
    Foreign,
    /// A newer version of this crate wrote it.
    Newer,
    /// What it holds is not what was written.
    Damaged,
    /// Anything else that the engine said.
    Failed,
}

impl OpenError {
    /// `store` names it without its password; `remedy` says what to do.
    pub(crate) fn new(
        kind: OpenErrorKind,
        store: impl Into<String>,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            store: store.into(),
            what: what.into(),
            remedy: remedy.into(),
            cause: None,
        }
    }

    /// With what the engine said; it is a part of the message.
    pub(crate) fn because(mut self, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// A schema with a higher version than any that is known.
    pub(crate) fn newer(store: impl Into<String>, found: i64, known: i64) -> Self {
        Self::new(
            OpenErrorKind::Newer,
            store,
            format!(
                "a newer version wrote it (its schema is version {found}, this one knows {known})"
            ),
            "use that version, or another store",
        )
    }

    /// What is wrong.
    pub const fn kind(&self) -> OpenErrorKind {
        self.kind
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            store,
            what,
            remedy,
            cause,
            ..
        } = self;
        let mut text = format!("the store {store} cannot be opened: {what}");
        let mut cause = cause.as_deref().map(|cause| cause as &dyn Error);
        while let Some(error) = cause {
            let words = error.to_string();
            // Some errors say what lies beneath them themselves.
            if !text.ends_with(&words) {
                text.push_str(": ");
                text.push_str(&words);
            }
            cause = error.source();
        }
        write!(f, "{text}; {remedy}")
    }
}

// What lies beneath is in the message already.
impl Error for OpenError {}
