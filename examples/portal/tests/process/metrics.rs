//! What Prometheus reads.

use std::collections::HashMap;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::faults::operated;
use crate::support::{Portal, file, outcome};
use crate::tls::curl;

/// What the private listener says: the values by name and labels. What is no line of the format is told.
pub(crate) fn read(admin: &str) -> HashMap<String, f64> {
    let (code, text) = curl(&[&format!("http://{admin}/metrics")]);
    assert_eq!(code, 0);
    let mut lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.pop(), Some("# EOF"));
    let mut types = HashMap::new();
    let mut values = HashMap::new();
    for line in lines {
        if let Some(comment) = line.strip_prefix("# ") {
            let (kind, rest) = comment.split_once(' ').unwrap();
            let (name, rest) = rest.split_once(' ').unwrap();
            match kind {
                "TYPE" => assert_eq!(types.insert(name, rest), None, "{name} twice"),
                "HELP" | "UNIT" => {}
                _ => panic!("{line}"),
            }
            continue;
        }
        let (name, value) = line.rsplit_once(' ').unwrap();
        let family = name.split('{').next().unwrap();
        let known = ["", "_total", "_bucket", "_sum", "_count"]
            .iter()
            .any(|end| {
                family
                    .strip_suffix(end)
                    .is_some_and(|family| types.contains_key(family))
            });
        assert!(known, "{line}");
        let value: f64 = value.parse().unwrap();
        assert_eq!(values.insert(name.to_owned(), value), None, "{name} twice");
    }
    values
}

