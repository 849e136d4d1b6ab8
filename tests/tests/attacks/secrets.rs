//! Secrets where they do not belong.

use std::fs;

use serde_json::json;

use crate::support::Victim;

// Attack: read secrets in the log, at its most talkative, after calls that succeed and calls that fail
// Answer: none is there: no token, code, webhook code, client secret or parameter
#[test]
fn secrets_in_the_log() {
    let victim = Victim::new("", &["--log", "trace"]);
    let code = victim.code();
    let grant = format!("grant_type=authorization_code&code={code}");
    let pair = victim.exchange("app.1", "secret-of-app-1", &grant).json();
    let access = pair["access_token"].as_str().unwrap();
    let refresh = pair["refresh_token"].as_str().unwrap();
    let again = victim.exchange("app.1", "secret-of-app-1", &grant);
    assert_eq!(again.status, 400);
    victim.exchange(
        "app.1",
        "secret-guessed",
        &format!("grant_type=refresh_token&refresh_token={refresh}"),
    );
    for path in [
        format!("/rest/user.option.set?auth={access}&options[k]=secret-value"),
        "/rest/user.option.get?auth=secret-guess&option=secret-value".to_owned(),
        "/rest/1/secret-hook/user.option.set?options[k]=secret-value".to_owned(),
        "/rest/1/secret-wrong/user.option.get".to_owned(),
        "/rest/secret-hook/1/user.option.get".to_owned(),
        "/rest/1/secret-hook".to_owned(),
        "/rest/secret.hook.misplaced/profile".to_owned(),
        "/rest/user.option.get?auth=secret-old".to_owned(),
        "/oauth/authorize/?client_id=secret-client&state=secret-state".to_owned(),
    ] {
        victim.get(&path);
    }
    let commands = json!([
        "user.option.set?options[k]=secret-value&auth=secret-ada-1",
        "no.such?x=secret-value"
    ]);
    victim.post(
        "/rest/batch",
        &json!({"auth": "secret-ben-1", "cmd": commands}),
    );
    let bearer = "Authorization: Bearer secret-ada-1\r\n";
    victim.send("GET", "/rest/profile", bearer, b"");
    victim.form("/rest/profile", "auth=secret-ada-1&%FF%FE=secret-value");
    let handler = "http://secret-user:secret-word@localhost:9/secret-path";
    let bind = format!("auth=secret-ada-1&event=ONAPPTEST&handler={handler}");
    assert_eq!(victim.form("/rest/event.bind", &bind).status, 400);
    let handler = "http://127.0.0.1:9/secret-path?secret-query";
    let bind = format!("auth=secret-ada-1&event=ONAPPTEST&handler={handler}");
    assert_eq!(victim.form("/rest/event.bind", &bind).status, 200);
    let fire = victim.form("/rest/event.test", "auth=secret-ada-1&text=secret-value");
    assert_eq!(fire.status, 200);
    let begun = std::time::Instant::now();
    while !victim.log().contains("ONAPPTEST") && begun.elapsed().as_secs() < 10 {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let log = victim.log();
    assert!(log.contains("ONAPPTEST"), "{log}");
    assert!(log.lines().count() > 15, "{log}");
    for secret in ["secret", access, refresh, &*code] {
        let found = log.lines().find(|line| line.contains(secret));
        assert_eq!(found, None);
    }
}

// Attack: read secrets in the files of the store
// Answer: only hashes are there
#[test]
fn secrets_in_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let store = format!("sqlite:{}/portal.db", folder.path().display());
    let victim = Victim::new("", &["--store", &store]);
    let code = victim.code();
    let grant = format!("grant_type=authorization_code&code={code}");
    let pair = victim.exchange("app.1", "secret-of-app-1", &grant).json();
    let secrets = [
        "secret-of-app-1",
        "secret-ada-1",
        "secret-refresh-ada-1",
        "secret-hook",
        &code,
        pair["access_token"].as_str().unwrap(),
        pair["refresh_token"].as_str().unwrap(),
    ];
    for file in fs::read_dir(folder.path()).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap_or_default();
        for secret in secrets {
            let found = bytes
                .windows(secret.len())
                .any(|window| window == secret.as_bytes());
            assert!(!found, "{secret}");
        }
    }
}
