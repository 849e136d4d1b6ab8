//! What becomes of a query and a body: sources, order, types (P-20 – P-54).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

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

// Proves: P-20, P-28
#[tokio::test]
async fn the_body_wins_and_order_is_kept() {
    let merged = echo(
        &format!("{ECHO}&b=1&a=2&x[q]=1"),
        JSON,
        r#"{"c":3,"a":{"n":1},"x":{"p":2}}"#,
    )
    .await;
    assert_eq!(
        serde_json::to_string(&merged).unwrap(),
        r#"{"b":"1","a":{"n":1},"x":{"p":2},"c":3}"#,
        "whole top-level keys are replaced in their place"
    );
}

// Proves: P-21, P-23
#[tokio::test]
async fn the_body_source() {
    let body = r#"{"a":[1]}"#;
    for kind in [
        JSON,
        "APPLICATION/json; charset=utf-8",
        "application/vnd.x+json",
    ] {
        assert_eq!(echo(ECHO, kind, body).await, json!({"a": [1]}), "{kind}");
    }
    assert_eq!(
        echo(ECHO, FORM, "a[]=1&b=x+y").await,
        json!({"a": ["1"], "b": "x y"})
    );
    for kind in ["", "text/plain", "application/octet-stream"] {
        assert_eq!(
            echo(ECHO, kind, "\n a=1&b=2 \n").await,
            json!({"a": "1", "b": "2"}),
            "{kind}"
        );
    }
    // P-23: JSON without its content type is the name of one parameter.
    let answer = echo(ECHO, FORM, r#"{"option":"data"}"#).await;
    assert_eq!(answer, json!({r#"{"option":"data"}"#: ""}));
}

// Proves: P-22, P-318
#[tokio::test]
async fn unusable_json_is_no_body() {
    let mut deep = "[".repeat(512);
    deep.push_str(&"]".repeat(512));
    let bodies = [
        r#"{"a":"#,
        "null",
        "1",
        "\"x\"",
        "\u{feff}{\"a\":1}",
        r#"{"a":"\ud800"}"#,
        "{a:1}",
        &deep,
    ];
    for body in bodies {
        assert_eq!(
            echo(&format!("{ECHO}&q=1"), JSON, body).await,
            json!({"q": "1"}),
            "{body}"
        );
    }
    let answer = server()
        .post("/rest/user.option.set?auth=tok", r#"{"options":"#)
        .await;
    let empty = (
        400,
        "ArgumentNullException".to_owned(),
        "options is empty".to_owned(),
    );
    assert_eq!(answer.error(), empty);
}

// Proves: P-24, P-26
#[tokio::test]
async fn positional_parameters() {
    let server = server();
    for body in [
        "[3,4]",
        r#"{"0":3,"1":4}"#,
        r#"{"first":3,"second":4}"#,
        r#"{"5":"3","9":"4"}"#,
    ] {
        let answer = server.post("/rest/test.positional?auth=tok", body).await;
        assert_eq!(answer.result(), json!([3, 4]), "{body}");
    }
    // Keys are renumbered when the path adds values.
    let answer = server
        .post("/rest/7/sec/test.echo", r#"{"5":"x","name":"y","9":"z"}"#)
        .await;
    assert_eq!(answer.result(), json!({"0": "x", "name": "y", "1": "z"}));
    assert_eq!(
        echo(ECHO, JSON, r#"["x",{"POST":"y"}]"#).await,
        json!(["x", {"POST": "y"}])
    );
}

// Proves: P-25
#[tokio::test]
async fn json_as_php_reads_it() {
    let read = echo(
        ECHO,
        JSON,
        r#"{"a":1,"b":2,"a":3,"big":9223372036854775808,"e":{},"f":[]}"#,
    )
    .await;
    assert_eq!(
        serde_json::to_string(&read).unwrap(),
        r#"{"a":3,"b":2,"big":9.223372036854776e+18,"e":[],"f":[]}"#
    );
}

// Proves: P-27
#[tokio::test]
async fn multipart_text_becomes_parameters_and_files_do_not() {
    let body = [
        "--x",
        "Content-Disposition: form-data; name=\"options[a.b]\"",
        "",
        "1",
        "--x",
        "Content-Disposition: form-data; name=\"file\"; filename=\"f.txt\"",
        "Content-Type: text/plain",
        "",
        "content",
        "--x",
        "Content-Disposition: form-data; name=\"list[]\"",
        "",
        "x y",
        "--x--",
        "",
    ]
    .join("\r\n");
    let read = echo(ECHO, "multipart/form-data; boundary=x", &body).await;
    assert_eq!(read, json!({"options": {"a.b": "1"}, "list": ["x y"]}));
    // What cannot be read is no parameter, as with JSON (P-22); what came before it counts.
    let cut = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x\r\nno";
    let read = echo(ECHO, "multipart/form-data; boundary=x", cut).await;
    assert_eq!(read, json!({"a": "1"}));
    let unknown = server()
        .post_as("/rest/no.such", "multipart/form-data", "--x")
        .await;
    assert_eq!(unknown.status, 404, "the method is looked for first (P-85)");
}

#[tokio::test]
async fn a_large_multipart_body_is_read_whole() {
    let value = "x".repeat(3 * 1024 * 1024);
    let body =
        format!("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n{value}\r\n--x--\r\n");
    let read = echo(ECHO, "multipart/form-data; boundary=x", &body).await;
    assert_eq!(read["a"].as_str().map(str::len), Some(value.len()));
}

// Proves: P-36
#[tokio::test]
async fn too_many_variables_are_dropped() {
    let body: Vec<String> = (0..1005).map(|number| format!("v{number}=1")).collect();
    let read = echo(ECHO, FORM, &body.join("&")).await;
    assert_eq!(read.as_object().unwrap().len(), 1000);
    let few = Server::with(|builder| builder.form_limits(2, 1)).unwrap();
    let read = few
        .form("/rest/test.echo", "auth=tok&a[b]=1&c[d][e]=1&f=1")
        .await;
    assert_eq!(read.result(), json!({"a": {"b": "1"}}));
}

// Proves: P-43, P-44, P-45, P-50, P-333
#[tokio::test]
async fn typed_parameters_take_every_spelling() {
    let server = server();
    for body in [
        "id=5&flag=Y&list[]=1&list[]=2&name=x",
        "id=+5&flag=True&list[7]=1&list[3]=2&name=x",
        "ID=%205+&flag=1&list[a]=1&list[b]=2&name=x",
    ] {
        let answer = server.form("/rest/test.typed?auth=tok", body).await;
        assert_eq!(
            answer.result(),
            json!([5, true, [1, 2], "x"]),
            "{body}: {}",
            answer.text
        );
    }
    let answer = server
        .post(
            "/rest/test.typed?auth=tok",
            json!({"id": 5.0, "flag": 0, "list": {"0": 1}, "name": 7}),
        )
        .await;
    assert_eq!(
        answer.result(),
        json!([5, false, [1], "7"]),
        "{}",
        answer.text
    );
    let answer = server
        .post("/rest/test.typed?auth=tok", json!({"flag": ""}))
        .await;
    assert_eq!(answer.result(), json!([null, false, null, null]));
    let answer = server
        .post("/rest/test.typed?auth=tok", json!({"id": "5x"}))
        .await;
    assert_eq!(
        answer.json(),
        json!({
            "error": "ERROR_ARGUMENT",
            "error_description": "The value of an argument 'id' must be of type integer",
            "argument": "id"
        })
    );
    assert_eq!(answer.status, 400);
}

// Proves: P-52, P-53, P-54
#[tokio::test]
async fn the_case_of_names() {
    let server = server();
    let id = |query: &str| {
        let path = format!("/rest/test.typed?auth=tok&{query}");
        let server = server.clone();
        async move { server.get(&path).await.result()[0].clone() }
    };
    assert_eq!(id("iD=1").await, json!(1));
    assert_eq!(id("id=1&ID=2").await, json!(2), "the later value wins");
    assert_eq!(id("ID=2&id=1").await, json!(1));
    let answer = server
        .get("/rest/test.typed?auth=tok&NAME=x&unknown=1")
        .await;
    assert_eq!(
        answer.result(),
        json!([null, null, null, null]),
        "other names are exact, unknown ones ignored"
    );
}

#[tokio::test]
async fn a_body_of_too_many_values_is_refused() {
    let server = Server::with(|builder| builder.json_limit(5)).unwrap();
    let answer = server.post(ECHO, "[1,2,3,4]").await;
    assert_eq!(answer.result(), json!([1, 2, 3, 4]));
    let answer = server.post(ECHO, "[1,2,3,[4]]").await;
    assert_eq!(
        (answer.status, answer.error().1.as_str()),
        (413, "ERROR_REQUEST_TOO_LARGE")
    );
    assert!(answer.error().2.contains("5 values"), "{}", answer.text);
}
