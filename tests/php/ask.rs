//! Asking PHP what it does, and comparing.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use bitrix_rest_tests::tools;

/// Numbers that are the same on every run (splitmix64).
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// One of the pieces that `¦` separates.
    pub(crate) fn one<'a>(&mut self, pieces: &'a str) -> &'a str {
        let count = pieces.split('¦').count();
        pieces.split('¦').nth(self.below(count)).unwrap()
    }

    /// Up to `most` of the pieces in a row.
    pub(crate) fn soup(&mut self, pieces: &str, most: usize) -> String {
        (0..self.below(most + 1))
            .map(|_| self.one(pieces))
            .collect()
    }
}

/// Asks PHP all `questions` of a kind in one go.
fn php(kind: &str, questions: &[String]) -> Vec<Vec<u8>> {
    let mut lines = String::new();
    for question in questions {
        write!(lines, "{kind} ").unwrap();
        for byte in question.bytes() {
            write!(lines, "{byte:02x}").unwrap();
        }
        lines.push('\n');
    }
    // Tests run side by side and may ask the same kind of question.
    static FILES: AtomicUsize = AtomicUsize::new(0);
    let file = format!(
        "php-{}-{}.txt",
        std::process::id(),
        FILES.fetch_add(1, Relaxed)
    );
    let input = Path::new(env!("CARGO_TARGET_TMPDIR")).join(file);
    fs::write(&input, lines).unwrap();
    let mut php = Command::new("php");
    // Without any configuration file: the defaults that PHP is built with.
    php.arg("-n")
        .args(["-d", "display_errors=0"])
        .args(["-d", "log_errors=0"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/php/oracle.php"))
        .stdin(File::open(&input).unwrap());
    let output = tools::run(&mut php, "php-cli").unwrap();
    fs::remove_file(&input).unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let answers: Vec<_> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(bytes)
        .collect();
    assert_eq!(answers.len(), questions.len(), "PHP stopped before the end");
    answers
}

fn bytes(hex: &str) -> Vec<u8> {
    assert!(hex.len().is_multiple_of(2), "PHP said: {hex}");
    let digits = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16);
    (0..hex.len())
        .step_by(2)
        .map(|at| digits(at).unwrap_or_else(|_| panic!("PHP said: {hex}")))
        .collect()
}

/// Compares our answers with PHP's, and shows the first few that differ.
pub(crate) fn agree(kind: &str, questions: &[String], ours: impl Fn(&str) -> Vec<u8>) {
    let mut differences = Vec::new();
    for (question, theirs) in questions.iter().zip(php(kind, questions)) {
        let ours = ours(question);
        if ours != theirs {
            let [ours, theirs] =
                [ours, theirs].map(|text| String::from_utf8_lossy(&text).into_owned());
            differences.push(format!("{question:?}\n  PHP:  {theirs}\n  ours: {ours}"));
        }
    }
    let count = differences.len();
    differences.truncate(5);
    assert!(
        count == 0,
        "{count} of {} differ:\n{}",
        questions.len(),
        differences.join("\n")
    );
}
