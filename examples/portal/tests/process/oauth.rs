//! The authorization server of the program: tokens that end when a developer wants it.

use serde_json::{Value, json};

use crate::support::{Portal, command, done, field, file, refused, sqlite};

const USER: &str = "[[users]]\nid = 1\nlogin = \"ada\"\n";
const APPLICATION: &str =
    "[[applications]]\nclient_id = \"app.1\"\nclient_secret = \"app-secret\"\nscopes = [\"crm\"]\n";
const TOKEN: &str =
    "[[tokens]]\ntoken = \"one\"\nrefresh = \"next\"\napplication = \"app.1\"\nuser = 1\n";

fn refresh(portal: &Portal, application: &str, secret: &str, token: &str) -> (u16, Value) {
    let form = format!(
        "grant_type=refresh_token&client_id={application}&client_secret={secret}&refresh_token={token}"
    );
    let (status, body) = portal.send(
        "POST",
        "/oauth/token/",
        &["Content-Type: application/x-www-form-urlencoded"],
        &form,
    );
    (status, serde_json::from_str(&body).unwrap())
}

fn code(portal: &Portal, token: &str) -> (u16, Option<String>) {
    let (status, body) = portal.get(&format!("server.time?auth={token}"));
    (status, body["error"].as_str().map(str::to_owned))
}

// Proves: P-101, P-103, P-335
#[test]
fn lifetimes_and_addresses_are_those_of_the_configuration() {
    let (_directory, path) = file(&format!(
        "[server]\npublic_url = \"https://portal.test\"\n[oauth]\naccess_seconds = 1\nserver = \"https://oauth.test\"\n{USER}{APPLICATION}{TOKEN}"
    ));
    let portal = Portal::start(&["--config", &path]);
    assert_eq!(code(&portal, "one"), (200, None));
    let (status, pair) = refresh(&portal, "app.1", "app-secret", "next");
    assert_eq!(status, 200, "{pair}");
    assert_eq!(pair["expires_in"], json!(1));
    assert_eq!(pair["client_endpoint"], json!("https://portal.test/rest/"));
    assert_eq!(pair["server_endpoint"], json!("https://oauth.test/rest/"));
    assert_eq!(pair["domain"], json!("oauth.test"));
    let access = pair["access_token"].as_str().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(2100));
    assert_eq!(
        code(&portal, access),
        (401, Some("expired_token".to_owned()))
    );
    let next = pair["refresh_token"].as_str().unwrap();
    let (status, pair) = refresh(&portal, "app.1", "app-secret", next);
    assert_eq!(status, 200, "{pair}");
    assert_eq!(
        code(&portal, pair["access_token"].as_str().unwrap()),
        (200, None)
    );
}

/// Also while the portal runs: it sees at once that the token has ended, and gives another for the refresh token.
#[test]
fn a_token_ends_when_it_is_told_to() {
    let (_directory, store) = sqlite();
    let portal = Portal::start(&["--store", &store]);
    let added = done(
        &store,
        &["token", "add", "--app", "app.demo", "--user", "2"],
    );
    let access = field(&added, "access_token");
    assert_eq!(code(&portal, &access), (200, None));
    // Of those there are, the one that ends first.
    let id = |user: &str, kind: &str| {
        let list = done(&store, &["token", "list", "--user", user, "--json"]);
        let tokens = list
            .lines()
            .map(|line| -> Value { serde_json::from_str(line).unwrap() });
        let first = tokens
            .filter(|token| token["kind"] == json!(kind))
            .min_by_key(|token| token["expires"].as_u64());
        first.unwrap()["id"].as_str().unwrap().to_owned()
    };
    let said = done(&store, &["token", "expire", &id("2", "access")]);
    assert!(said.ends_with(" has ended\n"), "{said}");
    assert_eq!(
        code(&portal, &access),
        (401, Some("expired_token".to_owned()))
    );
    let said = done(&store, &["token", "expire", &id("2", "access")]);
    assert!(said.ends_with(" had ended already\n"), "{said}");
    let (status, pair) = refresh(
        &portal,
        "app.demo",
        "demo-client-secret",
        &field(&added, "refresh_token"),
    );
    assert_eq!(status, 200, "{pair}");
    let access = pair["access_token"].as_str().unwrap();
    assert_eq!(code(&portal, access), (200, None));
    let said = done(&store, &["token", "expire", "--user", "2"]);
    assert_eq!(said, "ended: access tokens 2\n");
    assert_eq!(
        code(&portal, access),
        (401, Some("expired_token".to_owned()))
    );
    assert_eq!(code(&portal, "demo-token-1"), (200, None));
    let (exit, said) = refused(&store, &["token", "expire", &id("1", "refresh")]);
    assert!(
        exit == 1 && said.contains("`portal token revoke`"),
        "{said}"
    );
    let (exit, said) = refused(&store, &["token", "expire", "0000"]);
    assert!(
        exit == 1 && said.contains("no token with this id"),
        "{said}"
    );
}

