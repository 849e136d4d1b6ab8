//! The portal that needs no configuration.

use std::process::Command;

use serde_json::{Value, json};

use crate::support::{Portal, command, file, outcome};

/// What is printed is pasted into a shell as it stands.
#[test]
fn every_command_that_is_printed_works() {
    let portal = Portal::start(&[]);
    let banner = portal.stdout();
    let commands: Vec<&str> = banner
        .split("\n\n")
        .filter_map(|block| block.split_once("\ncurl"))
        .map(|(_, rest)| rest)
        .collect();
    let results: Vec<Value> = commands
        .iter()
        .map(|command| {
            let output = Command::new("sh")
                .arg("-c")
                .arg(format!("curl -sS{command}"))
                .output()
                .unwrap();
            let body: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| {
                panic!("{command}: {}", String::from_utf8_lossy(&output.stderr))
            });
            assert!(body["time"]["duration"].is_number(), "{command}: {body}");
            body["result"].clone()
        })
        .collect();
    let all = json!({ "data": "value", "data2": "value2" });
    let [set, one, every] = [json!(true), json!("value"), all];
    assert_eq!(results[..3], [set.clone(), one.clone(), every.clone()]);
    assert_eq!(results[3..6], [set, one, every]);
    assert!(
        results[6]
            .as_str()
            .is_some_and(|date| date.ends_with("+00:00")),
        "{results:?}"
    );
    assert_eq!(results.len(), 7);
}

// Proves: P-97, P-204, P-262, P-313
#[test]
fn only_the_tied_webhook_has_an_application() {
    let portal = Portal::start(&[]);
    let refusal = json!({
        "error": "AccessException", "error_description": "Application context required",
    });
    assert_eq!(
        portal.post("1/demo-plain-webhook/user.option.get", &json!({})),
        (400, refusal)
    );
    let (status, body) = portal.post("admin/demo-app-webhook/user.option.get", &json!({}));
    assert_eq!((status, &body["result"]), (200, &json!([])));
}

// Proves: P-214, P-219, P-308, P-309
#[test]
fn every_user_has_a_token_and_settings_of_their_own() {
    let portal = Portal::start(&[]);
    for user in 1..=3 {
        let token = format!("demo-token-{user}");
        let (status, body) = portal.post(
            "user.option.set",
            &json!({ "options": { "user": user }, "auth": token }),
        );
        assert_eq!((status, &body["result"]), (200, &json!(true)));
    }
    for user in 1..=3 {
        let (_, body) = portal.get(&format!("user.option.get?auth=demo-token-{user}"));
        assert_eq!(body["result"], json!({ "user": user }));
        let status = portal
            .get(&format!(
                "app.option.set?options[k]=v&auth=demo-token-{user}"
            ))
            .0;
        assert_eq!(
            status,
            if user == 1 { 200 } else { 400 },
            "only user 1 is an administrator"
        );
    }
}

// Proves: P-3, P-90, P-314, P-315
#[test]
fn refusals() {
    let portal = Portal::start(&[]);
    for (path, status, code) in [
        ("server.time?auth=demo-token-expired", 401, "expired_token"),
        ("server.time?auth=nope", 401, "invalid_token"),
        ("1/nope/server.time", 401, "INVALID_CREDENTIALS"),
        ("user.option.get", 401, "NO_AUTH_FOUND"),
        ("no.such.method", 404, "ERROR_METHOD_NOT_FOUND"),
        ("", 404, "ERROR_METHOD_NOT_FOUND"),
        ("?method=server.time", 401, "NO_AUTH_FOUND"),
    ] {
        let (found, body) = portal.get(path);
        assert_eq!((found, &body["error"]), (status, &json!(code)), "{path}");
    }
}

#[test]
fn healthz_answers_ok() {
    let portal = Portal::start(&[]);
    assert_eq!(
        portal.send("GET", "/healthz", &[], ""),
        (200, "ok".to_owned())
    );
}

