//! What the framework adds to the crates of a server.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![expect(clippy::print_stdout, reason = "the list is worth seeing")]

use std::collections::BTreeSet;
use std::process::Command;

/// The crates that a package with these features is made of, by name and version, without those of this workspace.
fn crates(features: &str) -> BTreeSet<String> {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--edges", "normal", "--prefix", "none"])
        .args(["--format", "{p}", "--package", env!("CARGO_PKG_NAME")])
        .args(["--features", features])
        .output()
        .unwrap();
    assert!(
        tree.status.success(),
        "{}",
        String::from_utf8_lossy(&tree.stderr)
    );
    String::from_utf8_lossy(&tree.stdout)
        .lines()
        .filter(|line| !line.starts_with("bitrix-rest"))
        .map(|line| line.split(' ').take(2).collect::<Vec<&str>>().join(" "))
        .collect()
}

#[test]
fn at_most_ten_over_axum_tokio_and_serde() {
    let plain = crates("plain");
    let ours = crates("plain,ours");
    let has = |crates: &BTreeSet<String>, name: &str| {
        crates.iter().any(|one| one.split(' ').next() == Some(name))
    };
    assert!(
        has(&plain, "axum") && has(&plain, "tokio") && has(&ours, "schemars"),
        "{plain:?}, {ours:?}"
    );
    let added: Vec<&String> = ours.difference(&plain).collect();
    println!("{added:?}");
    assert!(added.len() <= 10, "{} more: {added:?}", added.len());
}
