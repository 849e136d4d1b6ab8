//! No secret reaches a log, at no level, by no way.

use serde_json::json;

use crate::support::{Portal, command, file};

const PORTAL: &str = r#"
[[users]]
id = 1
login = "admin"

[[users]]
id = 2
login = "gone"
active = false

[[applications]]
client_id = "app.1"
client_secret = "sesame-client"

[[tokens]]
token = "sesame-token"
refresh = "sesame-refresh"
application = "app.1"
user = 1

[[tokens]]
token = "sesame-expired"
application = "app.1"
user = 1
expired = true

[[tokens]]
token = "sesame-gone"
application = "app.1"
user = 2

[[webhooks]]
user = 1
code = "sesame-webhook"
application = "app.1"

[[webhooks]]
user = 1
code = "sesame-plain"
"#;

/// Every secret of this test contains this word, as do its wrong ones and the data that is stored.
const WORD: &str = "sesame";

#[test]
fn no_secret_reaches_the_log() {
    let (_directory, path) = file(PORTAL);
    let mut command = command();
    command.args(["serve", "--listen", "127.0.0.1:0", "--config", &path]);
    let mut portal = Portal::start_with(command.env("RUST_LOG", "trace"));
    let mut calls = 0;
    for token in [
        "sesame-token",
        "sesame-expired",
        "sesame-gone",
        "sesame-wrong",
        "sesame%20x",
    ] {
        for name in ["auth", "access_token", "AUTH", "token"] {
            calls += in_every_place(&portal, name, token);
        }
        for scheme in ["Bearer", "bearer", "Basic", ""] {
            let header = format!("Authorization: {scheme} {token}");
            for path in [
                "/rest/server.time",
                "/rest/api/server.time",
                "/rest/no.such",
            ] {
                portal.send("GET", path, &[&header], "");
                calls += 1;
            }
        }
    }
    for code in [
        "sesame-webhook",
        "sesame-plain",
        "sesame-wrong",
        "sesame%2Fx",
        "%73esame-webhook",
    ] {
        for path in [
            "1/{}/user.option.get",
            "1/{}/no.such",
            "1/{}/sesame.method",
            "admin/{}/server.time.xml",
            "gone/{}/server.time",
            "sesame-login/{}/server.time",
            "api/1/{}/server.time",
            "{}",
            "1/{}",
            "1/{}/",
            "{}/1/server.time",
            "1/server.time/{}",
            "a/b/c/d/{}",
            "/1//{}//server.time",
            "server.time?aplogin=1&ap={}",
            "?method={}&aplogin=1&ap={}",
            "server.time?{}",
        ] {
            let path = format!("/rest/{}", path.replace("{}", code));
            for verb in ["GET", "POST", "PUT", "OPTIONS"] {
                portal.send(verb, &path, &[], "");
                calls += 1;
            }
        }
        calls += in_every_place(&portal, "ap", code);
    }
    for options in [
        json!({ "sesame": "sesame" }),
        json!([]),
        json!("sesame"),
        json!({}),
    ] {
        portal.post(
            "1/sesame-webhook/user.option.set",
            &json!({ "options": options }),
        );
        calls += 1;
    }
    for nonsense in [
        "GET /rest/1/sesame-webhook/server.time\r\n\r\n",
        "sesame-webhook\r\n\r\n",
        "GET /rest/1/sesame-webhook/server.time HTTP/1.1\r\nsesame\r\n\r\n",
        "GET /rest/1/sesame-webhook/server.time HTTP/9.9\r\n\r\n",
        "POST /rest/1/sesame-webhook/user.option.set HTTP/1.1\r\nConnection: close\r\n\
         Transfer-Encoding: chunked\r\n\r\nsesame\r\n",
    ] {
        portal.raw(nonsense.as_bytes());
    }
    portal.signal("TERM");
    assert_eq!(portal.ended().code(), Some(0), "{}", portal.stderr());

    let log = portal.stderr();
    assert!(
        log.contains("user=1") && log.contains("error=\"expired_token\""),
        "{log}"
    );
    assert!(
        log.matches("method=").count() * 2 > calls,
        "{calls} calls, yet only this: {log}"
    );
    for (name, text) in [("stdout", portal.stdout()), ("stderr", log)] {
        let shown = text.lines().find(|line| line.to_lowercase().contains(WORD));
        assert_eq!(shown, None, "{name}");
    }
}

/// Sends a credential in the query and in every kind of body; how many calls that were.
fn in_every_place(portal: &Portal, name: &str, secret: &str) -> usize {
    let also = if name == "ap" { "aplogin=1&" } else { "" };
    let form = format!("{also}{name}={secret}");
    let json = format!(r#"{{"aplogin":"1","{name}":"{secret}","options":{{"k":"sesame"}}}}"#);
    let multipart = format!(
        "--cut\r\nContent-Disposition: form-data; name=\"aplogin\"\r\n\r\n1\r\n\
         --cut\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{secret}\r\n--cut--\r\n"
    );
    let mut calls = 0;
    for method in [
        "user.option.set",
        "server.time",
        "no.such",
        "api/server.time",
    ] {
        let path = format!("/rest/{method}");
        portal.send("GET", &format!("{path}?{form}"), &[], "");
        for (kind, body) in [
            ("application/json", json.as_str()),
            ("application/json", &json[..json.len() - 1]),
            ("application/x-www-form-urlencoded", &form),
            ("multipart/form-data; boundary=cut", &multipart),
            ("multipart/form-data; boundary=other", &multipart),
            ("text/plain", &json),
        ] {
            portal.send("POST", &path, &[&format!("Content-Type: {kind}")], body);
        }
        calls += 7;
    }
    calls
}
