//! `portal token`.

use serde_json::{Value, json};

use crate::support::{Portal, done, field, refused, sqlite};

fn list(store: &str, arguments: &[&str]) -> Vec<Value> {
    done(store, &[&["token", "list", "--json"], arguments].concat())
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn ids(store: &str, arguments: &[&str]) -> Vec<String> {
    list(store, arguments)
        .iter()
        .map(|token| token["id"].as_str().unwrap().to_owned())
        .collect()
}

/// Two users and two applications with a pair of tokens for each of the four.
fn four_pairs() -> (tempfile::TempDir, String) {
    let (directory, store) = sqlite();
    for login in ["ada", "ben"] {
        done(&store, &["user", "add", "--login", login]);
    }
    for app in ["app.1", "app.2"] {
        done(
            &store,
            &["app", "add", "--client-id", app, "--scope", "crm"],
        );
        for user in ["1", "2"] {
            done(&store, &["token", "add", "--app", app, "--user", user]);
        }
    }
    (directory, store)
}

#[test]
fn tokens_are_added_and_listed() {
    let (_directory, store) = sqlite();
    let portal = Portal::start(&["--store", &store]);
    let before = ids(&store, &[]);
    let added = done(
        &store,
        &["token", "add", "--app", "app.demo", "--user", "2"],
    );
    let (access, refresh) = (
        field(&added, "access_token"),
        field(&added, "refresh_token"),
    );
    for secret in [&access, &refresh] {
        assert!(
            secret.len() >= 50 && secret.bytes().all(|byte| byte.is_ascii_alphanumeric()),
            "{secret}"
        );
    }
    assert_ne!(access, refresh);
    let (now, mut new) = (
        std::time::SystemTime::UNIX_EPOCH
            .elapsed()
            .unwrap()
            .as_secs(),
        list(&store, &[]),
    );
    new.retain(|token| !before.iter().any(|id| token["id"] == json!(id)));
    // Those of the application, as nothing else was said; an hour and 180 days.
    for (token, kind, life) in [
        (&new[0], "access", 3600),
        (&new[1], "refresh", 180 * 24 * 3600),
    ] {
        assert_eq!(token["kind"], kind);
        assert_eq!(token["scopes"], json!(["crm", "task", "user", "demo"]));
        assert_eq!(
            (&token["application"], &token["user"]),
            (&json!("app.demo"), &json!(2))
        );
        let left = token["expires"].as_u64().unwrap() - now;
        assert!((life - 60..=life).contains(&left), "{token}");
        assert!(added.contains(token["id"].as_str().unwrap()));
    }
    assert_eq!(new.len(), 2);
    assert_eq!(portal.get(&format!("user.option.get?auth={access}")).0, 200);
    assert_eq!(
        portal.get(&format!("user.option.get?auth={refresh}")).1["error"],
        "invalid_token"
    );
    let over = [
        "token",
        "add",
        "--app",
        "app.demo",
        "--user",
        "2",
        "--scope",
        "crm",
        "--expires-in",
        "0",
    ];
    let over = field(&done(&store, &over), "access_token");
    assert_eq!(
        portal.get(&format!("server.time?auth={over}")).1["error"],
        "expired_token"
    );
    assert_eq!(
        list(&store, &[])
            .iter()
            .filter(|token| token["scopes"] == json!(["crm"]))
            .count(),
        2
    );
    let table = done(&store, &["token", "list"]);
    assert!(
        table
            .starts_with("ID            KIND     APPLICATION  USER  SCOPES              EXPIRES\n"),
        "{table}"
    );
    // Whole days, so that a second later it is one less.
    let lives = table.contains("in 180 days\n") || table.contains("in 179 days\n");
    assert!(lives && table.contains("expired\n"), "{table}");
}

#[test]
fn a_token_is_removed_by_its_id() {
    let (_directory, store) = four_pairs();
    let all = list(&store, &[]);
    assert_eq!(all.len(), 8);
    for (place, kind) in [(1, "token"), (5, "refresh token")] {
        let id = all[place]["id"].as_str().unwrap();
        assert_eq!(
            done(&store, &["token", "revoke", id]),
            format!("{kind} {id} is removed\n")
        );
        let left = ids(&store, &[]);
        assert!(!left.iter().any(|other| other == id));
        let (code, stderr) = refused(&store, &["token", "revoke", id]);
        assert_eq!(code, 1);
        assert_eq!(
            stderr,
            "portal: there is no token with this id; `portal token list` lists them\n"
        );
    }
    assert_eq!(ids(&store, &[]).len(), 6);
    // Every one by as much of its id as makes it the only one, in capitals, too.
    let all = ids(&store, &[]);
    for id in &all {
        done(&store, &["token", "revoke", &id[..11].to_uppercase()]);
    }
    assert!(ids(&store, &[]).is_empty());
}

/// With seventeen tokens two of them begin with the same digit.
#[test]
fn an_id_that_is_not_clear_removes_nothing() {
    let (_directory, store) = four_pairs();
    for _ in 0..5 {
        done(&store, &["token", "add", "--app", "app.1", "--user", "1"]);
    }
    let all = ids(&store, &[]);
    let twice = (0..16_u32)
        .map(|digit| format!("{digit:x}"))
        .find(|digit| all.iter().filter(|id| id.starts_with(digit)).count() > 1)
        .unwrap();
    let (code, stderr) = refused(&store, &["token", "revoke", &twice]);
    assert_eq!(code, 1);
    assert!(
        stderr.contains("more than one token has an id that begins so: "),
        "{stderr}"
    );
    // What is no id may be the token itself, so it is not repeated.
    for wrong in ["", "hush", "0g", &"0".repeat(65), "\u{e4}"] {
        let (code, stderr) = refused(&store, &["token", "revoke", wrong]);
        assert_eq!(code, 1);
        assert_eq!(
            stderr,
            "portal: there is no token with this id; `portal token list` lists them\n"
        );
    }
    assert_eq!(ids(&store, &[]), all);
}

#[test]
fn tokens_are_removed_by_application_and_user() {
    let (_directory, store) = four_pairs();
    assert_eq!(ids(&store, &["--app", "app.1", "--user", "2"]).len(), 2);
    let both = done(
        &store,
        &["token", "revoke", "--app", "app.1", "--user", "2"],
    );
    assert_eq!(both, "removed: access tokens 1, refresh tokens 1\n");
    assert_eq!(
        done(&store, &["token", "revoke", "--user", "2"]),
        "removed: access tokens 1, refresh tokens 1\n"
    );
    assert_eq!(
        done(&store, &["token", "revoke", "--app", "app.1"]),
        "removed: access tokens 1, refresh tokens 1\n"
    );
    assert_eq!(
        done(&store, &["token", "revoke", "--app", "app.1"]),
        "removed: access tokens 0, refresh tokens 0\n"
    );
    let left = list(&store, &[]);
    assert!(
        left.len() == 2
            && left
                .iter()
                .all(|token| token["application"] == "app.2" && token["user"] == 1),
        "{left:?}"
    );
}

#[test]
fn mistakes_with_tokens() {
    let (_directory, store) = four_pairs();
    for (arguments, code, text) in [
        (
            &["add", "--app", "app.9", "--user", "1"][..],
            1,
            "there is no application `app.9`; `portal app list` lists them",
        ),
        (
            &["add", "--app", "app.1", "--user", "9"],
            1,
            "there is no user 9; `portal user list` lists them",
        ),
    ] {
        let (found, stderr) = refused(&store, &[&["token"], arguments].concat());
        assert_eq!((found, stderr), (code, format!("portal: {text}\n")));
    }
    for arguments in [
        &["revoke"][..],
        &["revoke", "0a", "--app", "app.1"],
        &["add", "--app", "app.1"],
        &["add", "--app", "app.1", "--user", "1", "--expires-in", "-5"],
        &["add", "--app", "app.1", "--user", "1", "--expires-in", "1h"],
    ] {
        assert_eq!(
            refused(&store, &[&["token"], arguments].concat()).0,
            2,
            "{arguments:?}"
        );
    }
    assert_eq!(ids(&store, &[]).len(), 8);
}
