//! What a start writes: the file at every start, the demo once.

use serde_json::json;

use crate::support::{Portal, done, field, file, outcome, sqlite};

const TWO: &str = "[[users]]\nid = 1\nlogin = \"ada\"\n[[users]]\nid = 2\nlogin = \"ben\"\n";

#[test]
fn what_was_revoked_of_the_demo_does_not_come_back() {
    let (_directory, store) = sqlite();
    let portal = Portal::start(&["--store", &store]);
    let banner = portal.stdout();
    assert!(
        banner.contains("Users 1 (an administrator), 2 and 3"),
        "{banner}"
    );
    portal.stop();
    done(&store, &["user", "revoke", "2"]);
    done(&store, &["webhook", "revoke", "1"]);
    let portal = Portal::start(&["--store", &store]);
    assert_eq!(
        portal.get("server.time?auth=demo-token-2").1["error"],
        "authorization_error"
    );
    assert_eq!(portal.get("1/demo-app-webhook/server.time").0, 401);
    assert_eq!(portal.get("1/demo-plain-webhook/server.time").0, 200);
    // Only commands that work are printed.
    let banner = portal.stdout();
    assert!(
        banner.contains("demo-plain-webhook")
            && banner.contains("demo-token-1")
            && !banner.contains("demo-app-webhook"),
        "{banner}"
    );
    portal.stop();
    done(&store, &["webhook", "revoke", "2"]);
    done(&store, &["token", "revoke", "--app", "app.demo"]);
    let banner = Portal::start(&["--store", &store]).stdout();
    assert!(
        !banner.contains("curl") && !banner.contains("demo"),
        "{banner}"
    );
}

#[test]
fn a_store_with_users_of_its_own_gets_no_demo() {
    let (_directory, store) = sqlite();
    done(&store, &["user", "add", "--login", "ada"]);
    let portal = Portal::start(&["--store", &store]);
    assert_eq!(
        portal.get("server.time?auth=demo-token-1").1["error"],
        "invalid_token"
    );
    assert!(!portal.stdout().contains("curl"), "{}", portal.stdout());
}

/// Secrets of the demo that an earlier start has put are as public as before.
#[test]
fn the_demo_in_the_store_is_warned_of_under_another_configuration() {
    let (_directory, store) = sqlite();
    let (_file, path) = file(TWO);
    let warned = || {
        let mut portal = Portal::start_with(crate::support::command().args([
            "serve",
            "--store",
            &store,
            "--config",
            &path,
            "--listen",
            "0.0.0.0:0",
        ]));
        portal.signal("TERM");
        portal.ended();
        portal.stderr().contains("secrets of the demo are public")
    };
    assert!(!warned());
    let (_directory, store_of_demo) = sqlite();
    Portal::start(&["--store", &store_of_demo]).stop();
    let (_file, own) = file("[[users]]\nid = 1\nlogin = \"admin\"\n");
    let portal = Portal::start_with(crate::support::command().args([
        "serve",
        "--store",
        &store_of_demo,
        "--config",
        &own,
        "--listen",
        "0.0.0.0:0",
    ]));
    assert!(
        portal.stderr().contains("secrets of the demo are public"),
        "{}",
        portal.stderr()
    );
}

#[test]
fn the_file_is_put_at_every_start_and_what_was_added_stays() {
    let (_directory, store) = sqlite();
    let text = format!(
        "{TWO}[[webhooks]]\nuser = 1\ncode = \"one\"\n[[webhooks]]\nuser = 2\ncode = \"two\"\n"
    );
    let (_file, path) = file(&text);
    let start = |path: &str| Portal::start(&["--store", &store, "--config", path]);
    start(&path).stop();
    let added = done(&store, &["webhook", "add", "--user", "1"]);
    assert_eq!(field(&added, "id"), "3");
    done(&store, &["user", "revoke", "1"]);
    done(&store, &["webhook", "revoke", "1"]);
    // Another webhook before the others: ids are kept, and the new ones take free ones.
    let more = text.replacen(
        "[[webhooks]]",
        "[[webhooks]]\nuser = 2\ncode = \"zero\"\n[[webhooks]]",
        1,
    );
    let (_file, path) = file(&more.replace("\"ben\"", "\"benedict\""));
    let portal = start(&path);
    for call in ["1/one", "2/two", "benedict/two", "2/zero"] {
        assert_eq!(portal.get(&format!("{call}/server.time")).0, 200, "{call}");
    }
    assert_eq!(portal.send("GET", &field(&added, "path"), &[], "").0, 200);
    assert_eq!(portal.get("ben/two/server.time").0, 401);
    let list = done(&store, &["webhook", "list", "--json"]);
    let ids: Vec<_> = list
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|hook| (hook["id"].as_u64().unwrap(), hook["user"].as_u64().unwrap()))
        .collect();
    assert_eq!(ids, [(2, 2), (3, 1), (4, 2), (5, 1)]);
    portal.stop();
    // Once more: nothing is added twice.
    start(&path).stop();
    assert_eq!(done(&store, &["webhook", "list", "--json"]), list);
}

#[test]
fn a_login_that_another_user_has_is_said_with_both() {
    let (_directory, store) = sqlite();
    done(&store, &["user", "add", "--login", "ben", "--id", "7"]);
    let (_file, path) = file(TWO);
    let arguments = [
        "serve",
        "--store",
        &store,
        "--config",
        &path,
        "--listen",
        "127.0.0.1:0",
    ];
    let (code, stdout, stderr) = outcome(&arguments);
    assert_eq!((code, stdout.as_str()), (1, ""));
    let expected = format!(
        "portal: {path} gives the login `ben` to user 2, but user 7 of the store has it; change the login in the file, or name \
         user 7 there with another one\n"
    );
    assert!(stderr.ends_with(&expected), "{stderr}");
    assert_eq!(
        done(&store, &["user", "list", "--json"]).lines().count(),
        1,
        "nothing was put"
    );
}

#[test]
fn users_may_swap_their_logins() {
    let (_directory, store) = sqlite();
    let third = format!("{TWO}[[users]]\nid = 3\nlogin = \"cleo\"\n");
    for [one, two, three] in [
        ["ada", "ben", "cleo"],
        ["ben", "cleo", "ada"],
        ["ada", "cleo", "ben"],
    ] {
        let text = third
            .replace("\"ada\"", "1")
            .replace("\"ben\"", "2")
            .replace("\"cleo\"", "3")
            .replace("login = 1", &format!("login = \"{one}\""))
            .replace("login = 2", &format!("login = \"{two}\""))
            .replace("login = 3", &format!("login = \"{three}\""));
        let (_file, path) = file(&text);
        Portal::start(&["--store", &store, "--config", &path]).stop();
        let list = done(&store, &["user", "list", "--json"]);
        let logins: Vec<_> = list
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["login"].clone())
            .collect();
        assert_eq!(json!(logins), json!([one, two, three]));
    }
}
