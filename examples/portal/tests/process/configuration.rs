//! A portal of one's own.

use std::process::Command;

use serde_json::{Value, json};

use crate::support::{Portal, command, file};

/// The sample is what is served without a configuration.
#[test]
fn the_sample_is_the_demo() {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/portal.toml");
    let portal = Portal::start(&["--config", sample]);
    for path in [
        "user.option.get?auth=demo-token-1",
        "user.option.get?auth=demo-token-3",
        "1/demo-app-webhook/user.option.get",
        "1/demo-plain-webhook/server.time",
    ] {
        assert_eq!(portal.get(path).0, 200, "{path}");
    }
    let stdout = portal.stdout();
    let summary = format!("Read from {sample}: users 3, applications 1, tokens 4, webhooks 2\n");
    assert!(stdout.contains(&summary), "{stdout}");
    assert!(
        !stdout.contains("demo-"),
        "secrets of a file are not printed: {stdout}"
    );
}

/// With a secret of the file in its place, a command works as it stands; the file's first webhooks and tokens do not work.
#[test]
fn commands_with_placeholders_are_printed() {
    let (_directory, path) = file(
        &EVERYTHING
            .replace("https_only_webhooks = true", "https_only_webhooks = false")
            .replace(
                "[[webhooks]]\nuser = 10\ncode = \"live\"",
                "[[webhooks]]\nuser = 11\ncode = \"of-nobody\"\n\n\
                 [[webhooks]]\nuser = 10\ncode = \"at-once\"\nexpires_in = 0\n\n\
                 [[webhooks]]\nuser = 10\ncode = \"live\"",
            ),
    );
    let portal = Portal::start(&["--config", &path]);
    let stdout = portal.stdout();
    let commands: Vec<&str> = stdout
        .lines()
        .filter(|line| line.starts_with("curl "))
        .collect();
    let base = format!("http://{}/rest", portal.address);
    assert_eq!(
        commands,
        [
            format!("curl '{base}/10/{{code}}/server.time'"),
            format!("curl -d 'auth={{token}}' {base}/server.time"),
        ]
    );
    for command in commands {
        let command = command.replace("{code}", "live").replace("{token}", "open");
        let output = Command::new("sh")
            .args(["-c", &format!("{command} -sS")])
            .output()
            .unwrap();
        let body: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(body["result"].is_string(), "{command}: {body}");
    }
}

#[test]
fn no_command_is_printed_that_nobody_could_use() {
    let (_directory, path) = file("[[users]]\nid = 1\nlogin = \"ada\"\n");
    let stdout = Portal::start(&["--config", &path]).stdout();
    assert!(
        stdout.ends_with("users 1, applications 0, tokens 0, webhooks 0\nAll is kept in memory\n"),
        "{stdout}"
    );
}

const EVERYTHING: &str = r#"
[server]
listen = "127.0.0.1:1"
time_zone = "+05:45"
php_escaping = true
https_only_webhooks = true
behind_proxy = true

[limits]
body_bytes = 64
header_bytes = 300
form_variables = 2
form_depth = 1
json_values = 4
option_bytes = 20

[[users]]
id = 10
login = "ada"

[[users]]
id = 11
login = "ben"
active = false

[[applications]]
client_id = "app.open"
client_secret = "s1"
scopes = ["crm"]
status = "paid"

[[applications]]
client_id = "app.closed"
client_secret = "s2"
access = [11]

[[applications]]
client_id = "app.off"
client_secret = "s3"
active = false

[[tokens]]
token = "open"
refresh = "open-refresh"
application = "app.open"
user = 10

[[tokens]]
token = "over"
application = "app.open"
user = 10
expired = true

[[tokens]]
token = "at-once"
application = "app.open"
user = 10
expires_in = 0

[[tokens]]
token = "dismissed"
application = "app.open"
user = 11

[[tokens]]
token = "closed"
application = "app.closed"
user = 10

[[tokens]]
token = "off"
application = "app.off"
user = 10

[[webhooks]]
user = 10
code = "live"

[[webhooks]]
user = 10
code = "switched-off"
active = false

[[webhooks]]
user = 10
code = "past"
expired = true
"#;

// Proves: P-87, P-89
#[test]
fn everything_can_be_configured() {
    let (_directory, path) = file(EVERYTHING);
    let portal = Portal::start(&["--config", &path]);
    for (token, error) in [
        ("over", "expired_token"),
        ("at-once", "expired_token"),
        ("dismissed", "authorization_error"),
        ("closed", "user_access_error"),
        ("off", "APPLICATION_NOT_FOUND"),
        ("open-refresh", "invalid_token"),
    ] {
        let (_, body) = portal.get(&format!("server.time?auth={token}"));
        assert_eq!(body["error"], json!(error), "{token}");
    }
    let (_, body) = portal.get("server.time?auth=open");
    assert!(
        body["result"].as_str().unwrap().ends_with("+05:45"),
        "{body}"
    );
    for (code, status) in [("live", 200), ("switched-off", 401), ("past", 401)] {
        let path = format!("/rest/10/{code}/server.time");
        assert_eq!(
            portal
                .send("GET", &path, &["X-Forwarded-Proto: https"], "")
                .0,
            status,
            "{code}"
        );
        assert_eq!(portal.send("GET", &path, &[], "").0, 400, "{code}");
    }
}

// Proves: P-36
#[test]
fn limits_hold() {
    let (_directory, path) = file(EVERYTHING);
    let portal = Portal::start(&["--config", &path]);
    let (status, body) = portal.post("user.option.set?auth=open", &json!({ "k": "x".repeat(64) }));
    assert_eq!(
        (status, &body["error"]),
        (413, &json!("ERROR_REQUEST_TOO_LARGE"))
    );
    let long = format!("X-Long: {}", "x".repeat(300));
    assert_eq!(
        portal
            .send("GET", "/rest/server.time?auth=open", &[&long], "")
            .0,
        431
    );
    // The token is the first variable, so one is left; and brackets may not nest.
    assert_eq!(portal.get("user.option.set?auth=open&a=1&b=2").0, 200);
    assert_eq!(
        portal.get("user.option.get?auth=open").1["result"],
        json!({ "a": "1" })
    );
    let (status, body) = portal.post("user.option.set?auth=open", &json!({ "k": "x".repeat(20) }));
    assert_eq!((status, &body["argument"]), (400, &json!("k")), "{body}");
    let (status, body) = portal.post("user.option.set?auth=open", &json!([1, 2, 3, 4]));
    assert_eq!(status, 413, "{body}");
}

#[test]
fn options_win_over_the_file_and_over_the_environment() {
    let (_directory, path) = file(EVERYTHING);
    // The file says port 1, the environment another address that cannot be had.
    let mut command = command();
    command.args(["serve", "--listen", "127.0.0.1:0", "--time-zone", "+01:00"]);
    let portal = Portal::start_with(
        command
            .env("PORTAL_LISTEN", "nowhere")
            .env("PORTAL_CONFIG", &path),
    );
    let (_, body) = portal.get("server.time?auth=open");
    assert!(
        body["result"].as_str().unwrap().ends_with("+01:00"),
        "{body}"
    );
}

#[test]
fn the_environment_says_where_to_listen() {
    let mut command = command();
    let portal = Portal::start_with(command.arg("serve").env("PORTAL_LISTEN", "localhost:0"));
    assert_eq!(portal.get("server.time?auth=demo-token-1").0, 200);
    assert!(
        !portal.address.ends_with(":0"),
        "the port that was taken is printed"
    );
}
