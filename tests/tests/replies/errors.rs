//! Errors, and which of several is told.

use bitrix_rest_tests::server::Server;
use serde_json::{Value, json};

use super::server;

fn error(status: u16, code: &str, text: &str) -> (u16, String, String) {
    (status, code.to_owned(), text.to_owned())
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
    let range = |name: &str, range: &str| {
        format!(
            "The value of an argument '{name}' is outside the allowable range of values: {range}"
        )
    };
    for (body, text) in [
        (
            json!({"rank": 6, "name": "x"}),
            range("rank", "from 1 to 5"),
        ),
        (
            json!({"rank": "0", "name": "x"}),
            range("rank", "from 1 to 5"),
        ),
        (json!({"name": "four"}), range("name", "length at most 3")),
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
