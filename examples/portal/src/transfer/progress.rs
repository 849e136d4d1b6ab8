//! How far it got, on stderr.

use std::io::{IsTerminal, Write, stderr};
use std::time::{Duration, Instant};

/// How often a terminal is told.
const PERIOD: Duration = Duration::from_secs(1);

/// How often a log is told, in records.
const STRIDE: u64 = 100_000;

/// Counts records, and tells now and then.
#[derive(Debug)]
pub(super) struct Progress {
    /// As in "exported".
    verb: &'static str,
    total: Option<u64>,
    count: u64,
    terminal: bool,
    began: Instant,
    told: Instant,
}

impl Progress {
    pub(super) fn new(verb: &'static str, total: Option<u64>) -> Self {
        let now = Instant::now();
        Self {
            verb,
            total,
            count: 0,
            terminal: stderr().is_terminal(),
            began: now,
            told: now,
        }
    }

    /// So many more are done.
    pub(super) fn add(&mut self, records: u64) {
        let before = self.count;
        self.count += records;
        if self.terminal {
            if self.told.elapsed() >= PERIOD {
                self.told = Instant::now();
                tell(&format!("\r{}", self.so_far()));
            }
        } else if before / STRIDE != self.count / STRIDE {
            tell(&format!("{}\n", self.so_far()));
        }
    }

    pub(super) const fn count(&self) -> u64 {
        self.count
    }

    /// All is done; `where_to` as in "to backup.jsonl".
    pub(super) fn end(&self, where_to: &str) {
        let start = if self.terminal { "\r" } else { "" };
        let (verb, count) = (self.verb, self.count);
        let seconds = self.began.elapsed().as_secs_f64();
        tell(&format!(
            "{start}{verb} {count} records {where_to} in {seconds:.1} s\n"
        ));
    }

    fn so_far(&self) -> String {
        let of = self
            .total
            .map(|total| format!(" of {total}"))
            .unwrap_or_default();
        format!("{} {}{of} records", self.verb, self.count)
    }
}

fn tell(text: &str) {
    // Whether anybody reads it makes no difference.
    let _ = stderr().write_all(text.as_bytes());
}
