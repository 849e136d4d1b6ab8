//! What the compiler says to a user of the macros: see `ui/README.md`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

/// Cases, without the `.rs`.
fn cases(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("ui")
        .join(folder);
    let mut cases: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| path.with_extension(""))
        .collect();
    cases.sort();
    cases
}

/// Apart from those that pass: `trybuild` then compiles all of them in one run of cargo.
#[test]
fn compiler_says_what_was_agreed() {
    trybuild::TestCases::new().compile_fail("ui/fail/*.rs");
}

#[test]
fn good_declarations_compile_and_run() {
    trybuild::TestCases::new().pass("ui/pass/*.rs");
}

#[test]
fn every_mistake_is_one_error() {
    for case in cases("fail") {
        let source = fs::read_to_string(case.with_extension("rs")).unwrap();
        let announced = source
            .strip_prefix("//~ mistakes: ")
            .and_then(|rest| rest.lines().next());
        let mistakes: usize = announced.map_or(1, |number| number.parse().unwrap());
        let said = fs::read_to_string(case.with_extension("stderr")).unwrap();
        let errors = said
            .lines()
            .filter(|line| line.starts_with("error"))
            .count();
        assert_eq!(errors, mistakes, "{}\n{said}", case.display());
        // Warnings would drown what the user has to do.
        assert!(
            !said.lines().any(|line| line.starts_with("warning")),
            "{}\n{said}",
            case.display()
        );
    }
}

/// What the macros say for themselves refers to the user's code, never to names that only they know.
#[test]
fn no_name_of_ours_is_shown() {
    for case in cases("fail") {
        let said = fs::read_to_string(case.with_extension("stderr")).unwrap();
        let ours = said.lines().find(|line| {
            ["__FIELD", "__OUTCOME", "__DESCRIPTOR", "argument_0"]
                .iter()
                .any(|name| line.contains(name))
        });
        assert_eq!(ours, None, "{}", case.display());
    }
}

/// A bound that is not met is told in our words, not as a function that could not be called.
#[test]
fn unmet_bounds_are_told_in_our_words() {
    for case in cases("fail") {
        let said = fs::read_to_string(case.with_extension("stderr")).unwrap();
        assert!(
            !said.contains("trait bounds were not satisfied"),
            "{}\n{said}",
            case.display()
        );
    }
}

#[test]
fn there_are_enough_cases_and_each_has_its_answer() {
    let (fail, pass) = (cases("fail"), cases("pass"));
    assert!(fail.len() >= 75, "{} cases that fail", fail.len());
    assert!(pass.len() >= 27, "{} cases that pass", pass.len());
    for case in &fail {
        assert!(
            case.with_extension("stderr").exists(),
            "{} has no .stderr",
            case.display()
        );
    }
}