// Proves: P-48, P-49
#[test]
fn the_time_zone_is_an_option() {
    let portal = Portal::start(&["--time-zone", "-09:30"]);
    let (_, body) = portal.get("server.time?auth=demo-token-1");
    assert!(
        body["result"].as_str().unwrap().ends_with("-09:30"),
        "{body}"
    );
    assert!(
        body["time"]["date_start"]
            .as_str()
            .unwrap()
            .ends_with("-09:30"),
        "{body}"
    );
}

// Proves: P-65, P-66
#[test]
fn php_escaping_is_an_option() {
    for (options, expected) in [
        (&[][..], r#""result":"a/<b>""#),
        (&["--php-escaping"], r#""result":"a\/\u003Cb\u003E""#),
    ] {
        let portal = Portal::start(options);
        portal.post(
            "user.option.set",
            &json!({ "options": { "k": "a/<b>" }, "auth": "demo-token-1" }),
        );
        let path = "/rest/user.option.get?option=k&auth=demo-token-1";
        let (_, body) = portal.send("GET", path, &[], "");
        assert!(body.contains(expected), "{options:?}: {body}");
    }
}

// Proves: P-15
#[test]
fn https_only_webhooks_is_an_option() {
    let path = "/rest/1/demo-app-webhook/server.time";
    let forwarded = ["X-Forwarded-Proto: https"];
    let portal = Portal::start(&["--https-only-webhooks"]);
    for headers in [&[][..], &forwarded] {
        let (status, body) = portal.send("GET", path, headers, "");
        assert_eq!(status, 400, "{body}");
        assert!(body.contains(r#""error":"INVALID_REQUEST""#), "{body}");
    }
    assert_eq!(portal.get("server.time?auth=demo-token-1").0, 200);
    let portal = Portal::start(&["--https-only-webhooks", "--behind-proxy"]);
    assert_eq!(portal.send("GET", path, &forwarded, "").0, 200);
    assert_eq!(portal.send("GET", path, &[], "").0, 400);
}

/// The log says so, whether the address comes from an option or a file, and whether or not the demo was copied.
#[test]
fn public_secrets_on_a_public_address_are_warned_of() {
    let warned = |arguments: &[&str]| {
        let mut command = command();
        let mut portal = Portal::start_with(command.arg("serve").args(arguments));
        portal.signal("TERM");
        assert_eq!(portal.ended().code(), Some(0));
        let log = portal.stderr();
        log.contains("WARN") && log.contains("secrets of the demo are public")
    };
    let sample = include_str!("../../portal.toml");
    let everywhere = sample.replace("127.0.0.1:8624", "0.0.0.0:0");
    let (_copies, copy) = file(&everywhere);
    let (_owns, own) = file(&everywhere.replace("\"demo-", "\"own-"));
    assert!(warned(&["--listen", "0.0.0.0:0"]));
    assert!(warned(&["--config", &copy]));
    assert!(!warned(&["--config", &own]));
    assert!(!warned(&["--listen", "127.0.0.1:0"]));
}

#[test]
fn without_a_command_there_is_help() {
    let (code, stdout, stderr) = outcome(&[]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert!(
        stdout.contains("Usage: portal [OPTIONS] [COMMAND]") && stdout.contains("serve"),
        "{stdout}"
    );
    let (code, stdout, _) = outcome(&["serve", "--help"]);
    assert_eq!(code, 0);
    for option in [
        "--listen",
        "--config",
        "--time-zone",
        "--php-escaping",
        "--https-only-webhooks",
        "--behind-proxy",
        "--log",
        "PORTAL_LISTEN",
        "PORTAL_CONFIG",
        "--store",
        "PORTAL_STORE",
        "--portal",
        "RUST_LOG",
        "127.0.0.1:8624",
    ] {
        assert!(stdout.contains(option), "{option}: {stdout}");
    }
    assert!(
        stdout.contains("\n\nOn SIGINT or SIGTERM running calls end and the exit code is 0;"),
        "{stdout}"
    );
}