// Proves: P-98
#[test]
fn a_browser_finds_the_sign_in() {
    let portal = Portal::start(&[]);
    let path = "/oauth/authorize/?client_id=app.demo&state=xyz";
    let (status, page) = portal.send("GET", path, &[], "");
    assert!(status == 200 && page.contains("Ada Admin"), "{page}");
    let (status, page) = portal.send("GET", "/oauth/authorize/?client_id=nope", &[], "");
    assert!(status != 200 && page.contains("nope"), "{status} {page}");
}

const WARNING: &str = "the sign-in at /oauth/authorize/ asks for no password";

/// Who listens where others come is told what that means, unless there is no such page.
#[test]
fn a_sign_in_that_others_reach_is_warned_of() {
    let accounts = format!("{USER}{APPLICATION}redirect_uri = \"http://localhost:9/\"\n");
    let (_own, with) = file(&accounts);
    let (_other, without) = file(&format!("[oauth]\nsign_in = false\n{accounts}"));
    let path = "/oauth/authorize/?client_id=app.1";
    for (config, options, warned, status) in [
        (&with, &["--listen", "127.0.0.1:0"][..], false, 200),
        (&with, &["--listen", "0.0.0.0:0"], true, 200),
        (
            &with,
            &["--listen", "127.0.0.1:0", "--behind-proxy"],
            true,
            200,
        ),
        (&without, &["--listen", "0.0.0.0:0"], false, 404),
    ] {
        let mut serve = command();
        serve.args(["serve", "--config", config]).args(options);
        let portal = Portal::start_with(&mut serve);
        let (answered, page) = portal.send("GET", path, &[], "");
        assert_eq!(answered, status, "{options:?}: {page}");
        let log = portal.stderr();
        assert_eq!(log.contains(WARNING), warned, "{options:?}: {log}");
        assert_eq!(log.contains("`sign_in = false` in `[oauth]`"), warned);
    }
}

// Proves: P-224, P-225, P-89
#[test]
fn the_licence_and_unpaid_applications() {
    let licence = "[licence]\nlanguage = \"de\"\nplan = \"pro100\"\nfamily = \"pro\"\nfeatures = { rest_auth_connector = true }\n";
    let hook = "[[webhooks]]\nuser = 1\ncode = \"code\"\n";
    let unpaid = APPLICATION.replace("app.1", "app.2");
    let (_directory, path) = file(&format!(
        "{licence}{USER}{APPLICATION}{TOKEN}{hook}{unpaid}payment_expired = true\n{}",
        TOKEN
            .replace("app.1", "app.2")
            .replace("one", "two")
            .replace("next", "after")
    ));
    let portal = Portal::start(&["--config", &path]);
    let (_, info) = portal.get("app.info?auth=one");
    assert_eq!(info["result"]["LICENSE"], json!("de_pro100"), "{info}");
    assert_eq!(info["result"]["install"]["domain"], json!(portal.address));
    let (_, feature) = portal.get("1/code/feature.get?CODE=rest_auth_connector");
    assert_eq!(feature["result"], json!({"value": "Y"}), "{feature}");
    assert_eq!(
        code(&portal, "two"),
        (401, Some("PAYMENT_REQUIRED".to_owned()))
    );
}
