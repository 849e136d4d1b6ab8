//! Attacks on a running portal, and what it answers. Each test says what it tries and what comes back in two lines above it,
//! `// Attack:` and `// Answer:`; `tests/ATTACKS.md` is made of them, anew by
//! `UPDATE_ATTACKS=1 cargo test -p bitrix-rest-tests --test attacks`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "attacks/credentials.rs"]
mod credentials;
#[path = "attacks/handlers.rs"]
mod handlers;
#[path = "attacks/requests.rs"]
mod requests;
#[path = "attacks/resources.rs"]
mod resources;
#[path = "attacks/secrets.rs"]
mod secrets;
#[path = "attacks/support.rs"]
mod support;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

#[test]
fn the_table_is_up_to_date() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut table = String::from(
        "# Attacks tried, and their answers\n\n\
         Made from the `// Attack:` and `// Answer:` lines of `tests/tests/attacks`, whose tests carry them out against the \
         real program; do not edit.\n\n\
         | Attack | Answer | Test |\n|---|---|---|\n",
    );
    for file in [
        "credentials",
        "handlers",
        "requests",
        "resources",
        "secrets",
    ] {
        let text = fs::read_to_string(tests.join(format!("tests/attacks/{file}.rs"))).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let Some(attack) = line.strip_prefix("// Attack: ") else {
                continue;
            };
            let answer = lines[at + 1].strip_prefix("// Answer: ").unwrap();
            let function = lines[at..]
                .iter()
                .find(|line| line.contains("fn "))
                .unwrap();
            let (_, name) = function.split_once("fn ").unwrap();
            let (name, _) = name.split_once('(').unwrap();
            writeln!(table, "| {attack} | {answer} | `{file}::{name}` |").unwrap();
        }
    }
    let path = tests.join("ATTACKS.md");
    if std::env::var_os("UPDATE_ATTACKS").is_some() {
        fs::write(&path, &table).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap_or_default() == table,
        "tests/ATTACKS.md is out of date; run `UPDATE_ATTACKS=1 cargo test -p bitrix-rest-tests --test attacks`"
    );
}