/// Waits until a value is there.
fn wait(admin: &str, name: &str, value: f64) {
    let deadline = Instant::now() + Duration::from_secs(10);
    loop {
        let found = read(admin).get(name).copied();
        if found == Some(value) {
            return;
        }
        assert!(Instant::now() < deadline, "{name}: {found:?}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

// Proves: P-306
#[test]
fn calls_are_counted_by_method_error_and_application() {
    let (portal, admin) = operated(&[]);
    for path in [
        "user.option.get?auth=demo-token-1",
        "USER.OPTION.GET?auth=demo-token-2",
        "user.option.get?auth=wrong",
        "user.option.get",
        "1/demo-plain-webhook/server.time",
        "1/demo-plain-webhook/user.option.get",
    ] {
        portal.get(path);
    }
    let batch = json!({"auth": "demo-token-1", "cmd": ["server.time", "no.such", "app.info"]});
    assert_eq!(portal.post("batch", &batch).0, 200);
    let values = read(&admin);
    for (name, expected) in [
        (
            r#"portal_call_seconds_count{method="user.option.get"}"#,
            5.0,
        ),
        (r#"portal_call_seconds_count{method="server.time"}"#, 2.0),
        (r#"portal_call_seconds_count{method="batch"}"#, 1.0),
        (
            r#"portal_call_errors_total{method="user.option.get",error="NO_AUTH_FOUND"}"#,
            1.0,
        ),
        (
            r#"portal_call_errors_total{method="user.option.get",error="invalid_token"}"#,
            1.0,
        ),
        (
            r#"portal_call_errors_total{method="user.option.get",error="AccessException"}"#,
            1.0,
        ),
        (
            r#"portal_call_errors_total{method="(unknown)",error="ERROR_METHOD_NOT_FOUND"}"#,
            1.0,
        ),
        (
            r#"portal_application_calls_total{application="app.demo",method="user.option.get"}"#,
            2.0,
        ),
        (
            r#"portal_application_calls_total{application="(webhook)",method="server.time"}"#,
            1.0,
        ),
        (r#"portal_http_responses_total{status="200"}"#, 4.0),
        (r#"portal_http_responses_total{status="401"}"#, 2.0),
        ("portal_calls_running", 0.0),
    ] {
        let found = values.get(name).copied();
        assert_eq!(found, Some(expected), "{name}: {values:#?}");
    }
}

#[test]
fn times_are_histograms() {
    let (portal, admin) = operated(&[]);
    let delay = "fault add --method server.time --kind delay --milliseconds 300 --count 1 --admin";
    let arguments: Vec<&str> = delay.split(' ').chain([admin.as_str()]).collect();
    assert_eq!(outcome(&arguments).0, 0);
    for _ in 0..4 {
        assert_eq!(portal.get("server.time?auth=demo-token-1").0, 200);
    }
    let values = read(&admin);
    let mut buckets: Vec<(f64, f64)> = values
        .iter()
        .filter_map(|(name, count)| {
            let bound = name.strip_prefix("portal_call_seconds_bucket{le=\"")?;
            let (bound, method) = bound.split_once("\",")?;
            let bound = bound.replace("+Inf", "inf").parse().unwrap();
            (method == "method=\"server.time\"}").then_some((bound, *count))
        })
        .collect();
    buckets.sort_by(|a, b| a.0.total_cmp(&b.0));
    assert!(buckets.is_sorted_by(|a, b| a.1 <= b.1), "{buckets:?}");
    assert_eq!(buckets.len(), 14);
    assert_eq!(buckets.last().unwrap().1, 4.0);
    let below = |limit: f64| {
        buckets
            .iter()
            .rfind(|(bound, _)| *bound <= limit)
            .unwrap()
            .1
    };
    // The three that nobody delayed may be slow on a busy machine; the fourth is never quick.
    assert!(below(0.25) <= 3.0 && below(30.0) == 4.0, "{buckets:?}");
    let sum = values[r#"portal_call_seconds_sum{method="server.time"}"#];
    assert!(sum >= 0.3, "{sum}");
}

#[test]
fn the_store_is_timed() {
    let (portal, admin) = operated(&[]);
    let name = |operation: &str| format!("portal_store_seconds_count{{operation=\"{operation}\"}}");
    assert!(!read(&admin).contains_key(&name("options.set")));
    let body = json!({"auth": "demo-token-1", "options": {"k": "v"}});
    for _ in 0..3 {
        assert_eq!(portal.post("user.option.set", &body).0, 200);
    }
    portal.get("user.option.get?auth=demo-token-1&option=k");
    portal.get("user.option.get?auth=demo-token-1");
    assert_eq!(portal.send("GET", "/readyz", &[], "").0, 200);
    let values = read(&admin);
    for (operation, expected) in [
        ("options.set", 3.0),
        ("options.one", 1.0),
        ("options.all", 1.0),
        ("check", 1.0),
    ] {
        assert_eq!(values[&name(operation)], expected, "{operation}");
    }
    assert!(values[&name("accounts.token")] >= 5.0);
    assert!(
        !values
            .keys()
            .any(|name| name.contains("store_errors_total"))
    );
}

#[test]
fn calls_that_run_and_calls_that_nobody_waits_for() {
    let (portal, admin) = operated(&[]);
    let delay = "fault add --method server.time --kind delay --milliseconds 60000 --admin";
    let arguments: Vec<&str> = delay.split(' ').chain([admin.as_str()]).collect();
    assert_eq!(outcome(&arguments).0, 0);
    let call = || {
        use std::io::Write;
        let mut stream = TcpStream::connect(&portal.address).unwrap();
        let request = "GET /rest/server.time?auth=demo-token-1 HTTP/1.1\r\nHost: portal\r\n\r\n";
        stream.write_all(request.as_bytes()).unwrap();
        stream
    };
    let waiting = [call(), call(), call()];
    wait(&admin, "portal_calls_running", 3.0);
    let open = read(&admin);
    assert!(open["portal_tasks"] >= 3.0, "{open:?}");
    drop(waiting);
    wait(&admin, "portal_calls_running", 0.0);
    let unanswered = r#"portal_call_errors_total{method="server.time",error="(no answer)"}"#;
    assert_eq!(read(&admin)[unanswered], 3.0);
}

#[test]
fn the_process() {
    let (portal, admin) = operated(&[]);
    let before = read(&admin);
    assert!(before["process_resident_memory_bytes"] > 1e6);
    assert!(before["process_start_time_seconds"] > 1.7e9);
    assert!(before["process_max_fds"] >= before["process_open_fds"]);
    let many: Vec<TcpStream> = (0..20)
        .map(|_| TcpStream::connect(&portal.address).unwrap())
        .collect();
    // Each was accepted once the last one is answered.
    assert_eq!(portal.get("server.time?auth=demo-token-1").0, 200);
    let after = read(&admin);
    let more = after["process_open_fds"] - before["process_open_fds"];
    assert!((20.0..25.0).contains(&more), "{more}");
    drop(many);
}

/// Whatever callers write: neither their secrets nor names of their own become labels.
#[test]
fn labels_are_few_and_no_secrets() {
    let (portal, admin) = operated(&[]);
    for number in 0..50 {
        portal.get(&format!("made.up{number}?auth=hush{number}"));
        portal.get(&format!("1/hush{number}/server.time"));
        portal.get(&format!("server.time?auth=hush{number}"));
        portal.get(&format!("hush{number}/server.time"));
    }
    portal.get("server.time?auth=demo-token-1");
    portal.get("1/demo-app-webhook/server.time");
    let (_, text) = curl(&[&format!("http://{admin}/metrics")]);
    for secret in ["hush", "made", "demo-token", "demo-app-webhook", "secret"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    let calls = text
        .lines()
        .filter(|line| line.starts_with("portal_call_seconds_count"));
    assert_eq!(calls.count(), 2, "{text}");
}

#[test]
fn it_says_what_it_is() {
    let (_portal, admin) = operated(&[]);
    let (_, head) = curl(&["--include", &format!("http://{admin}/metrics")]);
    let kind = "content-type: application/openmetrics-text; version=1.0.0; charset=utf-8";
    assert!(head.to_lowercase().contains(kind), "{head}");
    // Only who asks for it has it.
    let portal = Portal::start(&[]);
    assert!(!portal.stdout().contains("/metrics"));
    assert!(!portal.stderr().contains("listening privately"));
}

/// What the limits refuse is a call, and no use of its method.
#[test]
fn what_limits_refuse_is_counted_as_refused() {
    let sample = include_str!("../../portal.toml");
    let limited = sample.replace("\nrate = \"off\"", "\nrate = { capacity = 2, leak = 1 }");
    let (_directory, config) = file(&limited);
    let (portal, admin) = operated(&["--config", &config]);
    let refused = (0..10).filter(|_| portal.get("server.time?auth=demo-token-1").0 == 503);
    let refused = refused.count() as f64;
    assert!(refused > 0.0);
    let values = read(&admin);
    let error = r#"portal_call_errors_total{method="server.time",error="QUERY_LIMIT_EXCEEDED"}"#;
    let used = r#"portal_application_calls_total{application="app.demo",method="server.time"}"#;
    assert_eq!((values[error], values[used]), (refused, 10.0 - refused));
    let calls = r#"portal_call_seconds_count{method="server.time"}"#;
    assert_eq!(values[calls], 10.0);
}
