//! Calls that fail because somebody wants them to.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Portal, command, file, outcome, sqlite};
use crate::tls::connect;

/// A portal with a private listener, and its address.
pub(crate) fn operated(options: &[&str]) -> (Portal, String) {
    let portal = Portal::start(&[&["--admin", "127.0.0.1:0"], options].concat());
    let banner = portal.stdout();
    let address = banner
        .split_once("curl http://")
        .and_then(|(_, rest)| rest.split_once("/metrics\n"))
        .map(|(address, _)| address.to_owned());
    (portal, address.unwrap_or_else(|| panic!("{banner}")))
}

/// What `portal fault …` says.
fn fault(admin: &str, arguments: &[&str]) -> String {
    let (code, stdout, stderr) = outcome(&[&["fault"], arguments, &["--admin", admin]].concat());
    assert_eq!((code, stderr.as_str()), (0, ""), "{arguments:?}");
    stdout
}

fn add(admin: &str, method: &str, kind: &str, rest: &[&str]) -> String {
    let arguments = ["add", "--method", method, "--kind", kind];
    fault(admin, &[&arguments, rest].concat())
}

/// What came back on a connection of its own, until the portal closed it.
fn answer(mut stream: impl Read + Write, path: &str) -> String {
    let request = format!("GET /rest/{path} HTTP/1.1\r\nHost: portal\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut read = Vec::new();
    // To be cut off is the end, too.
    let _ = stream.read_to_end(&mut read);
    String::from_utf8(read).unwrap()
}

fn plain(portal: &Portal) -> TcpStream {
    TcpStream::connect(&portal.address).unwrap()
}

const GET: &str = "user.option.get?option=k&auth=demo-token-1";

// Proves: P-75, P-90
#[test]
fn answers_of_the_system() {
    let (portal, admin) = operated(&[]);
    for (kind, status, body) in [
        (
            "query-limit",
            503,
            r#"{"error":"QUERY_LIMIT_EXCEEDED","error_description":"Too many requests"}"#,
        ),
        (
            "operation-time-limit",
            429,
            r#"{"error":"OPERATION_TIME_LIMIT","error_description":"Method is blocked due to operation time limit."}"#,
        ),
        (
            "internal-error",
            500,
            r#"{"error":"INTERNAL_SERVER_ERROR","error_description":"Internal server error"}"#,
        ),
        (
            "expired-token",
            401,
            r#"{"error":"expired_token","error_description":"The access token provided has expired"}"#,
        ),
    ] {
        add(&admin, "user.option.get", kind, &["--count", "2"]);
        let path = format!("/rest/{GET}");
        for (status, body) in [(status, Some(body)), (status, Some(body)), (200, None)] {
            let (answered, text) = portal.send("GET", &path, &[], "");
            assert_eq!(answered, status, "{kind}: {text}");
            assert_eq!(body.unwrap_or(&text), text, "{kind}");
        }
    }
    // What was spent is gone.
    assert_eq!(fault(&admin, &["list", "--json"]), "");
    let log = portal.stderr();
    assert_eq!(log.matches("portal::faults: a fault strikes").count(), 8);
    assert!(
        log.contains(r#"a fault strikes fault=4 kind="expired-token" methods=user.option.get"#),
        "{log}"
    );
}

#[test]
fn a_fault_is_about_methods_and_stays_until_it_is_removed() {
    let (portal, admin) = operated(&[]);
    add(&admin, "user.option.*", "query-limit", &[]);
    add(&admin, "SERVER.TIME", "internal-error", &["--count", "5"]);
    let status = |path: &str| portal.get(path).0;
    for _ in 0..3 {
        assert_eq!(status(GET), 503);
    }
    assert_eq!(
        status("User.Option.Set?auth=demo-token-1&options[a]=1"),
        503
    );
    assert_eq!(status("1/demo-app-webhook/user.option.get"), 503);
    assert_eq!(status("app.option.get?auth=demo-token-1"), 200);
    assert_eq!(status("server.time?auth=demo-token-1"), 500);
    let listed = fault(&admin, &["list"]);
    assert_eq!(
        listed,
        "ID  METHOD         KIND            MILLISECONDS  RATE  LEFT  STRUCK\n\
         1   user.option.*  query-limit     -             -     -     5\n\
         2   SERVER.TIME    internal-error  -             -     4     1\n"
    );
    let lines = fault(&admin, &["list", "--json"]);
    let lines: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines[0]["struck"], 5);
    assert_eq!(
        (&lines[1]["id"], &lines[1]["count"]),
        (&json!(2), &json!(4))
    );
    assert_eq!(fault(&admin, &["remove", "1"]), "fault 1 was removed\n");
    assert_eq!(status(GET), 200);
    assert_eq!(fault(&admin, &["remove", "--all"]), "faults removed: 1\n");
    assert_eq!(status("server.time?auth=demo-token-1"), 200);
    assert_eq!(fault(&admin, &["remove", "--all"]), "faults removed: 0\n");
}

/// A client can be tested with methods that the stand-in does not have.
#[test]
fn a_method_that_is_not_there() {
    let (portal, admin) = operated(&[]);
    let said = add(&admin, "crm.*", "query-limit", &["--count", "1"]);
    assert_eq!(
        said,
        "fault 1 was added: query-limit for the next call of crm.*\n\
         note: this portal has no such method; the fault strikes calls of it all the same\n"
    );
    assert_eq!(portal.get("CRM.lead.list?auth=demo-token-1").0, 503);
    assert_eq!(portal.get("crm.lead.list?auth=demo-token-1").0, 404);
    let said = add(
        &admin,
        "user.*",
        "delay",
        &["--milliseconds", "5", "--rate", "0.5"],
    );
    assert_eq!(
        said,
        "fault 2 was added: delay of 5 ms for calls of user.*, at the rate 0.5\n"
    );
}

#[test]
fn only_a_token_expires() {
    let (portal, admin) = operated(&[]);
    add(&admin, "*", "expired-token", &["--count", "1"]);
    assert_eq!(portal.get("1/demo-app-webhook/user.option.get").0, 200);
    assert_eq!(portal.get("user.option.get").0, 401);
    let bearer = ["Authorization: Bearer demo-token-1"];
    let (status, body) = portal.send("GET", "/rest/user.option.get", &bearer, "");
    assert!(status == 401 && body.contains("expired_token"), "{body}");
    assert_eq!(
        portal.send("GET", "/rest/user.option.get", &bearer, "").0,
        200
    );
}

// Proves: P-116, P-118
#[test]
fn commands_of_a_batch_are_calls() {
    let (portal, admin) = operated(&[]);
    let mut batch = json!({
        "auth": "demo-token-1",
        "cmd": {"a": "server.time", "b": "user.option.get", "c": "server.time"},
    });
    add(&admin, "user.option.get", "query-limit", &["--count", "2"]);
    let (status, body) = portal.post("batch", &batch);
    let result = &body["result"];
    assert_eq!(status, 200);
    assert_eq!(
        result["result_error"],
        json!({"b": {"error": "QUERY_LIMIT_EXCEEDED", "error_description": "Too many requests"}})
    );
    assert!(result["result"]["a"].is_string() && result["result"]["c"].is_string());
    batch["halt"] = json!(1);
    let (_, body) = portal.post("batch", &batch);
    let result = &body["result"]["result"];
    assert!(result["a"].is_string() && result["c"].is_null(), "{body}");
    // All of it is one request, with one connection.
    add(&admin, "user.option.get", "drop", &["--count", "1"]);
    let lost = "batch?auth=demo-token-1&cmd[a]=server.time&cmd[b]=user.option.get";
    assert_eq!(answer(plain(&portal), lost), "");
    assert!(answer(plain(&portal), lost).starts_with("HTTP/1.1 200 "));
    add(&admin, "batch", "internal-error", &["--count", "1"]);
    assert_eq!(portal.post("batch", &batch).0, 500);
}

#[test]
fn a_connection_is_closed_without_an_answer() {
    let (portal, admin) = operated(&[]);
    let kept = || portal.get(GET).1["result"].clone();
    let set = |value: &str| format!("user.option.set?auth=demo-token-1&options[k]={value}");
    assert!(answer(plain(&portal), &set("first")).ends_with('}'));
    add(&admin, "user.option.set", "drop", &["--count", "1"]);
    assert_eq!(answer(plain(&portal), &set("never")), "");
    assert_eq!(kept(), "first");
    add(&admin, "user.option.set", "lose-answer", &["--count", "1"]);
    assert_eq!(answer(plain(&portal), &set("unseen")), "");
    assert_eq!(kept(), "unseen");
    // One that was used before, and is used by nobody else.
    let mut used = plain(&portal);
    let mut other = plain(&portal);
    let request = |path: &str| format!("GET /rest/{path} HTTP/1.1\r\nHost: portal\r\n\r\n");
    for stream in [&mut used, &mut other] {
        stream.write_all(request(GET).as_bytes()).unwrap();
        read_answer(stream);
    }
    add(&admin, "user.option.get", "drop", &["--count", "1"]);
    assert_eq!(answer(used, GET), "");
    assert!(answer(other, GET).starts_with("HTTP/1.1 200 "));
    portal.stop();
}

/// Reads one answer, and no more.
fn read_answer(stream: &mut TcpStream) {
    let mut read = Vec::new();
    while !read.ends_with(b"}}") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        read.push(byte[0]);
    }
}

