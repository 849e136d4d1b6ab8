//! What the commands say.

use std::io::{ErrorKind, Write, stdout};

use clap::Args;
use serde::Serialize;

use crate::Failure;

/// What a command says on stdout.
#[derive(Debug)]
pub(super) enum Output {
    /// What was done. It may have a secret in it that is shown this once.
    Done(String),
    /// What there is. Who reads it may have seen enough before its end.
    List(String),
}

/// How a list is written.
#[derive(Debug, Args)]
pub struct Format {
    /// Write one JSON object a line, times in Unix seconds
    #[arg(long)]
    json: bool,
}

/// A line of a list.
pub(super) trait Row: Serialize {
    const HEADER: &'static [&'static str];

    /// As many as the header has.
    fn cells(&self) -> Vec<String>;
}

impl Output {
    /// Writes it.
    pub(super) fn print(self) -> Result<(), Failure> {
        let (Self::Done(text) | Self::List(text)) = &self;
        let mut out = stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error)
                if error.kind() == ErrorKind::BrokenPipe && matches!(self, Self::List(_)) =>
            {
                Ok(())
            }
            Err(error) => Err(Failure::Runtime(format!(
                "all was done, but stdout cannot be written: {error}"
            ))),
            Ok(()) => Ok(()),
        }
    }

    /// A table, or JSON lines.
    pub(super) fn list<R: Row>(rows: &[R], format: &Format) -> Result<Self, Failure> {
        if !format.json {
            let cells: Vec<Vec<String>> = rows.iter().map(R::cells).collect();
            return Ok(Self::List(table(R::HEADER, &cells)));
        }
        let mut text = String::new();
        for row in rows {
            let line = serde_json::to_string(row);
            text.push_str(&line.map_err(|error| Failure::Runtime(error.to_string()))?);
            text.push('\n');
        }
        Ok(Self::List(text))
    }
}

/// Columns as wide as their widest cell.
fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    let header: Vec<String> = header.iter().map(ToString::to_string).collect();
    let rows: Vec<Vec<String>> = std::iter::once(&header)
        .chain(rows)
        .map(|cells| cells.iter().map(|cell| shown(cell)).collect())
        .collect();
    let mut widths = vec![0; header.len()];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    let mut text = String::new();
    for row in &rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(&format!("{cell:<width$}  "));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// A flag as a cell.
pub(super) fn yes(flag: bool) -> String {
    if flag { "yes" } else { "no" }.to_owned()
}

/// A terminal obeys control characters, and a cell stays on its line.
fn shown(cell: &str) -> String {
    if cell.is_empty() {
        return "-".to_owned();
    }
    let escaped = |char: char| match char.is_control() {
        true => char.escape_default().to_string(),
        false => char.to_string(),
    };
    cell.chars().map(escaped).collect()
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn columns_are_aligned_and_cells_stay_in_their_place() {
        let rows = [
            ["1".to_owned(), "ädà".to_owned(), String::new()].to_vec(),
            ["10".to_owned(), "a\n\u{1b}[m".to_owned(), "x".to_owned()].to_vec(),
        ];
        assert_eq!(
            table(&["ID", "NAME", "LAST"], &rows),
            "ID  NAME         LAST\n1   ädà          -\n10  a\\n\\u{1b}[m  x\n"
        );
    }
}
