//! The methods, called over a socket.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Status and body of a `GET` below `/rest/1/`, at a server of its own.
async fn get(path: &str) -> (u16, Value) {
    let router =
        axum::Router::new().nest_service("/rest", custom_scope::api().unwrap().into_router());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move { axum::serve(listener, router).await });
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request =
        format!("GET /rest/1/{path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).await.unwrap();
    server.abort();
    let (head, body) = reply.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(body).unwrap())
}

// Proves: P-289, P-290, P-291
#[tokio::test]
async fn parameters_come_back() {
    let (status, body) = get("secret/SigurdTest.Test?sword=gram&kin[]=sigmund").await;
    assert_eq!(status, 200);
    let result = json!({ "user": 1, "query": { "sword": "gram", "kin": ["sigmund"] } });
    assert_eq!(body["result"], result);
    assert!(body["time"]["start"].is_number());
}

// Proves: P-76, P-294
#[tokio::test]
async fn an_error_has_code_status_and_extra_keys() {
    for path in [
        "secret/sigurdtest.test?error=1",
        "secret/sigurdtest.test?error=N",
    ] {
        let (status, body) = get(path).await;
        assert_eq!(status, 402, "{path}");
        assert_eq!(
            body,
            json!({
                "error": "SIGURD_UNPAID",
                "error_description": "Sigurd wants 30 gold pieces first",
                "price": 30,
            })
        );
    }
}

// Proves: P-92, P-289
#[tokio::test]
async fn a_webhook_without_the_scope() {
    let (status, body) = get("other/sigurdtest.test").await;
    assert_eq!(
        (status, &body["error"]),
        (401, &json!("insufficient_scope"))
    );
    assert_eq!(
        get("wrong/sigurdtest.test").await.1["error"],
        "INVALID_CREDENTIALS"
    );
}

// Proves: P-55, P-57, P-58, P-297
#[tokio::test]
async fn next_and_total_stand_beside_the_result() {
    let (_, body) = get("secret/sigurdtest.saga.list?start=50").await;
    assert_eq!(body["result"].as_array().map(Vec::len), Some(50));
    assert_eq!(body["result"][0], json!({ "id": 51, "title": "Saga 51" }));
    assert_eq!((&body["next"], &body["total"]), (&json!(100), &json!(120)));
    let (_, last) = get("secret/sigurdtest.saga.list?start=100").await;
    assert_eq!((last.get("next"), &last["total"]), (None, &json!(120)));
}