#[test]
fn a_connection_inside_of_tls_is_closed_too() {
    let (directory, store) = sqlite();
    let (portal, admin) = operated(&["--store", &store, "--tls-self-signed"]);
    let ca = directory.path().join("tls/ca.pem");
    let answered = |path: &Path| answer(connect(&portal, path), GET);
    assert!(answered(&ca).starts_with("HTTP/1.1 200 "));
    for kind in ["drop", "lose-answer"] {
        add(&admin, "user.option.get", kind, &["--count", "1"]);
        assert_eq!(answered(&ca), "", "{kind}");
        assert!(answered(&ca).starts_with("HTTP/1.1 200 "), "{kind}");
    }
}

// Proves: P-155, P-151
#[test]
fn a_delay_is_time_of_the_method() {
    let sample = include_str!("../../portal.toml").replace("call_seconds = 60", "call_seconds = 1");
    let (_directory, config) = file(&sample);
    let (portal, admin) = operated(&["--config", &config]);
    let timed = |path: &str| {
        let begun = Instant::now();
        let (status, body) = portal.get(path);
        (begun.elapsed(), status, body)
    };
    let delay = ["--count", "1", "--milliseconds"];
    add(&admin, "user.*", "delay", &[&delay[..], &["300"]].concat());
    let (took, status, body) = timed(GET);
    assert!(status == 200 && took >= Duration::from_millis(300));
    assert!(body["time"]["duration"].as_f64().unwrap() >= 0.3, "{body}");
    assert!(body["time"]["operating"].as_f64().unwrap() >= 0.3, "{body}");
    assert!(timed(GET).0 < Duration::from_millis(300));
    // What nobody may call is not waited for.
    add(
        &admin,
        "user.*",
        "delay",
        &[&delay[..], &["60000"]].concat(),
    );
    let (took, status, _) = timed("user.option.get?auth=wrong");
    assert!(status == 401 && took < Duration::from_secs(1), "{took:?}");
    // And nobody waits for ever.
    let (took, status, body) = timed(GET);
    assert!(took < Duration::from_secs(20), "{took:?}");
    assert_eq!(
        (status, &body["error"]),
        (500, &json!("INTERNAL_SERVER_ERROR"))
    );
}

