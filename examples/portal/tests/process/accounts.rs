//! `portal user` and `portal webhook`: what they say, and what they refuse.

use serde_json::{Value, json};

use crate::support::{Portal, done, field, refused, sqlite};

fn lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn users_are_added_listed_and_dismissed() {
    let (_directory, store) = sqlite();
    let add = |arguments: &[&str]| done(&store, &[&["user", "add"], arguments].concat());
    assert_eq!(
        add(&["--login", "ada", "--administrator", "--name", "Ada"]),
        "user 1 with the login `ada` was added\n"
    );
    assert_eq!(
        add(&["--login", "ben", "--id", "17", "--inactive"]),
        "user 17 with the login `ben` was added\n"
    );
    assert_eq!(
        add(&["--login", "cleo", "--last-name", "Clark Kent"]),
        "user 18 with the login `cleo` was added\n"
    );
    assert_eq!(
        done(&store, &["user", "revoke", "18"]),
        "user 18 with the login `cleo` is dismissed\n"
    );
    assert_eq!(
        done(&store, &["user", "revoke", "18"]),
        "user 18 with the login `cleo` was dismissed before\n"
    );
    assert_eq!(
        done(&store, &["user", "list"]),
        "ID  LOGIN  NAME  LAST NAME   ADMINISTRATOR  ACTIVE\n\
         1   ada    Ada   -           yes            yes\n\
         17  ben    -     -           no             no\n\
         18  cleo   -     Clark Kent  no             no\n"
    );
    let first = json!({
        "id": 1, "login": "ada", "name": "Ada", "last_name": "", "administrator": true, "active": true,
    });
    assert_eq!(lines(&done(&store, &["user", "list", "--json"]))[0], first);
}

/// Three in a row: more than a page of the list at once.
#[test]
fn many_users_are_listed_in_the_order_of_their_ids() {
    let (_directory, store) = sqlite();
    let lines: String = (1..=1203)
        .map(|id| {
            format!(
                "{{\"portal\":\"portal.demo\",\"user\":{{\"id\":{id},\"login\":\"u{id}\",\"name\":\"\",\"last_name\":\"\",\
                 \"administrator\":false,\"active\":true}}}}\n"
            )
        })
        .collect();
    let text =
        format!("{{\"format\":\"bitrix-rest-portal\",\"version\":1}}\n{lines}{{\"end\":1203}}\n");
    let (_file, path) = crate::support::file(&text);
    done(&store, &["import", &path]);
    let list = done(&store, &["user", "list", "--json"]);
    let ids: Vec<u64> = lines_of(&list, "id");
    assert_eq!(ids, (1..=1203).collect::<Vec<u64>>());
    assert_eq!(
        done(&store, &["user", "add", "--login", "next"]),
        "user 1204 with the login `next` was added\n"
    );
}

fn lines_of(text: &str, name: &str) -> Vec<u64> {
    lines(text)
        .iter()
        .map(|line| line[name].as_u64().unwrap())
        .collect()
}

#[test]
fn mistakes_with_users() {
    let (_directory, store) = sqlite();
    done(&store, &["user", "add", "--login", "ada"]);
    for (arguments, code, text) in [
        (
            &["add", "--login", "ada"][..],
            1,
            "another user has the login `ada`",
        ),
        (
            &["add", "--login", "ben", "--id", "1"],
            1,
            "there is user 1 already",
        ),
        (
            &["add", "--login", "17"],
            2,
            "the login `17` would be taken for an id; add a letter to it",
        ),
        (&["add", "--login", ""], 2, "a login cannot be empty"),
        (
            &["add", "--login", "ben", "--id", "0"],
            2,
            "ids of users begin with 1",
        ),
        (
            &["add", "--login", "ben", "--id", "9223372036854775808"],
            2,
            "is larger than 9223372036854775807",
        ),
        (
            &["revoke", "9"],
            1,
            "there is no user 9; `portal user list` lists them",
        ),
    ] {
        let (found, stderr) = refused(&store, &[&["user"], arguments].concat());
        assert_eq!(
            (found, stderr),
            (code, format!("portal: {}\n", whole(text))),
            "{arguments:?}"
        );
    }
    for arguments in [
        &["user"][..],
        &["user", "add"],
        &["user", "revoke"],
        &["user", "revoke", "x"],
    ] {
        assert_eq!(refused(&store, arguments).0, 2, "{arguments:?}");
    }
    assert_eq!(done(&store, &["user", "list", "--json"]).lines().count(), 1);
}

/// One text has a beginning that is as long.
fn whole(text: &str) -> String {
    match text.strip_prefix("is larger") {
        Some(rest) => format!("the user id 9223372036854775808 is larger{rest}"),
        None => text.to_owned(),
    }
}

/// Of ids that are given at the same time, each is given once.
#[test]
fn users_that_are_added_at_the_same_time_all_get_an_id() {
    let (_directory, store) = sqlite();
    done(&store, &["user", "add", "--login", "first"]);
    std::thread::scope(|scope| {
        for number in 0..6 {
            let store = &store;
            scope.spawn(move || done(store, &["user", "add", "--login", &format!("user{number}")]));
        }
    });
    let list = done(&store, &["user", "list", "--json"]);
    assert_eq!(lines_of(&list, "id"), [1, 2, 3, 4, 5, 6, 7]);
}

