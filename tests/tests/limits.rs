//! How often a client may call, and how long its methods may run (P-148 – P-155), by a simulated clock.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::future::ready;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use bitrix_rest::{BoxFuture, Builder, Call, Credentials, Error, rest_method};
use bitrix_rest_methods::limits::{MemoryMeter, OperatingLimit, Own, RateLimit, Tariff, Tariffs};
use bitrix_rest_tests::server::{Answer, Server};
use serde_json::{Value, json};
use tokio::time::{advance, sleep};

fn limited(limit: RateLimit) -> Server {
    Server::with(|builder| builder.webhooks_over_http(true).layer(limit)).unwrap()
}

fn standard() -> RateLimit {
    RateLimit::new("portal", Arc::new(MemoryMeter::new()), Tariff::STANDARD)
}

async fn from(server: &Server, last: u8, path: &str) -> Answer {
    let address = ConnectInfo(SocketAddr::from(([192, 0, 2, last], 5000)));
    let request = Request::get(path).extension(address).body(Body::empty());
    server.send(request).await
}

const ECHO: &str = "/rest/test.echo?auth=tok";

/// How many of so many calls get an answer.
async fn answered(server: &Server, calls: usize, path: &str) -> usize {
    let mut answered = 0;
    for _ in 0..calls {
        answered += usize::from(from(server, 1, path).await.status != 503);
    }
    answered
}

// Proves: P-148, P-149, P-150
#[tokio::test(start_paused = true)]
async fn the_bucket_leaks() {
    let server = limited(standard());
    // The one that finds the level at 50, not above it, is let in.
    assert_eq!(answered(&server, 60, ECHO).await, 51);
    let refused = from(&server, 1, ECHO).await;
    let expected = (
        503,
        "QUERY_LIMIT_EXCEEDED".to_owned(),
        "Too many requests".to_owned(),
    );
    assert_eq!(refused.error(), expected);
    assert!(!refused.headers.contains_key("retry-after"));
    assert_eq!(refused.json().get("time"), None);
    // What was refused did not raise the level: after a second there is room for two.
    advance(Duration::from_secs(1)).await;
    assert_eq!(answered(&server, 10, ECHO).await, 2);
    advance(Duration::from_secs(10)).await;
    assert_eq!(answered(&server, 60, ECHO).await, 20);
    // Another address has a bucket of its own.
    assert_eq!(from(&server, 2, ECHO).await.status, 200);
    let meter = Arc::new(MemoryMeter::new());
    let enterprise = limited(RateLimit::new("portal", meter, Tariff::ENTERPRISE));
    assert_eq!(answered(&enterprise, 300, ECHO).await, 251);
    advance(Duration::from_secs(1)).await;
    assert_eq!(answered(&enterprise, 10, ECHO).await, 5);
}

// Proves: P-84, P-148
#[tokio::test(start_paused = true)]
async fn it_stands_before_everything_else() {
    let server = limited(standard());
    assert_eq!(answered(&server, 60, "/rest/no.such").await, 51);
    assert_eq!(from(&server, 1, "/rest/test.echo").await.status, 503);
    assert_eq!(
        from(&server, 1, "/rest/test.echo.xml").await.text,
        "<response><error>QUERY_LIMIT_EXCEEDED</error><error_description>Too many requests</error_description></response>"
    );
    // P-13: not counted at all.
    let preflight = Request::options("/rest/test.echo").body(Body::empty());
    assert_eq!(server.send(preflight).await.status, 200);
}

// Proves: P-124
#[tokio::test(start_paused = true)]
async fn a_batch_is_one_request() {
    let server = limited(standard());
    let commands: Value = (0..50).map(|_| json!("test.echo?a=1")).collect();
    let body = json!({"auth": "tok", "cmd": commands});
    for _ in 0..20 {
        let answer = server.post("/rest/batch", body.clone()).await;
        assert_eq!(answer.result()["result"].as_array().map(Vec::len), Some(50));
    }
}

/// The webhook of the tests may call as often as it likes, the token `adm` twice at once.
struct Some7;

impl Tariffs for Some7 {
    fn of<'a>(&'a self, call: &'a Call) -> BoxFuture<'a, Option<Own>> {
        let own = match call.credentials() {
            Credentials::Webhook { .. } => Some(("webhook", None)),
            Credentials::Token(token) if token.matches("adm") => Some((
                "adm",
                Some(Tariff {
                    capacity: 1,
                    leak: 1,
                }),
            )),
            _ => None,
        };
        Box::pin(ready(own.map(|(caller, tariff)| Own {
            caller: caller.into(),
            tariff,
        })))
    }
}

// Proves: P-339
#[tokio::test(start_paused = true)]
async fn callers_may_have_limits_of_their_own() {
    let server = limited(standard().with(Some7));
    assert_eq!(answered(&server, 200, "/rest/7/sec/test.echo").await, 200);
    assert_eq!(answered(&server, 10, "/rest/test.echo?auth=adm").await, 2);
    // Neither fills the bucket of the others.
    assert_eq!(answered(&server, 60, ECHO).await, 51);
    let off = limited(RateLimit::new("portal", Arc::new(MemoryMeter::new()), None));
    assert_eq!(answered(&off, 300, ECHO).await, 300);
}

