//! What is written stays, and what commands change is seen by a running portal at once.

use serde_json::json;

use crate::support::{Portal, done, field, sqlite};

// Proves: P-213
#[test]
fn what_is_written_is_there_after_a_restart() {
    let (_directory, store) = sqlite();
    let portal = Portal::start(&["--store", &store]);
    for options in [
        r#"{"options":{"z":1.0,"a":null,"10":["x",{"k":true}]}}"#,
        r#"{"options":{"b":"\u0000","z":2}}"#,
    ] {
        let path = "/rest/user.option.set?auth=demo-token-2";
        let kind = ["Content-Type: application/json"];
        let (status, body) = portal.send("POST", path, &kind, options);
        assert!(
            status == 200 && body.starts_with("{\"result\":true"),
            "{body}"
        );
    }
    assert_eq!(
        portal
            .get("app.option.set?options[k]=v&auth=demo-token-1")
            .0,
        200
    );
    let all = |portal: &Portal| {
        let path = "/rest/user.option.get?auth=demo-token-2";
        let (_, body) = portal.send("GET", path, &[], "");
        body.split_once(",\"time\"").unwrap().0.to_owned()
    };
    let before = all(&portal);
    portal.stop();
    let portal = Portal::start(&["--store", &store]);
    assert_eq!(all(&portal), before);
    assert!(
        before.contains(r#"{"z":2,"a":null,"10":["x",{"k":true}],"b":"#),
        "{before}"
    );
    assert_eq!(
        portal.get("app.option.get?option=k&auth=demo-token-3").1["result"],
        "v"
    );
}

#[test]
fn a_webhook_works_at_once_and_is_refused_at_once() {
    let (_directory, store) = sqlite();
    let portal = Portal::start(&["--store", &store]);
    // Found before it is changed, so that nothing old may be remembered.
    for _ in 0..3 {
        let added = done(
            &store,
            &["webhook", "add", "--user", "2", "--app", "app.demo"],
        );
        let path = field(&added, "path");
        let call = || portal.send("GET", &path, &[], "").0;
        assert_eq!((call(), call()), (200, 200));
        let own = format!("2/{}/user.option.set?options[a]=1", field(&added, "code"));
        assert_eq!(portal.get(&own).0, 200);
        done(&store, &["webhook", "revoke", &field(&added, "id")]);
        assert_eq!((call(), call()), (401, 401));
    }
}

// Proves: P-87, P-89
#[test]
fn a_user_and_an_application_are_refused_at_once() {
    let (_directory, store) = sqlite();
    let portal = Portal::start(&["--store", &store]);
    let error = |token: &str| portal.get(&format!("server.time?auth={token}")).1["error"].clone();
    assert_eq!(
        (error("demo-token-2"), error("demo-token-3")),
        (json!(null), json!(null))
    );
    done(&store, &["user", "revoke", "2"]);
    assert_eq!(
        (error("demo-token-2"), error("demo-token-3")),
        (json!("authorization_error"), json!(null))
    );
    done(&store, &["app", "revoke", "app.demo"]);
    assert_eq!(error("demo-token-3"), json!("APPLICATION_NOT_FOUND"));
}

#[test]
fn a_token_works_at_once_and_is_refused_at_once() {
    let (_directory, store) = sqlite();
    let portal = Portal::start(&["--store", &store]);
    let added = done(
        &store,
        &["token", "add", "--app", "app.demo", "--user", "2"],
    );
    let path = format!("user.option.get?auth={}", field(&added, "access_token"));
    assert_eq!((portal.get(&path).0, portal.get(&path).0), (200, 200));
    done(&store, &["token", "revoke", "--user", "2"]);
    assert_eq!(portal.get(&path).1["error"], "invalid_token");
    assert_eq!(
        portal.get("server.time?auth=demo-token-2").1["error"],
        "invalid_token"
    );
    assert_eq!(portal.get("server.time?auth=demo-token-3").0, 200);
}

#[test]
fn everything_new_works_together() {
    let (_directory, store) = sqlite();
    let portal = Portal::start(&["--store", &store]);
    let user = done(
        &store,
        &["user", "add", "--login", "dora", "--administrator"],
    );
    assert_eq!(user, "user 4 with the login `dora` was added\n");
    let app = field(
        &done(&store, &["app", "add", "--scope", "crm"]),
        "client_id",
    );
    let token = field(
        &done(&store, &["token", "add", "--app", &app, "--user", "4"]),
        "access_token",
    );
    assert_eq!(
        portal
            .get(&format!("app.option.set?options[k]=v&auth={token}"))
            .0,
        200
    );
    let code = field(
        &done(&store, &["webhook", "add", "--user", "4", "--app", &app]),
        "code",
    );
    let (_, body) = portal.get(&format!("dora/{code}/app.option.get"));
    assert_eq!(body["result"], json!({ "k": "v" }));
    assert_eq!(
        portal.get("app.option.get?auth=demo-token-1").1["result"],
        json!([])
    );
}