#[test]
fn webhooks_are_added_listed_and_removed() {
    let (_directory, store) = sqlite();
    done(&store, &["user", "add", "--login", "ada"]);
    done(&store, &["app", "add", "--client-id", "app.1"]);
    let first = done(
        &store,
        &[
            "webhook", "add", "--user", "1", "--scope", "crm,task", "--scope", "user", "--app",
            "app.1",
        ],
    );
    assert!(
        first.starts_with(
            "webhook 1 of user 1 was added; its code is shown this once\nid: 1\ncode: "
        ),
        "{first}"
    );
    let code = field(&first, "code");
    assert!(
        code.len() >= 50 && code.bytes().all(|byte| byte.is_ascii_alphanumeric()),
        "{code}"
    );
    assert_eq!(field(&first, "path"), format!("/rest/1/{code}/server.time"));
    let second = done(
        &store,
        &["webhook", "add", "--user", "1", "--expires-in", "100"],
    );
    assert_ne!(field(&second, "code"), code);
    let list = done(&store, &["webhook", "list"]);
    let rows: Vec<&str> = list.lines().collect();
    assert_eq!(
        rows[..2],
        [
            "ID  USER  APPLICATION  SCOPES         ACTIVE  EXPIRES",
            "1   1     app.1        crm,task,user  yes     never",
        ]
    );
    assert!(
        rows[2].starts_with("2   1     -            -              yes     in "),
        "{list}"
    );
    let json = lines(&done(&store, &["webhook", "list", "--json"]));
    assert_eq!(
        json[0],
        json!({
            "id": 1, "user": 1, "application": "app.1", "scopes": ["crm", "task", "user"], "active": true, "expires": null,
        })
    );
    assert!(json[1]["expires"].as_u64().unwrap() > 1_700_000_000);
    assert_eq!(
        done(&store, &["webhook", "revoke", "1"]),
        "webhook 1 is removed\n"
    );
    assert_eq!(
        lines_of(&done(&store, &["webhook", "list", "--json"]), "id"),
        [2]
    );
    for (arguments, code, text) in [
        (
            &["revoke", "1"][..],
            1,
            "there is no webhook 1; `portal webhook list` lists them",
        ),
        (
            &["add", "--user", "9"],
            1,
            "there is no user 9; `portal user list` lists them",
        ),
        (
            &["add", "--user", "1", "--app", "app.9"],
            1,
            "there is no application `app.9`; `portal app list` lists them",
        ),
        (
            &["add", "--user", "1", "--scope", "a b"],
            2,
            "`a b` is no scope; write --scope crm,task or --scope crm --scope task",
        ),
    ] {
        let (found, stderr) = refused(&store, &[&["webhook"], arguments].concat());
        assert_eq!((found, stderr), (code, format!("portal: {text}\n")));
    }
}

#[test]
fn a_webhook_that_ends_is_refused() {
    let (_directory, store) = sqlite();
    let portal = Portal::start(&["--store", &store]);
    let over = field(
        &done(
            &store,
            &["webhook", "add", "--user", "1", "--expires-in", "0"],
        ),
        "path",
    );
    assert_eq!(portal.send("GET", &over, &[], "").0, 401);
    let far = &[
        "webhook",
        "add",
        "--user",
        "1",
        "--expires-in",
        "18446744073709551615",
    ];
    let far = field(&done(&store, far), "path");
    assert_eq!(portal.send("GET", &far, &[], "").0, 200);
}

/// No list, no export and no file has a secret that was given out.
#[test]
fn secrets_are_shown_once() {
    let (directory, store) = sqlite();
    done(&store, &["user", "add", "--login", "ada"]);
    let app = done(&store, &["app", "add"]);
    let id = field(&app, "client_id");
    let webhook = done(&store, &["webhook", "add", "--user", "1"]);
    let token = done(&store, &["token", "add", "--app", &id, "--user", "1"]);
    let secrets = [
        field(&app, "client_secret"),
        field(&webhook, "code"),
        field(&token, "access_token"),
        field(&token, "refresh_token"),
    ];
    let mut shown = done(&store, &["export"]);
    let hashes: Vec<String> = lines(&shown)
        .iter()
        .flat_map(|line| {
            [
                "application/client_secret",
                "webhook/code",
                "token/hash",
                "refresh_token/hash",
            ]
            .map(|path| line.pointer(&format!("/{path}")).cloned())
        })
        .flatten()
        .map(|hash| hash.as_str().unwrap().to_owned())
        .collect();
    assert_eq!(hashes.len(), 4, "{shown}");
    for kind in ["user", "app", "webhook", "token"] {
        for format in [&[][..], &["--json"]] {
            let list = done(&store, &[&[kind, "list"], format].concat());
            assert!(!hashes.iter().any(|hash| list.contains(hash)), "{list}");
            shown.push_str(&list);
        }
    }
    for entry in std::fs::read_dir(directory.path()).unwrap() {
        shown.push_str(&String::from_utf8_lossy(
            &std::fs::read(entry.unwrap().path()).unwrap(),
        ));
    }
    assert!(!secrets.iter().any(|secret| shown.contains(secret.as_str())));
}
