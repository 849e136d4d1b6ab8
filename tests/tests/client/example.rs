//! `examples/client`, run as its documentation says, against the real portal.

use std::process::Command;

use bitrix_rest_tests::portal::Portal;

fn client(address: &str) -> (bool, String, String) {
    let mut cargo = Command::new(env!("CARGO"));
    let run = [
        "run",
        "--quiet",
        "--locked",
        "--package",
        "client",
        "--",
        address,
    ];
    let ended = cargo.args(run).output().unwrap();
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        ended.status.success(),
        said(&ended.stdout),
        said(&ended.stderr),
    )
}

// Proves: P-57, P-126
#[test]
fn it_calls_the_stand_in() {
    let folder = tempfile::tempdir().unwrap();
    let portal = Portal::start_with_log(&[], &folder.path().join("portal.log")).unwrap();
    let at = |code: &str| format!("http://{}/rest/1/{code}/", portal.address());
    let (ended_well, said, complained) = client(&at("demo-app-webhook"));
    assert!(ended_well, "{complained}");
    let lines: Vec<&str> = said.lines().collect();
    let [user, theme, added, listed, missing] = lines.as_slice() else {
        panic!("{said}");
    };
    assert!(user.starts_with("user 1: "), "{said}");
    assert_eq!(*theme, "theme: dark");
    assert_eq!(*added, "item 251: A cup of tea, deleted: true");
    assert!(listed.starts_with("150 items above 100"), "{said}");
    assert_eq!(*missing, "no item 1000000");
    // Whom nobody knows is told so, and by no secret.
    let (ended_well, _, complained) = client(&at("s3cr3t"));
    assert!(
        !ended_well && complained.contains("INVALID_CREDENTIALS"),
        "{complained}"
    );
    assert!(!complained.contains("s3cr3t"), "{complained}");
}
