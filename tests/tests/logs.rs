//! What the log learns, and what it does not.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::Duration;

use bitrix_rest::{Error, RestApi, rest_method};
use bitrix_rest_tests::log::Log;
use bitrix_rest_tests::server::{Server, accounts};

/// Fails late.
#[rest_method("logs.late", scope = "basic")]
async fn logs_late() -> Result<bool, Error> {
    tokio::time::sleep(Duration::from_secs(10)).await;
    Err(Error::internal("disk full"))
}

#[tokio::test(start_paused = true)]
async fn a_write_that_fails_after_its_deadline_tells_its_cause() {
    let log = Log::default();
    let _collecting = log.collect();
    let builder = RestApi::explicit()
        .method::<LogsLate>()
        .authenticator(accounts);
    let api = builder.deadline(Duration::from_secs(1)).build().unwrap();
    let error = api.call(LogsLate {}).by_user(7).await.unwrap_err();
    assert_eq!(error.code(), "INTERNAL_SERVER_ERROR");
    api.finish().await;
    let text = log.text();
    assert!(text.contains("no answer within 1s"), "{text}");
    let late = text.lines().find(|line| line.contains("disk full"));
    assert!(
        late.is_some_and(|line| line.contains("logs.late") && line.contains("user=7")),
        "{text}"
    );
}

/// Of REST 3.0 the log tells what was answered, and of a batch each cause once.
#[tokio::test]
async fn the_log_tells_what_rest_3_answers() {
    let log = Log::default();
    let _collecting = log.collect();
    let server = Server::new().unwrap();
    server.post("/rest/api/logs.scoped?auth=tok", "{}").await;
    let text = log.text();
    let line = text.lines().find(|line| line.contains("answered")).unwrap();
    assert!(
        line.contains("status=403") && line.contains("INSUFFICIENTSCOPEEXCEPTION"),
        "{line}"
    );
    let calls = r#"[{"method": "logs.dry", "query": {}}]"#;
    let answer = server.post("/rest/api/batch?auth=tok", calls).await;
    assert_eq!(answer.status, 500);
    let text = log.text();
    assert_eq!(text.matches("the pump is dry").count(), 1, "{text}");
}

/// Needs a scope that nobody has.
#[rest_method("logs.scoped", scope = custom("nobody"), versions(v3))]
async fn logs_scoped() -> Result<bool, Error> {
    Ok(true)
}

/// Fails inside.
#[rest_method("logs.dry", scope = "basic", versions(v3))]
async fn logs_dry() -> Result<bool, Error> {
    Err(Error::internal("the pump is dry"))
}

#[tokio::test]
async fn a_call_is_one_line_without_parameters_and_secrets() {
    let log = Log::default();
    let _collecting = log.collect();
    let server = Server::new().unwrap();
    server
        .post("/rest/test.echo?auth=tok", r#"{"private":"thing"}"#)
        .await;
    server.get("/rest/7/sec/test.crm").await;
    server.get("/rest/test.mistyped").await;
    server.get("/rest/sesame.method").await;
    server.get("/rest/k8s0vd1x").await;
    let text = log.text();
    let answered = text.lines().filter(|line| line.contains("answered"));
    assert_eq!(answered.count(), 5, "{text}");
    assert!(
        text.contains(r#"method="test.echo""#) && text.contains("user=7"),
        "{text}"
    );
    assert!(
        text.contains(r#"application="app.1""#) && text.contains("status=200"),
        "{text}"
    );
    assert!(
        text.contains(r#"method="test.mistyped""#),
        "a mistyped method is shown: {text}"
    );
    for secret in ["private", "thing", "tok", "7/sec", "sesame", "k8s0vd1x"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}

#[tokio::test]
async fn what_is_ignored_in_silence_is_told() {
    let log = Log::default();
    let _collecting = log.collect();
    let server = Server::new().unwrap();
    server.post("/rest/test.echo?auth=tok", r#"{"a":"#).await;
    server.form("/rest/test.echo?auth=tok", r#"{"a":1}"#).await;
    let many: Vec<String> = (0..1001).map(|number| format!("v{number}=1")).collect();
    server
        .form("/rest/test.echo?auth=tok", &many.join("&"))
        .await;
    let text = log.text();
    for told in [
        "a body was ignored",
        "looks like JSON",
        "more variables than the limit",
    ] {
        assert!(text.contains(told), "{told}: {text}");
    }
}

/// The cause of an internal error is only in the log; the caller gets what finds it there.
#[tokio::test]
async fn an_internal_error_is_found_in_the_log_by_its_request_id() {
    let log = Log::default();
    // Also where the spans of calls are not logged.
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::WARN)
        .with_ansi(false)
        .with_writer(log.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let server = Server::new().unwrap();
    let mut ids = Vec::new();
    for _ in 0..2 {
        let answer = server.get("/rest/logs.broken?auth=tok").await;
        assert_eq!(answer.error().1, "INTERNAL_SERVER_ERROR");
        assert!(!answer.text.contains("cable 7"), "{}", answer.text);
        ids.push(answer.headers["x-request-id"].to_str().unwrap().to_owned());
    }
    drop(guard);
    assert_ne!(ids[0], ids[1]);
    let text = log.text();
    for id in ids {
        let line = text
            .lines()
            .find(|line| line.contains(&id) && line.contains("cable 7 is cut"));
        assert!(line.is_some(), "{id}: {text}");
    }
}

/// Fails.
#[rest_method("logs.broken", scope = "basic")]
async fn logs_broken() -> Result<bool, Error> {
    Err(Error::internal("cable 7 is cut"))
}

#[tokio::test]
async fn every_answer_has_a_request_id() {
    let server = Server::new().unwrap();
    for path in [
        "/rest/server.time?auth=tok",
        "/rest/no.such",
        "/rest/api/server.time",
        "/elsewhere",
    ] {
        let answer = server.get(path).await;
        let id = answer.headers["x-request-id"].to_str().unwrap();
        assert_eq!(answer.headers.get_all("x-request-id").iter().count(), 1);
        assert!(
            id.len() == 16 && id.bytes().all(|digit| digit.is_ascii_hexdigit()),
            "{path}: {id}"
        );
    }
}
