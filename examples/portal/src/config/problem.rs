//! Mistakes in a configuration, each with its place.

use std::fmt;
use std::ops::Range;

/// All mistakes of a file.
#[derive(Debug)]
pub(crate) struct Problems {
    file: String,
    problems: Vec<Problem>,
}

#[derive(Debug)]
struct Problem {
    line: usize,
    column: usize,
    text: String,
}

/// Collects mistakes while a file is read.
pub(super) struct Collector<'a> {
    file: &'a str,
    text: &'a str,
    problems: Vec<Problem>,
}

impl<'a> Collector<'a> {
    pub(super) const fn new(file: &'a str, text: &'a str) -> Self {
        Self {
            file,
            text,
            problems: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, span: Range<usize>, text: impl Into<String>) {
        let (line, column) = self.place(span.start);
        self.problems.push(Problem {
            line,
            column,
            text: text.into(),
        });
    }

    /// Only the message: what surrounds it in the display of the error quotes the file, secrets and all.
    pub(super) fn add_error(&mut self, error: &toml::de::Error, span: Range<usize>) {
        self.add(error.span().unwrap_or(span), error.message());
    }

    /// Line and column, both from 1, the column in characters.
    pub(super) fn place(&self, offset: usize) -> (usize, usize) {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before
            .chars()
            .rev()
            .take_while(|char| *char != '\n')
            .count()
            + 1;
        (line, column)
    }

    pub(super) fn finish<T>(mut self, value: T) -> Result<T, Problems> {
        if self.problems.is_empty() {
            return Ok(value);
        }
        self.problems
            .sort_by_key(|problem| (problem.line, problem.column));
        Err(Problems {
            file: self.file.to_owned(),
            problems: self.problems,
        })
    }
}

/// One a line: `file:line:column: what is wrong`.
impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, problems } = self;
        f.write_str("the configuration cannot be used:")?;
        for Problem { line, column, text } in problems {
            write!(f, "\n  {file}:{line}:{column}: {text}")?;
        }
        Ok(())
    }
}
