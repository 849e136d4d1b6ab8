//! Requests that say two things at once, or lead elsewhere.

use serde_json::json;

use crate::support::{Victim, connect, exchange, victim};

// Attack: smuggle a second request behind a first whose length is told twice, or told and chunked
// Answer: 400, and the connection ends; where the standard lets chunks win, nothing behind them is answered with a result
#[test]
fn smuggled_requests() {
    let victim = victim();
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
        let answer = victim.raw(request.as_bytes());
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{head:?}: {answer}");
        assert!(answer.starts_with("HTTP/1.1 400 "), "{head:?}: {answer}");
    }
    // Both are allowed by the standard, which then lets the chunks win; the connection must end.
    let both = format!(
        "POST /rest/no.such HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{second}",
        second.len() + 5
    );
    let answer = victim.raw(both.as_bytes());
    assert!(!answer.contains("\"result\""), "{answer}");
}

// Attack: put encoded line ends into a path or a query, to add headers to the answer
// Answer: an answer without them
#[test]
fn line_ends_in_names() {
    let victim = victim();
    for path in [
        "/rest/x%0d%0aSet-Cookie:%20evil=1",
        "/rest/server.time?auth=x%0d%0aSet-Cookie:%20evil=1",
        "/oauth/authorize/?client_id=x%0d%0aSet-Cookie:%20evil=1",
    ] {
        let answer = victim.get(path);
        assert!(!answer.head.contains("evil"), "{answer:?}");
    }
}

// Attack: leave the folder of methods with dots, slashes, NUL and their encodings
// Answer: 400, 401 or 404: no path leads to a file
#[test]
fn paths_that_lead_elsewhere() {
    let victim = victim();
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
        let answer = victim.get(path);
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
    let victim = victim();
    let markup = "%3Cscript%3Ealert(1)%3C%2Fscript%3E";
    for path in [
        format!("/rest/{markup}"),
        format!("/rest/{markup}.xml"),
        format!("/rest/server.time?auth={markup}"),
        format!("/rest/1/{markup}/server.time.xml"),
        format!("/oauth/authorize/?client_id={markup}"),
        format!("/oauth/token/?grant_type={markup}"),
    ] {
        let answer = victim.get(&path);
        let kind = answer.header("content-type");
        match kind.starts_with("application/json") {
            // Fails unless it still is JSON.
            true => assert!(answer.json()["error"].is_string(), "{path}: {answer:?}"),
            false => assert!(
                !answer.text.contains("<script>"),
                "{path}: {kind} {answer:?}"
            ),
        }
    }
    let page = victim.get("/oauth/authorize/?client_id=app.1");
    assert_eq!(page.header("x-content-type-options"), "nosniff");
}

// Attack: claim with headers that a call came over https, to use a webhook over http
// Answer: 400 `INVALID_REQUEST`
#[test]
fn claims_of_https() {
    let victim = Victim::new("", &["--https-only-webhooks"]);
    let claims = "X-Forwarded-Proto: https\r\nX-Forwarded-Ssl: on\r\nForwarded: proto=https\r\nHTTPS: on\r\n";
    let answer = victim.send("GET", "/rest/1/secret-hook/server.time", claims, b"");
    assert_eq!(answer.error(), (400, "INVALID_REQUEST".to_owned()));
}

// Attack: claim other client addresses, to have a bucket of requests for each; no proxy is there
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

// Attack: the same behind a proxy, which adds the true address to what the client claims, in the same header or in one more
// Answer: 503 `QUERY_LIMIT_EXCEEDED`, as for one client; another client is served meanwhile
#[test]
fn claims_of_addresses_before_a_proxy() {
    let settings = "[limits]\nrate = { capacity = 5, leak = 1 }\n";
    let victim = Victim::new(settings, &["--behind-proxy"]);
    let status = |claims: &str| {
        let path = "/rest/1/secret-hook/server.time";
        victim.send("GET", path, claims, b"").status
    };
    let statuses = (0..30).map(|at| match at % 2 {
        0 => status(&format!("X-Forwarded-For: 192.0.2.{at}, 198.51.100.7\r\n")),
        _ => status(&format!(
            "X-Forwarded-For: 192.0.2.{at}\r\nX-Real-IP: 192.0.2.{at}\r\nX-Forwarded-For: 198.51.100.7\r\n"
        )),
    });
    let refused = statuses.filter(|status| *status == 503).count();
    assert!(refused >= 20, "{refused}");
    assert_eq!(status("X-Forwarded-For: 198.51.100.8\r\n"), 200);
}

