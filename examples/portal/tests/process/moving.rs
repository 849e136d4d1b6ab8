//! What is exported is what is imported, byte for byte.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use serde_json::json;

use crate::support::{Portal, command, done, outcome, refused, sqlite};

/// A store with everything in it: the demo, options of every kind of value, and a second portal.
fn full() -> (tempfile::TempDir, String) {
    let (directory, store) = sqlite();
    let portal = Portal::start(&["--store", &store]);
    for (token, options) in [
        (
            "demo-token-1",
            r#"{"z":1,"a":[1.0,-0.5,null,true,"\u0000\udbff\udfff\"\\"],"5":{},"05":"x"}"#,
        ),
        ("demo-token-2", r#"{"a":{"b":{"c":[[[]]]},"10":1,"9":2}}"#),
        ("demo-token-1", r#"{"a":"again, in its old place","":""}"#),
    ] {
        let path = format!("/rest/user.option.set?auth={token}");
        let body = format!("{{\"options\":{options}}}");
        let kind = ["Content-Type: application/json"];
        let (status, body) = portal.send("POST", &path, &kind, &body);
        assert_eq!(status, 200, "{body}");
    }
    let many: serde_json::Map<_, _> = (0..1700)
        .map(|n| (format!("key {}", n * 7919 % 1700), json!(n)))
        .collect();
    assert_eq!(
        portal
            .post(
                "app.option.set?auth=demo-token-1",
                &json!({ "options": many })
            )
            .0,
        200
    );
    portal.stop();
    done(
        &store,
        &["user", "add", "--login", "ada", "--portal", "another"],
    );
    (directory, store)
}

#[test]
fn there_and_back_the_bytes_are_the_same() {
    let (directory, store) = full();
    let first = done(&store, &["export"]);
    let file = directory
        .path()
        .join("copy.jsonl")
        .to_str()
        .unwrap()
        .to_owned();
    let (code, stdout, stderr) = outcome(&["--store", &store, "export", &file]);
    assert_eq!((code, stdout.as_str()), (0, ""));
    let count = first.lines().count() - 2;
    let start = format!(
        "exported {count} records from {}/portal.db to {file} in ",
        directory.path().display()
    );
    assert!(
        stderr.starts_with(&start) && stderr.lines().count() == 1,
        "{stderr}"
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), first);
    assert_eq!(
        fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert!(first.starts_with("{\"format\":\"bitrix-rest-portal\",\"version\":1}\n"));
    assert!(first.ends_with(&format!("\n{{\"end\":{count}}}\n")));

    let (elsewhere, other) = sqlite();
    let (code, stdout, stderr) = outcome(&["--store", &other, "import", &file]);
    assert_eq!((code, stdout.as_str()), (0, ""), "{stderr}");
    let start = format!(
        "imported {count} records from {file} to {}/portal.db in ",
        elsewhere.path().display()
    );
    let said: Vec<&str> = stderr.lines().collect();
    let new = format!(
        "portal: {}/portal.db is a new database",
        elsewhere.path().display()
    );
    assert!(
        said.len() == 2 && said[0] == new && said[1].starts_with(&start),
        "{stderr}"
    );
    assert_eq!(done(&other, &["export"]), first);
    // And it serves.
    let portal = Portal::start(&["--store", &other]);
    let (_, body) = portal.send("GET", "/rest/user.option.get?auth=demo-token-1", &[], "");
    let expected = r#"{"result":{"z":1,"a":"again, in its old place","5":{},"05":"x","":""},"#;
    assert!(
        body.starts_with(&expected.replace("{},", "[],")) || body.starts_with(expected),
        "{body}"
    );
}

#[test]
fn through_a_pipe_too() {
    let (_directory, store) = full();
    let first = done(&store, &["export", "-"]);
    let (_elsewhere, other) = sqlite();
    let mut child = command()
        .args(["--store", &other, "import"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(first.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(
        output.status.success() && stderr.contains(" records from stdin to "),
        "{stderr}"
    );
    assert_eq!(done(&other, &["export"]), first);
}

#[test]
fn a_running_portal_is_exported_and_one_portal_alone() {
    let (_directory, store) = full();
    let portal = Portal::start(&["--store", &store]);
    let all = done(&store, &["export"]);
    let one = done(&store, &["export", "--portal", "another"]);
    assert!(
        one.lines().count() == 3 && one.ends_with("\n{\"end\":1}\n") && one.contains("\"ada\""),
        "{one}"
    );
    assert!(all.contains("\"portal\":\"another\"") && all.contains("\"portal\":\"portal.demo\""));
    assert_eq!(portal.get("server.time?auth=demo-token-1").0, 200);
}

#[test]
fn a_running_portal_answers_what_was_imported() {
    let (_directory, store) = full();
    let (file, path) = crate::support::file(&done(&store, &["export"]));
    let (_elsewhere, other) = sqlite();
    let portal = Portal::start(&["--store", &other]);
    assert_eq!(
        portal.get("user.option.get?auth=demo-token-1").1["result"],
        json!([])
    );
    let (code, _, stderr) = outcome(&["--store", &other, "import", &path, "--merge"]);
    assert_eq!(code, 0, "{stderr}");
    assert_eq!(
        portal.get("user.option.get?option=z&auth=demo-token-1").1["result"],
        1
    );
    drop(file);
}

/// A file that cannot be completed does not appear, and one that is there stays.
#[test]
fn an_export_that_fails_leaves_no_file() {
    let (directory, _) = sqlite();
    let target = directory.path().join("copy.jsonl");
    fs::write(&target, "as before").unwrap();
    let missing = format!("sqlite:{}/missing.db", directory.path().display());
    let (code, _) = refused(&missing, &["export", target.to_str().unwrap()]);
    assert_eq!(code, 1);
    assert_eq!(fs::read_to_string(&target).unwrap(), "as before");
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    let (_full, store) = full();
    for (file, text) in [
        ("/no/such/folder/copy.jsonl", "cannot be written"),
        ("/dev/null", "is no regular file"),
    ] {
        let (code, stderr) = refused(&store, &["export", file]);
        assert!(code == 1 && stderr.contains(text), "{stderr}");
    }
    // A link stays one, and what it leads to is replaced.
    let link = directory.path().join("link");
    std::os::unix::fs::symlink(&target, &link).unwrap();
    done(&store, &["export", link.to_str().unwrap()]);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(fs::read_to_string(&target).unwrap().ends_with("}\n"));
}