/// Takes its time.
#[rest_method("limits.slow", scope = "basic", read_only)]
async fn limits_slow(
    #[param] milliseconds: u64,
    #[param] fails: Option<bool>,
) -> Result<u64, Error> {
    sleep(Duration::from_millis(milliseconds)).await;
    match fails {
        Some(true) => Err(Error::internal("as asked")),
        _ => Ok(milliseconds),
    }
}

/// Another slow method.
#[rest_method("limits.other", scope = "basic", read_only)]
async fn limits_other() -> Result<bool, Error> {
    Ok(true)
}

fn accounted() -> Server {
    accounted_with(|builder| builder)
}

fn accounted_with(settings: impl FnOnce(Builder) -> Builder) -> Server {
    let limit = OperatingLimit::new("portal", Arc::new(MemoryMeter::new()));
    let limit = limit.limit(Duration::from_secs(60));
    Server::with(|builder| settings(builder.webhooks_over_http(true)).handler_layer(limit)).unwrap()
}

async fn slow(server: &Server, seconds: f64) -> Answer {
    let milliseconds = seconds * 1000.0;
    let path = format!("/rest/limits.slow?auth=tok&milliseconds={milliseconds}");
    server.get(&path).await
}

fn unix() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs()
}

// Proves: P-60, P-151, P-152, P-153, P-154, P-281
#[tokio::test(start_paused = true)]
async fn handler_time_is_told_and_limited() {
    let server = accounted();
    let time = async |seconds: f64| slow(&server, seconds).await.json()["time"].clone();
    // A tenth of a second or less is free.
    let free = time(0.1).await;
    assert_eq!(free["operating"], json!(0));
    assert!(
        free["operating_reset_at"]
            .as_u64()
            .unwrap()
            .abs_diff(unix() + 600)
            <= 2
    );
    let answer = slow(&server, 0.1).await;
    assert!(
        answer.text.ends_with(",\"operating\":0}}"),
        "{}",
        answer.text
    );
    let told = time(30.0).await;
    assert!(
        (told["operating"].as_f64().unwrap() - 30.0).abs() < 0.1,
        "{told}"
    );
    // The call that crosses the limit is answered; the next one is not. At the limit is not above it.
    assert_eq!(slow(&server, 29.5).await.status, 200);
    assert_eq!(slow(&server, 40.0).await.status, 200);
    let refused = slow(&server, 0.0).await;
    let text = "Method is blocked due to operation time limit.";
    assert_eq!(
        refused.error(),
        (429, "OPERATION_TIME_LIMIT".to_owned(), text.to_owned())
    );
    assert_eq!(refused.json().get("time"), None);
    // Other methods and other callers go on.
    assert_eq!(server.get("/rest/limits.other?auth=tok").await.status, 200);
    assert_eq!(
        server
            .get("/rest/limits.slow?auth=other&milliseconds=0")
            .await
            .status,
        200
    );
    // The oldest minute is forgotten ten minutes after its first call.
    advance(Duration::from_secs(540)).await;
    let told = time(0.0).await;
    let operating = told["operating"].as_f64().unwrap();
    assert!((30.0..60.0).contains(&operating), "{told}");
    advance(Duration::from_secs(700)).await;
    assert_eq!(time(0.0).await["operating"], json!(0));
}

// Proves: P-124, P-151
#[tokio::test(start_paused = true)]
async fn commands_of_a_batch_are_counted_and_fail_alone() {
    // The whole takes longer than a call may otherwise.
    let server = accounted_with(|builder| builder.deadline(Duration::from_secs(500)));
    let slow = "limits.slow?milliseconds=40000";
    let commands = json!([slow, slow, slow, "limits.other"]);
    let body = json!({"auth": "tok", "cmd": commands});
    let answer = server.post("/rest/batch", body).await;
    let result = answer.result();
    assert_eq!(
        result["result_error"],
        json!({"2": {
            "error": "OPERATION_TIME_LIMIT",
            "error_description": "Method is blocked due to operation time limit.",
        }})
    );
    assert_eq!(result["result"], json!({"0": 40000, "1": 40000, "3": true}));
    let operating = result["result_time"]["1"]["operating"].as_f64().unwrap();
    assert!((operating - 80.0).abs() < 0.1);
    // The batch itself is not charged.
    assert_eq!(answer.json()["time"].get("operating"), None);
    assert_eq!(
        server
            .post("/rest/batch", json!({"auth": "tok"}))
            .await
            .status,
        200
    );
}

// Proves: P-151
#[tokio::test(start_paused = true)]
async fn failures_take_time_too() {
    let server = accounted();
    let path = "/rest/limits.slow?auth=tok&milliseconds=50000&fails=Y";
    for _ in 0..2 {
        assert_eq!(server.get(path).await.status, 500);
    }
    assert_eq!(server.get(path).await.status, 429);
}

// Proves: P-151, P-155
#[tokio::test(start_paused = true)]
async fn a_call_that_takes_too_long_is_cut() {
    let server = accounted();
    let answer = server
        .get("/rest/limits.slow?auth=tok&milliseconds=60001")
        .await;
    assert_eq!(answer.error().1, "INTERNAL_SERVER_ERROR");
    // It is charged for what it took.
    tokio::task::yield_now().await;
    let time = slow(&server, 0.0).await.json()["time"].clone();
    let operating = time["operating"].as_f64().unwrap();
    assert!((operating - 60.0).abs() < 0.1, "{time}");
    let answer = slow(&accounted(), 59.0).await;
    assert_eq!(answer.result(), json!(59000));
}