/// However many call at the same time.
#[test]
fn a_count_is_exact() {
    let (portal, admin) = operated(&["--log", "off"]);
    add(&admin, "server.time", "query-limit", &["--count", "50"]);
    let calls = || {
        let struck = |_: &i32| portal.get("server.time?auth=demo-token-1").0 == 503;
        (0..25).filter(struck).count()
    };
    let struck: usize = std::thread::scope(|scope| {
        let callers = [(); 4].map(|()| scope.spawn(calls));
        callers.map(|caller| caller.join().unwrap()).iter().sum()
    });
    assert_eq!(struck, 50);
}

#[test]
fn a_rate_strikes_some() {
    let (portal, admin) = operated(&["--log", "off"]);
    add(&admin, "server.time", "internal-error", &["--rate", "0.3"]);
    let struck = (0..300).filter(|_| portal.get("server.time?auth=demo-token-1").0 == 500);
    // Six standard deviations around 90.
    let struck = struck.count();
    assert!((43..138).contains(&struck), "{struck}");
    let listed: Value = serde_json::from_str(&fault(&admin, &["list", "--json"])).unwrap();
    assert_eq!(
        (&listed["struck"], &listed["rate"]),
        (&json!(struck), &json!(0.3))
    );
}

/// As the sample shows them; without a private listener.
#[test]
fn faults_of_the_configuration_are_on_from_the_start() {
    let sample = include_str!("../../portal.toml");
    let (head, faults) = sample.split_once("# [[faults]]\n").unwrap();
    let faults = faults.replace("# ", "").replace("#\n", "\n");
    let (_directory, config) = file(&format!("{head}[[faults]]\n{faults}"));
    let portal = Portal::start(&["--config", &config]);
    assert!(!portal.stdout().contains("/metrics"));
    let log = portal.stderr();
    for fault in [
        r#"a fault is on from the start fault=1 kind="query-limit" methods=user.option.*"#,
        r#"a fault is on from the start fault=2 kind="delay" methods=server.time"#,
    ] {
        assert!(log.contains(fault), "{log}");
    }
    let slow = (0..5).filter(|_| {
        let begun = Instant::now();
        assert_eq!(portal.get("server.time?auth=demo-token-1").0, 200);
        begun.elapsed() >= Duration::from_millis(1500)
    });
    assert_eq!(slow.count(), 3);
}

/// The address comes from the option, else from the environment, else from the configuration.
#[test]
fn the_command_finds_the_portal() {
    let (portal, admin) = operated(&[]);
    let sample = include_str!("../../portal.toml");
    let (_directory, config) = file(&sample.replace(
        "# admin = \"127.0.0.1:8625\"",
        &format!("admin = \"{admin}\""),
    ));
    let done = |arguments: &[&str], environment: Option<&str>| {
        let mut command = command();
        command.args(["fault", "list"]).args(arguments);
        if let Some(address) = environment {
            command.env("PORTAL_ADMIN", address);
        }
        command.output().unwrap().status.code()
    };
    let (nowhere, at) = ("127.0.0.1:1", Some(admin.as_str()));
    assert_eq!(done(&["--admin", &admin], Some(nowhere)), Some(0));
    assert_eq!(done(&["--config", &config], at), Some(0));
    assert_eq!(done(&["--config", &config], None), Some(0));
    assert_eq!(done(&["--config", &config], Some(nowhere)), Some(1));
    assert_eq!(done(&[], None), Some(2));
    portal.stop();
}
