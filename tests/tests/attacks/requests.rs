//! Requests that say two things at once, or lead elsewhere.

use serde_json::json;

use crate::support::{Victim, victim};

// Attack: smuggle a second request behind a first whose length is told twice, or told and chunked
// Answer: 400, and the connection ends; where the standard lets chunks win, nothing behind them is answered with a result
#[test]
fn smuggled_requests() {
    let second = "GET /rest/server.time?auth=secret-ada-1 HTTP/1.1\r\nHost: a\r\n\r\n";
    for head in [
        "Content-Length: 0\r\nContent-Length: 5\r\n".to_owned(),
        "Content-Length: 0, 5\r\n".to_owned(),
        "Content-Length: -1\r\n".to_owned(),
        "Content-Length: +4\r\n".to_owned(),
        "Content-Length : 4\r\n".to_owned(),
        "Transfer-Encoding: chunked, identity\r\n".to_owned(),
        "Transfer-Encoding: xchunked\r\n".to_owned(),
        " Folded: header\r\nContent-Length: 4\r\n".to_owned(),
    ] {
        let request = format!("POST /rest/no.such HTTP/1.1\r\nHost: a\r\n{head}\r\n{second}");
        let answer = victim().raw(request.as_bytes());
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{head:?}: {answer}");
        assert!(answer.starts_with("HTTP/1.1 400 "), "{head:?}: {answer}");
    }
    // Both are allowed by the standard, which then lets the chunks win; the connection must end.
    let both = format!(
        "POST /rest/no.such HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{second}",
        second.len() + 5
    );
    let answer = victim().raw(both.as_bytes());
    assert!(!answer.contains("\"result\""), "{answer}");
}

// Attack: put line ends into a header or a path, to add headers to the answer
// Answer: 400, or an answer without them
#[test]
fn line_ends_in_names() {
    for path in [
        "/rest/x%0d%0aSet-Cookie:%20evil=1",
        "/rest/server.time?auth=x%0d%0aSet-Cookie:%20evil=1",
        "/oauth/authorize/?client_id=x%0d%0aSet-Cookie:%20evil=1",
    ] {
        let answer = victim().get(path);
        assert!(!answer.head.contains("evil"), "{answer:?}");
    }
}

// Attack: leave the folder of methods with dots, slashes, NUL and their encodings
// Answer: 404 `ERROR_METHOD_NOT_FOUND`, 404, or 401: no path leads to a file
#[test]
fn paths_that_lead_elsewhere() {
    for path in [
        "/rest/../../etc/passwd",
        "/rest/..%2f..%2fetc%2fpasswd",
        "/rest/%2e%2e/%2e%2e/etc/passwd",
        "/rest/....//....//etc/passwd",
        "/rest/1/secret-hook/../../../etc/passwd",
        "/rest/1/secret-hook/%2e%2e%2fserver.time",
        "/rest/server.time%00.json?auth=secret-ada-1",
        "/rest/server.time/../../healthz",
        "/rest\\server.time",
        "/../rest",
        "//etc/passwd",
        "/rest/file:%2f%2f%2fetc%2fpasswd",
    ] {
        let answer = victim().get(path);
        assert!(
            matches!(answer.status, 400 | 401 | 404),
            "{path}: {answer:?}"
        );
        assert!(!answer.text.contains("root:"), "{path}");
    }
}

// Attack: write markup into what errors repeat
// Answer: JSON that stays JSON, XML that stays XML, pages that escape it; `X-Content-Type-Options: nosniff` on pages
#[test]
fn markup_in_what_is_repeated() {
    let markup = "%3Cscript%3Ealert(1)%3C%2Fscript%3E";
    for path in [
        format!("/rest/{markup}"),
        format!("/rest/{markup}.xml"),
        format!("/rest/server.time?auth={markup}"),
        format!("/rest/1/{markup}/server.time.xml"),
        format!("/oauth/authorize/?client_id={markup}"),
        format!("/oauth/token/?grant_type={markup}"),
    ] {
        let answer = victim().get(&path);
        let kind = answer.header("content-type");
        let harmless = kind.starts_with("application/json") || !answer.text.contains("<script>");
        assert!(harmless, "{path}: {kind} {answer:?}");
    }
    let page = victim().get("/oauth/authorize/?client_id=app.1");
    assert_eq!(page.header("x-content-type-options"), "nosniff");
}

// Attack: claim with headers that a call came over https, to use a webhook over http
// Answer: 400 `INVALID_REQUEST`, unless the portal was told of a proxy
#[test]
fn claims_of_https() {
    let victim = Victim::new("", &["--https-only-webhooks"]);
    let claims = "X-Forwarded-Proto: https\r\nX-Forwarded-Ssl: on\r\nForwarded: proto=https\r\nHTTPS: on\r\n";
    let answer = victim.send("GET", "/rest/1/secret-hook/server.time", claims, b"");
    assert_eq!(answer.error(), (400, "INVALID_REQUEST".to_owned()));
}

// Attack: claim other client addresses, to have a bucket of requests for each
// Answer: 503 `QUERY_LIMIT_EXCEEDED`, as for one client
#[test]
fn claims_of_addresses() {
    let victim = Victim::new("[limits]\nrate = { capacity = 5, leak = 1 }\n", &[]);
    let statuses = (0..30).map(|at| {
        let claims = format!("X-Forwarded-For: 192.0.2.{at}\r\nX-Real-IP: 192.0.2.{at}\r\nForwarded: for=192.0.2.{at}\r\n");
        victim.send("GET", "/rest/1/secret-hook/server.time", &claims, b"").status
    });
    let refused = statuses.filter(|status| *status == 503).count();
    assert!(refused >= 20, "{refused}");
}

// Attack: send another `Host`, to have it in replies that name the portal
// Answer: replies name the configured address
#[test]
fn another_host() {
    let victim = Victim::new("", &[]);
    let request = "POST /oauth/token/?grant_type=refresh_token&client_id=app.1&client_secret=secret-of-app-1&refresh_token=secret-refresh-ada-1 HTTP/1.1\r\n\
        Host: evil.example\r\nX-Forwarded-Host: evil.example\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    let answer = victim.raw(request.as_bytes());
    assert!(
        answer.starts_with("HTTP/1.1 200") && !answer.contains("evil"),
        "{answer}"
    );
}

// Attack: call a method that is only for calls inside the portal, or with another letter case or padding, to slip past the scope check
// Answer: the scope of the method holds under every spelling: 401 `insufficient_scope`, else 404
#[test]
fn spellings_of_a_method() {
    for path in [
        "/rest/user.get",
        "/rest/USER.GET",
        "/rest//user.get/",
        "/rest/user.get.json",
        "/rest/user.get.xml",
        "/rest/%75ser.get",
    ] {
        let answer = victim().get(&format!("{path}?auth=secret-ada-1"));
        let told = answer.text.contains("insufficient_scope");
        assert!(
            (answer.status == 401 && told) || answer.status == 404,
            "{path}: {answer:?}"
        );
    }
    let body = json!({"auth": "secret-ada-1", "cmd": ["user.get", "USER.GET"]});
    let answer = victim().post("/rest/batch", &body);
    assert_eq!(
        answer.result()["result_error"].as_array().map(Vec::len),
        Some(2),
        "{answer:?}"
    );
}
