//! What was found.

use std::fmt;

use crate::call::Version;

/// What was tried with a server, and what did not hold.
#[derive(Debug, Clone)]
#[must_use = "a test says `.assert()`"]
pub struct Report {
    pub(super) methods: usize,
    pub(super) calls: usize,
    pub(super) examples: usize,
    pub(super) unserved: Vec<&'static str>,
    pub(super) unknown: Vec<String>,
    pub(super) breaches: Vec<Breach>,
}

/// A method that does not do what it declares.
#[derive(Debug, Clone)]
pub struct Breach {
    pub(super) kind: Kind,
    pub(super) method: &'static str,
    pub(super) version: Version,
    pub(super) parameters: String,
    pub(super) answer: String,
    pub(super) why: String,
    pub(super) more: usize,
    /// Whether there are ways out.
    pub(super) is_refused: bool,
}

/// Of which promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// An error has a code or a status that the method does not declare.
    Code,
    /// It fails inside: the caller would see `INTERNAL_SERVER_ERROR`.
    Internal,
    /// A result is not what the schema of the method says.
    Result,
    /// An example of the documentation does not hold.
    Example,
    /// No call came to a result or to an error that the method declares, a limit of the server refused one, or there is more to
    /// try than [so many](super::Contract::at_most) bodies: the method was not tried, or not in all ways.
    Untried,
}

impl Report {
    /// How many methods were tried.
    pub const fn methods(&self) -> usize {
        self.methods
    }

    /// How many calls were made.
    pub const fn calls(&self) -> usize {
        self.calls
    }

    /// How many examples the documentation has.
    pub const fn examples(&self) -> usize {
        self.examples
    }

    /// Methods that answered to everybody that there is no such method, in every generation: they are not served, as those of
    /// events where the server has none, and were left out.
    pub fn unserved(&self) -> &[&'static str] {
        &self.unserved
    }

    /// What was to be tried, or left out, and means no public method of the server.
    pub fn unknown(&self) -> &[String] {
        &self.unknown
    }

    /// What does not hold, each once: further calls that show the same are [counted](Breach::more).
    pub fn breaches(&self) -> &[Breach] {
        &self.breaches
    }

    /// For a test.
    ///
    /// # Panics
    /// Something does not hold, a method was not tried, or a name is [unknown](Self::unknown): with all that is to be said of it.
    #[track_caller]
    #[allow(clippy::panic, reason = "it is what a test is for")]
    pub fn assert(self) {
        if !self.breaches.is_empty() || !self.unknown.is_empty() || self.methods == 0 {
            panic!("{self}");
        }
    }
}

impl Breach {
    /// Of which promise.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The method.
    pub const fn method(&self) -> &'static str {
        self.method
    }

    /// The generation in which it was called.
    pub const fn version(&self) -> Version {
        self.version
    }

    /// What it was called with, as JSON.
    pub fn parameters(&self) -> &str {
        &self.parameters
    }

    /// What it answered, as JSON.
    pub fn answer(&self) -> &str {
        &self.answer
    }

    /// What does not hold, in words.
    pub fn why(&self) -> &str {
        &self.why
    }

    /// How many further calls showed the same.
    pub const fn more(&self) -> usize {
        self.more
    }
}

/// The longest text that is shown of a call, in characters.
const SHOWN: usize = 400;

fn cut(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            methods,
            calls,
            examples,
            unserved,
            unknown,
            breaches,
        } = self;
        write!(
            f,
            "{} in {calls} calls of {methods} methods, {examples} of them examples",
            match breaches.len() {
                1 => "1 breach".to_owned(),
                count => format!("{count} breaches"),
            }
        )?;
        if *methods == 0 {
            f.write_str(": nothing was tried")?;
        }
        match unserved.as_slice() {
            [] => {}
            [one] => write!(f, "; nobody finds `{one}`, which is left out")?,
            several => {
                let names = several.join(", ");
                let count = several.len();
                write!(
                    f,
                    "; nobody finds {count} more, which are left out: {names}"
                )?;
            }
        }
        for name in unknown {
            match name.strip_suffix('*') {
                Some(beginning) => write!(f, "\n\nno public method begins with `{beginning}`")?,
                None => write!(f, "\n\nthere is no public method `{name}`")?,
            }
        }
        breaches
            .iter()
            .try_for_each(|breach| write!(f, "\n\n{breach}"))
    }
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let version = match self.version {
            Version::V2 => "REST 2",
            Version::V3 => "REST 3.0",
        };
        write!(f, "{} ({version}) {}", self.method, self.why)?;
        match self.more {
            0 => {}
            1 => f.write_str(" (and 1 call more)")?,
            more => write!(f, " (and {more} calls more)")?,
        }
        // An example that is none was not sent.
        if self.parameters != "null" || self.answer != "null" {
            write!(f, "\n  asked    {}", cut(&self.parameters))?;
            write!(f, "\n  answered {}", cut(&self.answer))?;
        }
        if self.is_refused {
            write!(
                f,
                "\n  ways out say who may call it: `.by(…)`; put into the stores what it needs; give an example in its doc comment, \
                 or of a type (`#[schemars(example = …)]`); or leave it out: `.without(\"{}\")`",
                self.method
            )?;
        }
        Ok(())
    }
}
