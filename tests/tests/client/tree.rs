//! What the client alone brings along.

use std::process::Command;

/// The client, and the methods that Bitrix24 has, to call.
const BARE: [&str; 6] = [
    "--locked",
    "--package",
    "bitrix-rest",
    "--package",
    "bitrix-rest-methods",
    "--no-default-features",
];

fn cargo(command: &str, more: &[&str]) -> String {
    let mut cargo = Command::new(env!("CARGO"));
    let ended = cargo.arg(command).args(BARE).args(more).output().unwrap();
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let told = said(&ended.stderr);
    assert!(
        ended.status.success() && !told.contains("warning"),
        "{told}"
    );
    said(&ended.stdout)
}

#[test]
fn no_server_is_in_its_tree() {
    let client = [
        "--features",
        "bitrix-rest/client",
        "--edges",
        "normal",
        "--prefix",
        "none",
    ];
    let tree = cargo("tree", &client);
    let crates: Vec<&str> = tree
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    for client in ["hyper-rustls", "bitrix-rest-methods"] {
        assert!(crates.contains(&client), "{client} not in {tree}");
    }
    for server in ["axum", "axum-core", "matchit", "multer"] {
        assert!(!crates.contains(&server), "{server} in {tree}");
    }
}

#[test]
fn it_compiles_without_a_server() {
    cargo("check", &["--quiet", "--features", "bitrix-rest/client"]);
    cargo("check", &["--quiet"]);
}
