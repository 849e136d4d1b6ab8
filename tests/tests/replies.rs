//! Envelopes and JSON text (P-55 – P-69), errors (P-74 – P-83), and the order of checks (P-84 – P-97).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "replies/errors.rs"]
mod errors;

use bitrix_rest_tests::server::Server;
use serde_json::{Value, json};

fn server() -> Server {
    Server::new().unwrap()
}

// Proves: P-55, P-60, P-61, P-62, P-68, P-274
#[tokio::test]
async fn the_envelope() {
    let answer = server()
        .get("/rest/user.option.get?auth=tok&option=none")
        .await;
    assert_eq!(
        answer.headers["content-type"],
        "application/json; charset=utf-8"
    );
    let json = answer.json();
    let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["result", "time"]);
    assert_eq!(json["result"], Value::Null);
    let time = json["time"].as_object().unwrap();
    let keys: Vec<&String> = time.keys().collect();
    assert_eq!(
        keys,
        [
            "start",
            "finish",
            "duration",
            "processing",
            "date_start",
            "date_finish"
        ]
    );
    let number = |key: &str| time[key].as_f64().unwrap();
    let micros = |key: &str| (number(key) * 1e6).round() as i64;
    assert_eq!(
        micros("finish") - micros("start"),
        micros("duration"),
        "{time:?}"
    );
    assert!(number("processing") <= number("duration"));
    assert!(number("start") > 1.7e9 && number("start").fract() != 0.0);
    assert!(time["date_start"].as_str().unwrap().ends_with("+00:00"));
}

// Proves: P-55
#[tokio::test]
async fn another_2xx_status() {
    let answer = server().get("/rest/test.created?auth=tok").await;
    assert_eq!((answer.status, answer.result()), (201, json!(5)));
}

// Proves: P-56
#[tokio::test]
async fn total_and_next_are_lifted() {
    let server = server();
    let answer = server.get("/rest/test.lifted?auth=tok&next=50").await;
    let keys: Vec<String> = answer.json().as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["result", "next", "total", "time"]);
    assert_eq!(answer.json()["next"], json!(50));
    assert_eq!(answer.json()["total"], json!(120));
    assert_eq!(answer.result(), json!({"rows": [1, 2]}));
    let answer = server.get("/rest/test.lifted?auth=tok").await;
    let keys: Vec<String> = answer.json().as_object().unwrap().keys().cloned().collect();
    assert_eq!(
        keys,
        ["result", "total", "time"],
        "a null next is not lifted"
    );
}

// Proves: P-59
#[tokio::test]
async fn a_result_that_is_an_error() {
    let server = server();
    let answer = server
        .post(
            "/rest/test.echo?auth=tok",
            json!({"error": "E", "error_description": "d", "x": 1}),
        )
        .await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.text,
        r#"{"error":"E","error_description":"d","x":1}"#
    );
    let answer = server
        .post(
            "/rest/test.echo?auth=tok",
            json!({"error": "E", "error_description": ""}),
        )
        .await;
    assert_eq!(
        answer.result(),
        json!({"error": "E", "error_description": ""})
    );
}

// Proves: P-63, P-64, P-66, P-67
#[tokio::test]
async fn json_as_php_writes_it() {
    let server = server();
    let echo = |body: &'static str| {
        let server = server.clone();
        async move { server.post("/rest/test.echo?auth=tok", body).await.text }
    };
    for (sent, result) in [
        (r#"{"x":{"0":"a","1":"b"}}"#, r#"{"x":["a","b"]}"#),
        (r#"{"x":{"1":"b"}}"#, r#"{"x":{"1":"b"}}"#),
        (r#"{"x":{"0":"a","2":"c"}}"#, r#"{"x":{"0":"a","2":"c"}}"#),
        (r#"{"x":{"1":"a","0":"b"}}"#, r#"{"x":{"1":"a","0":"b"}}"#),
        (r#"{"x":{}}"#, r#"{"x":[]}"#),
        ("{}", "[]"),
        (
            r#"{"x":[100.0,0.0,-0.0,0.00001,1e17,0.1]}"#,
            r#"{"x":[100,0,-0,1.0e-5,1.0e+17,0.1]}"#,
        ),
        (r#"{"x":"</a> é/"}"#, r#"{"x":"</a> é/"}"#),
    ] {
        let text = echo(sent).await;
        assert!(
            text.starts_with(&format!("{{\"result\":{result},\"time\":")),
            "{sent}: {text}"
        );
    }
}

// Proves: P-65
#[tokio::test]
async fn php_escapes_are_a_switch() {
    let server = Server::with(|builder| builder.php_escaping(true)).unwrap();
    let answer = server
        .post(
            "/rest/test.echo?auth=tok",
            json!({"x": "<a href='/'>\"é\"&</a>"}),
        )
        .await;
    let text = r#"{"x":"\u003Ca href=\u0027\/\u0027\u003E\u0022é\u0022\u0026\u003C\/a\u003E"}"#;
    assert!(
        answer.text.starts_with(&format!("{{\"result\":{text},")),
        "{}",
        answer.text
    );
}

// Proves: P-69
#[tokio::test]
async fn a_result_that_is_no_json() {
    let answer = server().get("/rest/test.nan?auth=tok").await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.text,
        r#"{"error":"WRONG_ENCODING","error_description":"Wrong request encoding"}"#
    );
}

// Proves: P-293
#[tokio::test]
async fn a_file_is_the_whole_body() {
    let server = server();
    for path in ["/rest/test.file", "/rest/test.file.xml"] {
        let answer = server
            .get(&format!("{path}?auth=tok&name=d%22%0Aata.csv"))
            .await;
        assert_eq!((answer.status, answer.text.as_str()), (200, "a,b\n1,2\n"));
        assert_eq!(answer.headers["content-type"], "text/csv; charset=utf-8");
        let disposition = &answer.headers["content-disposition"];
        assert_eq!(disposition, "attachment; filename=\"d__ata.csv\"");
        assert_eq!(answer.headers["access-control-allow-origin"], "*");
    }
}
