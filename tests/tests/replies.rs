//! Envelopes, JSON text and errors (P-55 – P-82), and the order of checks (P-84 – P-97).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use bitrix_rest_tests::server::Server;
use serde_json::{Value, json};

fn server() -> Server {
    Server::new().unwrap()
}

fn error(status: u16, code: &str, text: &str) -> (u16, String, String) {
    (status, code.to_owned(), text.to_owned())
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

// Proves: P-62, P-74, P-75
#[tokio::test]
async fn errors_in_both_formats() {
    let server = server();
    let answer = server.get("/rest/server.time.xml").await;
    assert_eq!(answer.status, 401);
    assert_eq!(answer.headers["content-type"], "text/xml; charset=utf-8");
    assert_eq!(
        answer.text,
        "<response><error>NO_AUTH_FOUND</error>\
         <error_description>Wrong authorization data</error_description></response>"
    );
    let answer = server.get("/rest/server.time").await;
    assert_eq!(
        answer.headers["content-type"],
        "application/json; charset=utf-8"
    );
    let json = answer.json();
    let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["error", "error_description"]);
}

// Proves: P-76, P-78
#[tokio::test]
async fn argument_errors_name_the_first_argument() {
    let server = server();
    let path = "/rest/test.required?auth=tok";
    for (body, text, argument) in [
        (json!({}), "Argument 'a' is null or empty", "a"),
        (json!({"b": []}), "Argument 'a' is null or empty", "a"),
        (
            json!({"a": "x", "b": 5}),
            "The value of an argument 'a' must be of type integer",
            "a",
        ),
        (json!({"a": 1}), "Argument 'b' is null or empty", "b"),
        (
            json!({"a": 1, "b": 5}),
            "The value of an argument 'b' must be of type array",
            "b",
        ),
    ] {
        let answer = server.post(path, &body).await;
        assert_eq!(answer.status, 400);
        assert_eq!(
            answer.json(),
            json!({"error": "ERROR_ARGUMENT", "error_description": text, "argument": argument}),
            "{body}"
        );
    }
}

// Proves: P-82
#[tokio::test]
async fn what_went_wrong_inside_is_not_told() {
    let answer = server().get("/rest/test.panic?auth=tok").await;
    assert_eq!(
        answer.error(),
        error(500, "INTERNAL_SERVER_ERROR", "Internal server error")
    );
    assert!(!answer.text.contains("secret"));
}

// Proves: P-84, P-85, P-314, P-315, P-331
#[tokio::test]
async fn the_order_of_checks() {
    let server = server();
    let unknown = error(404, "ERROR_METHOD_NOT_FOUND", "Method not found!");
    let no_auth = error(401, "NO_AUTH_FOUND", "Wrong authorization data");
    let wrong = error(401, "INVALID_CREDENTIALS", "Invalid request credentials");
    let scope = "The request requires higher privileges than provided by the ";
    assert_eq!(server.get("/rest/no.such.method").await.error(), unknown);
    assert_eq!(
        server.post("/rest/user.option.get", "{}").await.error(),
        no_auth
    );
    assert_eq!(
        server.get("/rest/7/wrong/test.task").await.error(),
        wrong,
        "credentials before scope"
    );
    assert_eq!(
        server.get("/rest/7/sec/test.task").await.error(),
        error(401, "insufficient_scope", &format!("{scope}webhook token"))
    );
    assert_eq!(
        server.get("/rest/test.task?auth=tok").await.error(),
        error(401, "insufficient_scope", &format!("{scope}access token"))
    );
    // The scope before what the authenticator has against the user, and that before the parameters.
    assert_eq!(
        server.get("/rest/test.task?auth=closed").await.error().1,
        "insufficient_scope"
    );
    assert_eq!(
        server.get("/rest/test.required?auth=closed").await.error(),
        error(
            403,
            "user_access_error",
            "The user does not have access to the application."
        )
    );
    let closed = Server::with(|builder| builder.closed(true)).unwrap();
    for path in ["/rest/server.time?auth=tok", "/rest/no.such"] {
        assert_eq!(
            closed.get(path).await.error(),
            error(500, "PORTAL_DELETED", "Portal was deleted")
        );
    }
}

