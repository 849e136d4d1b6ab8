//! Lines with their numbers.

use std::io::{self, BufRead};

/// Reads line after line.
#[derive(Debug)]
pub(super) struct Lines<R> {
    reader: R,
    number: u64,
    buffer: Vec<u8>,
}

impl<R: BufRead> Lines<R> {
    pub(super) const fn new(reader: R) -> Self {
        Self {
            reader,
            number: 0,
            buffer: Vec::new(),
        }
    }

    /// The next line and its number, from 1, without its end; an error in it is its text.
    pub(super) fn next(&mut self) -> io::Result<Option<(u64, Result<&str, &'static str>)>> {
        self.buffer.clear();
        if self.reader.read_until(b'\n', &mut self.buffer)? == 0 {
            return Ok(None);
        }
        self.number += 1;
        let line = self.buffer.strip_suffix(b"\n").unwrap_or(&self.buffer);
        Ok(Some((
            self.number,
            str::from_utf8(line).map_err(|_| "this is no UTF-8 text"),
        )))
    }

    /// The number of the last line that was read.
    pub(super) const fn number(&self) -> u64 {
        self.number
    }
}
