//! The table of protocol rules and the tests that prove them, made from the tests themselves.
//!
//! A test says which rules it proves in a comment right above it: `// Proves: P-1, P-2`. The table is `tests/RULES.md`;
//! `UPDATE_RULES=1 cargo test -p bitrix-rest-tests --test rules` writes it anew. `tests/rules/required.txt` lists the rules
//! that must have a test, `tests/rules/not-ours.txt` those that need none, with the reason.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Where tests are.
const FOLDERS: [&str; 6] = [
    "macros/src",
    "runtime",
    "methods",
    "examples",
    "tests/tests",
    "tests/src",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .canonicalize()
        .unwrap()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if name != "target" && name != "node_modules" && !name.starts_with('.') {
                sources(&path, found);
            }
        } else if name.ends_with(".rs") {
            found.push(path);
        }
    }
}

fn number(rule: &str) -> Option<u32> {
    rule.trim().strip_prefix("P-")?.parse().ok()
}

/// Rules as they stand in a list: `P-1, P-2` or `P-1 – P-4`.
fn rules(list: &str, place: &str) -> Vec<u32> {
    let mut all = Vec::new();
    for part in list.split(',') {
        let (first, last) = part.split_once('–').unwrap_or((part, part));
        let range = number(first).zip(number(last));
        let (first, last) = range.unwrap_or_else(|| panic!("{place}: `{part}` is no rule"));
        all.extend(first..=last);
    }
    all
}

/// Rule → tests, as `(file, function)`.
fn proofs() -> BTreeMap<u32, BTreeSet<(String, String)>> {
    let root = root();
    let mut files = Vec::new();
    for folder in FOLDERS {
        sources(&root.join(folder), &mut files);
    }
    let mut proofs: BTreeMap<u32, BTreeSet<(String, String)>> = BTreeMap::new();
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let file = path.strip_prefix(&root).unwrap().display().to_string();
        let lines: Vec<&str> = text.lines().collect();
        for (index, line) in lines.iter().enumerate() {
            let Some(list) = line.trim().strip_prefix("// Proves: ") else {
                continue;
            };
            let place = format!("{file}:{}", index + 1);
            let mut list = list.to_owned();
            let mut after = lines[index + 1..].iter().map(|line| line.trim()).peekable();
            // A long list goes on in further comment lines.
            while let Some(more) = after.next_if(|line| line.starts_with("// P-")) {
                list = format!("{} {}", list, more.trim_start_matches("// "));
            }
            let attribute = after.next().unwrap_or_default();
            assert!(
                attribute.contains("test"),
                "{place}: no test follows, but `{attribute}`"
            );
            let name = after
                .inspect(|line| {
                    let proves_nothing = line.starts_with("#[ignore") || line.starts_with("#[cfg");
                    assert!(
                        !proves_nothing,
                        "{place}: a test that may not run proves nothing"
                    );
                })
                .find_map(|line| {
                    let (_, rest) = line.split_once("fn ")?;
                    rest.split(['(', '<']).next().map(str::to_owned)
                })
                .unwrap_or_else(|| panic!("{place}: no function follows"));
            for rule in rules(list.trim_end_matches(','), &place) {
                proofs
                    .entry(rule)
                    .or_default()
                    .insert((file.clone(), name.clone()));
            }
        }
    }
    proofs
}

/// Lines of a list file: rules, and what follows a colon.
fn listed(file: &str) -> BTreeMap<u32, String> {
    let path = root().join("tests/rules").join(file);
    let text = fs::read_to_string(&path).unwrap();
    let mut all = BTreeMap::new();
    for line in text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let (list, reason) = line.split_once(':').unwrap_or((line, ""));
        for rule in rules(list, file) {
            let twice = all.insert(rule, reason.trim().to_owned());
            assert!(twice.is_none(), "{file}: P-{rule} stands there twice");
        }
    }
    all
}

#[test]
fn every_required_rule_has_a_test() {
    let proofs = proofs();
    let exempt = listed("not-ours.txt");
    for (rule, reason) in &exempt {
        assert!(!reason.is_empty(), "not-ours.txt: P-{rule} needs a reason");
        assert!(
            !proofs.contains_key(rule),
            "P-{rule} is proven by a test; take it off not-ours.txt"
        );
    }
    let missing: Vec<String> = listed("required.txt")
        .keys()
        .filter(|rule| !proofs.contains_key(rule) && !exempt.contains_key(rule))
        .map(|rule| format!("P-{rule}"))
        .collect();
    assert!(
        missing.is_empty(),
        "rules without a test: {}",
        missing.join(", ")
    );
}

#[test]
fn the_table_is_up_to_date() {
    let mut table = String::from(
        "# Protocol rules and the tests that prove them\n\n\
         Made from the `// Proves:` lines of the tests by `tests/tests/rules.rs`; do not edit.\n\n\
         | Rule | Tests |\n|---|---|\n",
    );
    for (rule, tests) in proofs() {
        let tests: Vec<String> = tests
            .iter()
            .map(|(file, name)| format!("`{file}` {name}"))
            .collect();
        writeln!(table, "| P-{rule} | {} |", tests.join("<br>")).unwrap();
    }
    for (rule, reason) in listed("not-ours.txt") {
        writeln!(table, "| P-{rule} | none: {reason} |").unwrap();
    }
    let path = root().join("tests/RULES.md");
    if std::env::var_os("UPDATE_RULES").is_some() {
        fs::write(&path, &table).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap_or_default() == table,
        "tests/RULES.md is out of date; run `UPDATE_RULES=1 cargo test -p bitrix-rest-tests --test rules`"
    );
}
