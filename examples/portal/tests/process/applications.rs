//! `portal app`.

use serde_json::{Value, json};

use crate::support::{done, field, refused, sqlite};

#[test]
fn applications_are_added_listed_and_switched_off() {
    let (_directory, store) = sqlite();
    done(&store, &["user", "add", "--login", "ada"]);
    done(&store, &["user", "add", "--login", "ben"]);
    let added = done(
        &store,
        &[
            "app",
            "add",
            "--client-id",
            "app.1",
            "--code",
            "my.app",
            "--scope",
            "crm",
            "--scope",
            "task",
            "--status",
            "paid",
            "--access",
            "1,2",
        ],
    );
    assert!(
        added.starts_with(
            "application `app.1` was added; its secret is shown this once\nclient_id: app.1\n"
        ),
        "{added}"
    );
    let secret = field(&added, "client_secret");
    assert!(
        secret.len() >= 50 && secret.bytes().all(|byte| byte.is_ascii_alphanumeric()),
        "{secret}"
    );
    let made = field(&done(&store, &["app", "add"]), "client_id");
    let random = made.strip_prefix("local.").unwrap();
    assert!(
        random.len() >= 16 && random.bytes().all(|byte| byte.is_ascii_alphanumeric()),
        "{made}"
    );
    assert_eq!(
        done(&store, &["app", "revoke", "app.1"]),
        "application `app.1` is switched off\n"
    );
    assert_eq!(
        done(&store, &["app", "revoke", "app.1"]),
        "application `app.1` was switched off before\n"
    );
    let list = done(&store, &["app", "list"]);
    let rows: Vec<Vec<&str>> = list
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(
        rows[0],
        [
            "CLIENT", "ID", "CODE", "STATUS", "SCOPES", "ACCESS", "ACTIVE"
        ]
    );
    assert_eq!(
        rows[1],
        ["app.1", "my.app", "paid", "crm,task", "1,2", "no"]
    );
    assert_eq!(rows[2], [&made, "-", "local", "-", "everybody", "yes"]);
    let json: Vec<Value> = done(&store, &["app", "list", "--json"])
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        json[0],
        json!({
            "client_id": "app.1", "code": "my.app", "status": "paid", "scopes": ["crm", "task"], "access": [1, 2], "active": false,
        })
    );
    assert_eq!(json[1]["access"], json!(null));
}

#[test]
fn mistakes_with_applications() {
    let (_directory, store) = sqlite();
    done(&store, &["app", "add", "--client-id", "app.1"]);
    for (arguments, code, text) in [
        (
            &["add", "--client-id", "app.1"][..],
            1,
            "there is application `app.1` already",
        ),
        (
            &["add", "--client-id", ""],
            2,
            "a client_id cannot be empty",
        ),
        (
            &["add", "--access", "1"],
            1,
            "there is no user 1; `portal user list` lists them",
        ),
        (
            &["add", "--scope", "crm,,task"],
            2,
            "`` is no scope; write --scope crm,task or --scope crm --scope task",
        ),
        (
            &["revoke", "app.2"],
            1,
            "there is no application `app.2`; `portal app list` lists them",
        ),
    ] {
        let (found, stderr) = refused(&store, &[&["app"], arguments].concat());
        assert_eq!((found, stderr), (code, format!("portal: {text}\n")));
    }
    let (code, stderr) = refused(&store, &["app", "add", "--status", "rented"]);
    assert!(
        code == 2 && stderr.contains("local, free, demo, trial, paid, subscription"),
        "{stderr}"
    );
    let (code, stderr) = refused(&store, &["app", "add", "--client-id", &"x".repeat(256)]);
    assert!(code == 2 && stderr.contains("at most 255"), "{stderr}");
    assert_eq!(done(&store, &["app", "list", "--json"]).lines().count(), 1);
}