// Attack: a page in a browser asks the private listener, by its address or by a name of its own that leads there (DNS rebinding)
// Answer: 403 for whatever comes with an `Origin` or asks for another host than an address, `localhost` or the configured one
#[test]
fn pages_at_the_private_listener() {
    let victim = Victim::new("", &["--admin", "127.0.0.1:0"]);
    let address = victim.private();
    let asked = |line: &str, headers: &str| {
        let fault = r#"{"method":"server.time","kind":"internal-error"}"#;
        let request = format!(
            "{line} HTTP/1.1\r\n{headers}Connection: close\r\nContent-Length: {}\r\n\r\n{fault}",
            fault.len()
        );
        exchange(connect(&address), request.as_bytes())
    };
    let here = format!("Host: {address}\r\n");
    let page = "Host: page.test\r\n";
    let doubled = format!("{here}{page}");
    let from_page = format!("{here}Origin: http://page.test\r\n");
    let from_nowhere = format!("{here}Origin: null\r\n");
    for (line, headers) in [
        ("GET /metrics", page),
        ("GET /metrics", "Host: localhost.page.test\r\n"),
        ("GET /metrics", ""),
        ("GET http://page.test/metrics", &here),
        ("GET /faults", page),
        ("GET /faults", &from_page),
        ("POST /faults", page),
        ("POST /faults", &doubled),
        ("POST /faults", &from_page),
        ("POST /faults", &from_nowhere),
        ("DELETE /faults", page),
        ("OPTIONS /faults", &from_page),
    ] {
        let answer = asked(line, headers);
        // Without one host, or with two, it is no request that could be looked at.
        let hosts = headers.matches("Host: ").count();
        let status = match hosts {
            1 => "HTTP/1.1 403 ",
            _ => "HTTP/1.1 400 ",
        };
        let is_either = hosts != 1 && answer.starts_with("HTTP/1.1 403 ");
        assert!(
            answer.starts_with(status) || is_either,
            "{line} {headers:?}: {answer}"
        );
        assert!(
            !answer.to_lowercase().contains("access-control-"),
            "{answer}"
        );
    }
    // Nothing was switched on, and who runs the portal is served.
    assert_eq!(victim.get("/rest/1/secret-hook/server.time").status, 200);
    for headers in [&here, "Host: localhost:8625\r\n", "Host: [::1]\r\n"] {
        for line in ["GET /metrics", "GET /faults"] {
            let answer = asked(line, headers);
            assert!(answer.starts_with("HTTP/1.1 200 "), "{line}: {answer}");
        }
    }
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

// Attack: call a method with another letter case or padding, to slip past the scope check
// Answer: the scope of the method holds under every spelling, in a batch, too: 401 `insufficient_scope`
#[test]
fn spellings_of_a_method() {
    let victim = victim();
    for path in [
        "/rest/user.get",
        "/rest/USER.GET",
        "/rest//user.get/",
        "/rest/user.get.json",
        "/rest/user.get.xml",
        "/rest/%75ser.get",
    ] {
        let answer = victim.get(&format!("{path}?auth=secret-ada-1"));
        assert_eq!(answer.status, 401, "{path}: {answer:?}");
        assert!(
            answer.text.contains("insufficient_scope"),
            "{path}: {answer:?}"
        );
    }
    let body = json!({"auth": "secret-ada-1", "cmd": ["user.get", "USER.GET"]});
    let answer = victim.post("/rest/batch", &body);
    for command in 0..2 {
        let error = &answer.result()["result_error"][command]["error"];
        assert_eq!(error, "insufficient_scope", "{answer:?}");
    }
}
