//! What the client alone brings along.

use std::process::Command;

const BARE: [&str; 4] = [
    "--locked",
    "--package",
    "bitrix-rest",
    "--no-default-features",
];

fn cargo(command: &str, more: &[&str]) -> String {
    let mut cargo = Command::new(env!("CARGO"));
    let ended = cargo.arg(command).args(BARE).args(more).output().unwrap();
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(ended.status.success(), "{}", said(&ended.stderr));
    said(&ended.stdout)
}

#[test]
fn no_server_is_in_its_tree() {
    let client = [
        "--features",
        "client",
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
    assert!(crates.contains(&"hyper-rustls"), "{tree}");
    for server in ["axum", "axum-core", "matchit", "multer"] {
        assert!(!crates.contains(&server), "{server} in {tree}");
    }
}

#[test]
fn it_compiles_without_a_server() {
    cargo("check", &["--quiet", "--features", "client"]);
    cargo("check", &["--quiet"]);
}