// Proves: P-90, P-92
#[tokio::test]
async fn tokens_and_scopes() {
    let server = server();
    assert_eq!(
        server.get("/rest/test.crm?auth=tok").await.result(),
        json!(true)
    );
    assert_eq!(
        server.get("/rest/7/sec/test.crm").await.result(),
        json!(true)
    );
    assert_eq!(
        server.get("/rest/server.time?auth=old").await.error(),
        error(
            401,
            "expired_token",
            "The access token provided has expired"
        )
    );
    assert_eq!(
        server.get("/rest/server.time?auth=none").await.error(),
        error(401, "invalid_token", "Unable to get application by token")
    );
    assert_eq!(
        server.get("/rest/server.time?auth=gone").await.error(),
        error(401, "APPLICATION_NOT_FOUND", "Application not found")
    );
}

// Proves: P-76, P-77, P-79, P-80, P-81, P-83
#[tokio::test]
async fn errors_of_methods() {
    let server = server();
    let fail = |how: &'static str| {
        let server = server.clone();
        async move {
            server
                .post("/rest/test.fail?auth=tok", json!({"how": how}))
                .await
        }
    };
    let denied = "Current authorization type is denied for this method";
    assert_eq!(
        fail("auth type").await.error(),
        error(403, "WRONG_AUTH_TYPE", denied)
    );
    let why = fail("auth type, why").await.error();
    assert_eq!(
        why,
        error(403, "WRONG_AUTH_TYPE", &format!("{denied} by webhook"))
    );
    assert_eq!(
        fail("denied").await.error(),
        error(403, "ACCESS_DENIED", "Access denied!")
    );
    let why = error(403, "ACCESS_DENIED", "Access denied! Too young");
    assert_eq!(fail("denied, why").await.error(), why);
    let license = "This feature is not enabled for the current license: feature";
    assert_eq!(
        fail("license").await.error(),
        error(403, "WRONG_LICENSE", license)
    );
    assert_eq!(
        fail("waiting").await.error(),
        error(401, "METHOD_CONFIRM_WAITING", "Waiting for confirmation")
    );
    assert_eq!(
        fail("refused").await.error(),
        error(403, "METHOD_CONFIRM_DENIED", "Method call denied")
    );
    assert_eq!(
        fail("low status").await.error(),
        error(400, "LOW", "an error is no success")
    );
    let other = fail("other").await;
    assert_eq!(other.error(), error(418, "OTHER", "another"));
    assert_eq!(other.json()["extra"], json!([1, 2]));
}

// Proves: P-95
#[tokio::test]
async fn the_change_source_of_an_oauth_call() {
    let server = server();
    let answer = server
        .get("/rest/test.connector?auth=tok&auth_connector=c1")
        .await;
    assert_eq!(answer.result(), json!("c1"));
    assert_eq!(
        server.get("/rest/test.connector?auth=tok").await.result(),
        Value::Null
    );
    let answer = server
        .get("/rest/7/sec/test.connector?auth_connector=c1")
        .await;
    assert_eq!(answer.json()["result"], Value::Null, "a webhook has none");
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

// Proves: P-267, P-269
#[tokio::test]
async fn statuses_where_the_sources_disagree() {
    let held = server().get("/rest/server.time?auth=held").await;
    let text = "REST API is blocked due to overload.";
    assert_eq!(held.error(), error(503, "OVERLOAD_LIMIT", text));
    let closed = Server::with(|builder| builder.closed(true)).unwrap();
    let answer = closed.get("/rest/server.time?auth=tok").await;
    assert_eq!(
        answer.error(),
        error(500, "PORTAL_DELETED", "Portal was deleted")
    );
}

// Proves: P-78
#[tokio::test]
async fn checks_of_parameters() {
    let server = server();
    let path = "/rest/test.checked?auth=tok";
    let range = |name: &str| {
        format!("The value of an argument '{name}' is outside the allowable range of values")
    };
    for (body, text) in [
        (json!({"rank": 6, "name": "x"}), range("rank")),
        (json!({"rank": "0", "name": "x"}), range("rank")),
        (json!({"name": "four"}), range("name")),
        (
            json!({"name": ""}),
            "Argument 'name' is null or empty".to_owned(),
        ),
        (
            json!({"name": null}),
            "Argument 'name' is null or empty".to_owned(),
        ),
    ] {
        let answer = server.post(path, &body).await;
        assert_eq!(
            answer.error(),
            error(400, "ERROR_ARGUMENT", &text),
            "{body}"
        );
    }
    // What PHP would call empty is not, as long as it is something.
    for (name, rank) in [(json!("0"), 1), (json!(0), 1)] {
        let answer = server.post(path, json!({"name": name})).await;
        assert_eq!(answer.result(), json!([rank, "0"]), "{}", answer.text);
    }
}
