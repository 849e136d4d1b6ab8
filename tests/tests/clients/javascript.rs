//! The official SDK for JavaScript, `@bitrix24/b24jssdk`.

use std::process::Command;

use crate::script::{FAULTY_PORTAL, PORTAL, installed, run};

/// Runs a script of `node:test`, all of whose tests must pass; so many there are.
fn passes(script: &str, tests: usize, portal: &[&str]) {
    let installed = installed();
    let mut command = Command::new(installed.join("node"));
    // The scripts are linked into the folder of the packages, from where they are imported.
    command
        .args([
            "--preserve-symlinks",
            "--preserve-symlinks-main",
            "--test-reporter=tap",
        ])
        .arg(installed.join("js/tests").join(script));
    let ended = run(&mut command, portal);
    assert!(ended.success, "{script}: {}", ended.output);
    for (count, expected) in [
        ("tests", tests),
        ("pass", tests),
        ("fail", 0),
        ("skipped", 0),
    ] {
        let line = format!("# {count} {expected}");
        assert!(
            ended.output.lines().any(|said| said == line),
            "no `{line}`: {}",
            ended.output
        );
    }
}

// Proves: P-17, P-18, P-60, P-63, P-64, P-200, P-201, P-202, P-205, P-206, P-207, P-209, P-212, P-217, P-218, P-324, P-325
#[test]
fn options() {
    passes("options.test.mjs", 7, PORTAL);
}

// Proves: P-40, P-57, P-58, P-156, P-338
#[test]
fn lists() {
    passes("lists.test.mjs", 6, PORTAL);
}

// Proves: P-110, P-111, P-114, P-115, P-116, P-118, P-121, P-122, P-123, P-125, P-126, P-130, P-131, P-332, P-333
#[test]
fn batch() {
    passes("batch.test.mjs", 10, PORTAL);
}

// Proves: P-220, P-221, P-222, P-223, P-224, P-225, P-226, P-227, P-228, P-229
#[test]
fn introspection() {
    passes("introspection.test.mjs", 9, PORTAL);
}

// Proves: P-9, P-75, P-78, P-79, P-80, P-85, P-89, P-92, P-148, P-204, P-208, P-210, P-224, P-231, P-245, P-331, P-339
#[test]
fn errors() {
    passes("errors.test.mjs", 8, PORTAL);
}

// Proves: P-90, P-98, P-99, P-100, P-101, P-102, P-104, P-105, P-331, P-335
#[test]
fn tokens() {
    passes("tokens.test.mjs", 8, PORTAL);
}

// Proves: P-57, P-58, P-249
#[test]
fn items() {
    passes("items.test.mjs", 5, PORTAL);
}

// Proves: P-233, P-236, P-238, P-239, P-241
#[test]
fn events() {
    passes("events.test.mjs", 2, PORTAL);
}

// Proves: P-82, P-90, P-148, P-152
#[test]
fn faults() {
    passes("faults.test.mjs", 6, FAULTY_PORTAL);
}

// Proves: P-138, P-139, P-144, P-145, P-146, P-147, P-165, P-167, P-175, P-178, P-179, P-180, P-183, P-184, P-185, P-186, P-192, P-193
#[test]
fn rest3() {
    passes("rest3.test.mjs", 14, PORTAL);
}
