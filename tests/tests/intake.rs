//! What becomes of a request: paths, verbs, headers, credentials, limits (P-1 – P-19, P-37 – P-42).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use axum::body::Body;
use axum::http::{Method, Request};
use bitrix_rest_tests::server::Server;
use serde_json::{Value, json};

fn server() -> Server {
    Server::new().unwrap()
}

async fn echo(path: &str, kind: &str, body: &str) -> Value {
    let answer = server().post_as(path, kind, body.to_owned()).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    answer.result()
}

const ECHO: &str = "/rest/test.echo?auth=tok";
const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

// Proves: P-1, P-2, P-7, P-9, P-85, P-315, P-325
#[tokio::test]
async fn paths() {
    let server = server();
    for path in [
        "/rest/test.echo?auth=tok",
        "/rest/test.echo/?auth=tok",
        "/rest//test.echo?auth=tok",
        "//rest/test.echo?auth=tok",
        "/rest/7/sec/test.echo",
        "/rest/7/sec//test.echo/",
        "/rest/Test.ECHO?auth=tok",
        "/rest/7/sec/TEST.echo.JSON",
    ] {
        let answer = server.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    }
    let unknown = (
        404,
        "ERROR_METHOD_NOT_FOUND".to_owned(),
        "Method not found!".to_owned(),
    );
    for path in [
        "/rest/no.such.method",
        "/rest/api",
        "/rest/",
        "/rest",
        "/rest/7/sec",
        "/rest/a/b/c/d/e",
    ] {
        assert_eq!(server.post(path, "").await.error(), unknown, "{path}");
    }
}

// Proves: P-2, P-8, P-322
#[tokio::test]
async fn rest_3_paths_are_answered_in_rest_3() {
    let server = server();
    for path in [
        "/rest/api/no.such",
        "/rest/api/7/sec/no.such/",
        "/rest/api/test.echo",
        "/rest//api/x",
    ] {
        let answer = server.post(path, "{}").await;
        assert_eq!(answer.status, 404, "{path}");
        let error = &answer.json()["error"];
        assert_eq!(
            error["code"], "BITRIX_REST_V3_EXCEPTION_METHODNOTFOUNDEXCEPTION",
            "{path}"
        );
        assert!(error["message"].is_string(), "{path}");
    }
}

