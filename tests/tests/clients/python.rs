//! The official SDK for Python, `b24pysdk`.

use std::process::Command;

use crate::script::{FAULTY_PORTAL, PORTAL, installed, run, sources};

/// Runs a script of `unittest`, all of whose tests must pass; so many there are.
fn passes(script: &str, tests: usize, portal: &[&str]) {
    let mut command = Command::new(installed().join("python/bin/python"));
    // No compiled files in the repository.
    command
        .args(["-B", script])
        .current_dir(sources().join("python"));
    let ended = run(&mut command, portal);
    assert!(ended.success, "{script}: {}", ended.output);
    let mut lines = ended.output.lines().rev();
    // "OK (skipped=1)" is not enough.
    assert_eq!(lines.next(), Some("OK"), "{}", ended.output);
    let ran = lines.find_map(|line| line.strip_prefix("Ran ")?.split(' ').next());
    assert_eq!(ran, Some(&*tests.to_string()), "{}", ended.output);
}

// Proves: P-60, P-63, P-64, P-67, P-200, P-201, P-202, P-205, P-206, P-207, P-212, P-213, P-217, P-218, P-324
#[test]
fn options() {
    passes("test_options.py", 8, PORTAL);
}

// Proves: P-40, P-57, P-58, P-156, P-334, P-338
#[test]
fn lists() {
    passes("test_lists.py", 7, PORTAL);
}

// Proves: P-110, P-111, P-114, P-115, P-116, P-118, P-121, P-122, P-123, P-125, P-126, P-130, P-131, P-332, P-333
#[test]
fn batch() {
    passes("test_batch.py", 9, PORTAL);
}

// Proves: P-220, P-221, P-222, P-223, P-224, P-225, P-226, P-227, P-228, P-229, P-336
#[test]
fn introspection() {
    passes("test_introspection.py", 9, PORTAL);
}

// Proves: P-9, P-62, P-75, P-76, P-79, P-80, P-85, P-89, P-92, P-104, P-148, P-204, P-208, P-210, P-224, P-231, P-245, P-331, P-339
#[test]
fn errors() {
    passes("test_errors.py", 11, PORTAL);
}

// Proves: P-90, P-98, P-99, P-100, P-101, P-102, P-105, P-331, P-335
#[test]
fn tokens() {
    passes("test_tokens.py", 8, PORTAL);
}

// Proves: P-57, P-58, P-249, P-298
#[test]
fn items() {
    passes("test_items.py", 6, PORTAL);
}

// Proves: P-232, P-233, P-236, P-238, P-239, P-240, P-241
#[test]
fn events() {
    passes("test_events.py", 3, PORTAL);
}

// Proves: P-82, P-90, P-148, P-152
#[test]
fn faults() {
    passes("test_faults.py", 6, FAULTY_PORTAL);
}