// Proves: P-3, P-30
#[tokio::test]
async fn the_method_may_be_a_parameter() {
    let server = server();
    let asked = [
        server.get("/rest/?method=test.echo&auth=tok&a=1").await,
        server.form("/rest/", "method=test.echo&auth=tok&a=1").await,
        server
            .form("/rest/x/y", "method=test.echo.json&aplogin=7&ap=sec&a=1")
            .await,
    ];
    for answer in asked {
        assert_eq!(
            (answer.status, answer.result()),
            (200, json!({"a": "1"})),
            "{}",
            answer.text
        );
    }
    // Not from JSON.
    let answer = server
        .post("/rest/", json!({"method": "test.echo", "auth": "tok"}))
        .await;
    assert_eq!(answer.status, 404);
    // A path that says the method wins, and the parameter never arrives.
    assert_eq!(
        echo(ECHO, JSON, r#"{"method":"x","a":1}"#).await,
        json!({"a": 1})
    );
}

// Proves: P-4, P-5
#[tokio::test]
async fn path_credentials_override_parameters() {
    let server = server();
    let answer = server
        .get("/rest/7/sec/test.echo?aplogin=1&ap=wrong&a=1")
        .await;
    assert_eq!(answer.result(), json!({"a": "1"}));
    let answer = server.get("/rest/test.echo?aplogin=7&ap=sec&a=1").await;
    assert_eq!(answer.result(), json!({"a": "1"}));
    let answer = server.get("/rest/%37/s%65c/test.echo?a=1").await;
    assert_eq!(answer.result(), json!({"a": "1"}));
}

// Proves: P-6
#[tokio::test]
async fn the_suffix_selects_the_format_and_accept_does_not() {
    let server = server();
    for path in ["/rest/test.echo", "/rest/test.echo.json"] {
        let request = Request::get(format!("{path}?auth=tok")).header("accept", "text/xml");
        let answer = server.send(request.body(Body::empty())).await;
        assert_eq!(
            answer.headers["content-type"], "application/json; charset=utf-8",
            "{path}"
        );
    }
    let answer = server.get("/rest/test.echo.XML?auth=tok").await;
    assert_eq!(answer.headers["content-type"], "text/xml; charset=utf-8");
    assert!(
        answer.text.starts_with("<response><result>"),
        "{}",
        answer.text
    );
}

// Proves: P-10, P-11, P-12
#[tokio::test]
async fn verbs() {
    let server = server();
    let path = "/rest/test.echo?auth=tok&q=1";
    for verb in [Method::PUT, Method::PATCH, Method::DELETE, Method::GET] {
        let answer = server.verb(verb.clone(), path, r#"{"b":2}"#).await;
        assert_eq!(
            answer.result(),
            json!({"q": "1"}),
            "{verb}: the body is ignored"
        );
    }
    let answer = server.verb(Method::POST, path, r#"{"b":2}"#).await;
    assert_eq!(answer.result(), json!({"q": "1", "b": 2}));
    let answer = server.verb(Method::HEAD, path, "").await;
    assert_eq!((answer.status, answer.text.as_str()), (200, ""));
    // P-12: a token in such a body is not found.
    let answer = server
        .verb(Method::GET, "/rest/test.echo", r#"{"auth":"tok"}"#)
        .await;
    assert_eq!(answer.error().1, "NO_AUTH_FOUND");
}

// Proves: P-13, P-14
#[tokio::test]
async fn options_and_headers() {
    let server = server();
    let answer = server.verb(Method::OPTIONS, "/rest/no.such", "").await;
    assert_eq!((answer.status, answer.text.as_str()), (200, ""));
    let answers = [
        answer,
        server.get("/rest/test.echo?auth=tok").await,
        server.get("/rest/test.echo").await,
        server.get("/rest/no.such.xml").await,
        server.get("/rest/api/no.such").await,
    ];
    for answer in answers {
        assert_eq!(answer.headers["access-control-allow-origin"], "*");
        assert_eq!(
            answer.headers["access-control-allow-headers"],
            "origin, content-type, accept"
        );
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
        assert!(
            !answer
                .headers
                .contains_key("access-control-allow-credentials")
        );
        assert!(!answer.headers.contains_key("access-control-allow-methods"));
    }
}

// Proves: P-15, P-86, P-268
#[tokio::test]
async fn webhooks_want_https() {
    let server = Server::with(|builder| builder.behind_proxy(true)).unwrap();
    let refused = (
        400,
        "INVALID_REQUEST".to_owned(),
        "Https required.".to_owned(),
    );
    // Before the code is looked at.
    for path in ["/rest/7/sec/test.echo", "/rest/7/wrong/test.echo"] {
        assert_eq!(server.get(path).await.error(), refused);
    }
    assert_eq!(
        server.get("/rest/test.echo?auth=tok").await.status,
        200,
        "tokens have no such check"
    );
    let over_tls = Request::get("/rest/7/sec/test.echo").header("x-forwarded-proto", "https");
    assert_eq!(server.send(over_tls.body(Body::empty())).await.status, 200);
    let marked = Request::get("/rest/7/sec/test.echo").extension(bitrix_rest::Secure);
    assert_eq!(server.send(marked.body(Body::empty())).await.status, 200);
    // A proxy is believed only if the server is told of one.
    let strict = Server::with(|builder| builder).unwrap();
    let forged = Request::get("/rest/7/sec/test.echo").header("x-forwarded-proto", "https");
    assert_eq!(
        strict.send(forged.body(Body::empty())).await.error(),
        refused
    );
}

// Proves: P-17, P-18
#[tokio::test]
async fn what_sdks_add_is_dropped() {
    let added = "bx24_request_id=1&bx24_sdk_ver=2&bx24_sdk_type=b24-js-sdk";
    assert_eq!(
        echo(&format!("{ECHO}&{added}&bx24_other=1"), JSON, r#"{"a":1}"#).await,
        json!({"bx24_other": "1", "a": 1})
    );
    let answer = server()
        .post(&format!("/rest/test.positional?auth=tok&{added}"), "[3,4]")
        .await;
    assert_eq!(answer.result(), json!([3, 4]));
}

// Proves: P-19, P-29, P-326
#[tokio::test]
async fn nothing_at_all_is_no_parameters() {
    let server = server();
    for (kind, body) in [
        (JSON, ""),
        (JSON, "{}"),
        (JSON, "[]"),
        (FORM, ""),
        ("", ""),
        ("text/plain", "  \r\n"),
    ] {
        let answer = server.post_as(ECHO, kind, body).await;
        assert_eq!(
            (answer.status, answer.result()),
            (200, json!([])),
            "{kind}: {body:?}"
        );
    }
    // A GET that claims JSON and has no body; a trailing ampersand; upgrade headers on a POST.
    assert_eq!(
        server
            .verb(Method::GET, &format!("{ECHO}&"), "")
            .await
            .result(),
        json!([])
    );
    let upgrade = Request::post(ECHO)
        .header("connection", "Upgrade, HTTP2-Settings")
        .header("upgrade", "h2c")
        .header("http2-settings", "AAMAAABkAARAAAAAAAIAAAAA")
        .header("content-length", "0");
    assert_eq!(server.send(upgrade.body(Body::empty())).await.status, 200);
}

// Proves: P-37, P-38, P-39, P-328
#[tokio::test]
async fn credentials_are_found_and_removed() {
    let server = server();
    let bearer = |scheme: &str, path: &str| {
        Request::get(path).header("authorization", format!("{scheme} tok"))
    };
    for scheme in ["Bearer", "bearer", "BEARER"] {
        let answer = server
            .send(bearer(scheme, "/rest/test.echo?a=1").body(Body::empty()))
            .await;
        assert_eq!(answer.result(), json!({"a": "1"}), "{scheme}");
    }
    // The header first, then auth, then access_token; what is empty or an array counts as none.
    for path in [
        "/rest/test.echo?auth=tok&access_token=wrong",
        "/rest/test.echo?auth=&access_token=tok",
        "/rest/test.echo?auth[]=x&access_token=tok",
    ] {
        let answer = server.get(path).await;
        assert_eq!(
            (answer.status, answer.result()),
            (200, json!([])),
            "{path}: {}",
            answer.text
        );
    }
    let answer = server
        .send(bearer("Bearer", "/rest/test.echo?auth=wrong").body(Body::empty()))
        .await;
    assert_eq!(answer.status, 200, "the header decides");
    // P-328: the token in the body, parameters in the query.
    let answer = server
        .post("/rest/test.echo?a=1", json!({"access_token": "tok"}))
        .await;
    assert_eq!(answer.result(), json!({"a": "1"}));
    // P-39: the first kind that is found decides; there is no falling through.
    let answer = server.get("/rest/7/sec/test.echo?auth=wrong").await;
    assert_eq!(answer.error().1, "invalid_token");
    // P-37: names of another kind stay.
    let answer = server
        .get("/rest/7/sec/test.echo?sessid=1&auth_connector=c")
        .await;
    assert_eq!(
        answer.result(),
        json!({"sessid": "1", "auth_connector": "c"})
    );
    let answer = server
        .get("/rest/test.echo?auth=tok&aplogin=7&sessid=1&auth_connector=c")
        .await;
    assert_eq!(answer.result(), json!({"aplogin": "7", "sessid": "1"}));
}

// Proves: P-40, P-41, P-42
#[tokio::test]
async fn start_and_state_are_taken_and_token_is_not() {
    let server = server();
    assert_eq!(
        echo(&format!("{ECHO}&start=5&state=x&token=t"), JSON, "").await,
        json!({"token": "t"})
    );
    for (start, page) in [
        ("", json!([0, true])),
        ("start=50", json!([50, true])),
        ("start=12abc", json!([12, true])),
        ("start=abc", json!([0, true])),
        ("start=-1", json!([0, false])),
    ] {
        let answer = server
            .get(&format!("/rest/test.page?auth=tok&{start}"))
            .await;
        assert_eq!(answer.result(), page, "{start}");
    }
}

// Proves: P-329
#[tokio::test]
async fn long_queries() {
    let path = format!("{ECHO}&q={}", "x".repeat(50_000));
    let answer = server().get(&path).await;
    assert_eq!(answer.result()["q"].as_str().unwrap().len(), 50_000);
}

#[tokio::test]
async fn what_is_too_large_gets_an_error_of_its_own() {
    let server = Server::with(|builder| builder.body_limit(100).header_limit(100)).unwrap();
    let answer = server
        .post(
            "/rest/test.echo?auth=tok",
            format!("{{\"a\":\"{}\"}}", "x".repeat(100)),
        )
        .await;
    assert_eq!(
        (answer.status, answer.error().1.as_str()),
        (413, "ERROR_REQUEST_TOO_LARGE")
    );
    let long = Request::get("/rest/test.echo?auth=tok").header("x-long", "x".repeat(100));
    let answer = server.send(long.body(Body::empty())).await;
    assert_eq!(
        (answer.status, answer.error().1.as_str()),
        (431, "ERROR_HEADERS_TOO_LARGE")
    );
}

#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let never = futures_util::stream::pending::<Result<Vec<u8>, std::io::Error>>();
    let answer = server().post_as(ECHO, JSON, Body::from_stream(never)).await;
    assert_eq!(
        (answer.status, answer.error().1.as_str()),
        (408, "ERROR_REQUEST_TIMEOUT")
    );
}
