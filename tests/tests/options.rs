//! `user.option.*`, `app.option.*` and `server.time` over HTTP (P-200 – P-220, section 12).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use bitrix_rest_methods::{MemoryStore, Store};
use bitrix_rest_tests::server::Server;
use serde_json::{Value, json};

fn server() -> Server {
    Server::new().unwrap()
}

fn error(status: u16, code: &str, text: &str) -> (u16, String, String) {
    (status, code.to_owned(), text.to_owned())
}

const GET: &str = "/rest/user.option.get?auth=tok";
const SET: &str = "/rest/user.option.set?auth=tok";

async fn set(server: &Server, path: &str, options: Value) {
    let answer = server.post(path, json!({"options": options})).await;
    assert_eq!(
        (answer.status, answer.result()),
        (200, json!(true)),
        "{}",
        answer.text
    );
}

// Proves: P-200, P-201, P-207, P-261, P-308, P-309, P-310, P-311
#[tokio::test]
async fn the_golden_examples() {
    let server = server();
    let body = json!({"options": {"data": "value", "data2": "value2"}, "auth": "tok"});
    let answer = server.post("/rest/user.option.set", body).await;
    assert_eq!((answer.status, answer.result()), (200, json!(true)));
    assert!(answer.json()["time"].is_object());
    let answer = server
        .post("/rest/user.option.get", json!({"auth": "tok"}))
        .await;
    assert_eq!(answer.result(), json!({"data": "value", "data2": "value2"}));
    let answer = server
        .get("/rest/User.Option.Get.json/?option=data&auth=tok")
        .await;
    assert_eq!((answer.status, answer.result()), (200, json!("value")));
    let answer = server
        .get("/rest/user.option.get?option=nope&auth=tok")
        .await;
    assert_eq!(
        (answer.status, &answer.json()["result"]),
        (200, &Value::Null)
    );
    assert!(
        answer.text.starts_with(r#"{"result":null,"time":{"#),
        "{}",
        answer.text
    );
    // An explicit null is as good as absent.
    let answer = server.post(GET, json!({"option": null})).await;
    assert_eq!(answer.result(), json!({"data": "value", "data2": "value2"}));
}

// Proves: P-71, P-273, P-316
#[tokio::test]
async fn the_golden_example_in_xml() {
    let server = server();
    set(&server, SET, json!({"data": "value", "data2": "value2"})).await;
    let answer = server.get("/rest/user.option.get.xml?auth=tok").await;
    assert_eq!(answer.status, 200);
    let start = "<response><result><data>value</data><data2>value2</data2></result><time><start>";
    assert!(answer.text.starts_with(start), "{}", answer.text);
    assert!(
        answer.text.ends_with("</date_finish></time></response>"),
        "{}",
        answer.text
    );
}

// Proves: P-202, P-265
#[tokio::test]
async fn nothing_stored_and_lists() {
    let server = server();
    let answer = server.get(GET).await;
    assert!(
        answer.text.starts_with(r#"{"result":[],"time""#),
        "{}",
        answer.text
    );
    set(&server, SET, json!(["a", "b"])).await;
    assert_eq!(server.get(GET).await.result(), json!(["a", "b"]));
    set(&server, SET, json!({"2": "c", "k": 1})).await;
    assert_eq!(
        server.get(GET).await.result(),
        json!({"0": "a", "1": "b", "2": "c", "k": 1})
    );
}

// Proves: P-203
#[tokio::test]
async fn the_empty_key_and_an_array_for_a_key() {
    let server = server();
    assert_eq!(
        server.get(&format!("{GET}&option=")).await.json()["result"],
        Value::Null
    );
    set(&server, SET, json!({"": "nameless"})).await;
    assert_eq!(
        server.get(&format!("{GET}&option=")).await.result(),
        json!("nameless")
    );
    let answer = server.get(&format!("{GET}&option[]=x")).await;
    assert_eq!(
        (answer.status, answer.error().1.as_str()),
        (400, "ERROR_ARGUMENT")
    );
    assert_eq!(answer.json()["argument"], "option");
}

// Proves: P-204, P-205, P-211, P-214, P-258, P-313
#[tokio::test]
async fn who_may() {
    let server = server();
    let no_app = error(400, "AccessException", "Application context required");
    let no_user = error(400, "AccessException", "User authorization required");
    for method in [
        "user.option.get",
        "user.option.set",
        "app.option.get",
        "app.option.set",
    ] {
        let answer = server.post(&format!("/rest/7/sec/{method}"), "{}").await;
        assert_eq!(answer.error(), no_app, "{method}");
        assert_eq!(answer.json().as_object().unwrap().len(), 2);
    }
    for method in ["user.option.get", "user.option.set", "app.option.get"] {
        let answer = server
            .post(&format!("/rest/{method}?auth=nouser"), "{}")
            .await;
        assert_eq!(answer.error(), no_user, "{method}");
    }
    set(&server, SET, json!({"k": "of 7 in app.1"})).await;
    set(
        &server,
        "/rest/user.option.set?auth=tok2",
        json!({"k": "of 8 in app.1"}),
    )
    .await;
    set(
        &server,
        "/rest/user.option.set?auth=other",
        json!({"k": "of 7 in app.2"}),
    )
    .await;
    for (token, value) in [
        ("tok", "of 7 in app.1"),
        ("tok2", "of 8 in app.1"),
        ("other", "of 7 in app.2"),
    ] {
        let answer = server
            .get(&format!("/rest/user.option.get?option=k&auth={token}"))
            .await;
        assert_eq!(answer.result(), json!(value));
    }
    assert_eq!(
        server.get("/rest/user.option.get?auth=adm").await.result(),
        json!([])
    );
}

// Proves: P-206, P-213
#[tokio::test]
async fn keys_are_merged_one_level_deep_and_keep_their_place() {
    let server = server();
    set(
        &server,
        SET,
        json!({"b": {"x": 1, "y": 2}, "a": 1, "7": "seven"}),
    )
    .await;
    set(&server, SET, json!({"c": 3, "b": {"z": 3}})).await;
    let answer = server.get(GET).await;
    let stored = serde_json::to_string(&answer.result()).unwrap();
    assert_eq!(stored, r#"{"b":{"z":3},"a":1,"7":"seven","c":3}"#);
    assert_eq!(
        server.get(&format!("{GET}&option=7")).await.result(),
        json!("seven")
    );
}

// Proves: P-208, P-260, P-264, P-312, P-318
#[tokio::test]
async fn nothing_to_store() {
    let server = server();
    let empty = error(400, "ArgumentNullException", "options is empty");
    let bodies = [
        json!({"options": {}}),
        json!({"options": []}),
        json!({}),
        json!([]),
        json!({"options": null}),
    ];
    for body in bodies {
        assert_eq!(server.post(SET, &body).await.error(), empty, "{body}");
    }
    assert_eq!(server.get(SET).await.error(), empty);
    assert_eq!(server.post(SET, "{\"options\":").await.error(), empty);
}

// Proves: P-209, P-264
#[tokio::test]
async fn the_flat_form() {
    let server = server();
    let path = format!("{SET}&state=s&start=5&method=x&sessid=s&aplogin=7&bx24_sdk_ver=1");
    let answer = server
        .post(&path, json!({"options": null, "data": "v", "n": {"x": 1}}))
        .await;
    assert_eq!(answer.result(), json!(true), "{}", answer.text);
    assert_eq!(
        server.get(GET).await.result(),
        json!({"data": "v", "n": {"x": 1}})
    );
}

// Proves: P-210
#[tokio::test]
async fn options_that_are_no_array() {
    let server = server();
    for options in [
        json!("text"),
        json!(""),
        json!("0"),
        json!(5),
        json!(0),
        json!(true),
        json!(false),
    ] {
        let answer = server.post(SET, json!({"options": options})).await;
        assert_eq!(
            (answer.status, answer.error().1.as_str()),
            (400, "ERROR_ARGUMENT"),
            "{options}"
        );
        assert_eq!(answer.json()["argument"], "options");
    }
    assert_eq!(
        server.get(GET).await.result(),
        json!([]),
        "nothing was stored"
    );
}

// Proves: P-212, P-317
#[tokio::test]
async fn values_come_back_as_they_went_in() {
    let server = server();
    let options = json!({
        "int": 5, "float": 1.5, "true": true, "false": false, "null": null, "text": "Ünï\u{1F600} \"q\" </a>",
        "nested": {"list": [1, [2, {"x": null}]], "empty": []}, "numeric": "007"
    });
    set(&server, SET, options.clone()).await;
    let stored = server.get(GET).await.result();
    assert_eq!(stored, options);
    let answer = server
        .form(
            "/rest/user.option.set?auth=tok2",
            "options[a.b]=1&options[l][]=x",
        )
        .await;
    assert_eq!(answer.result(), json!(true));
    let stored = server.get("/rest/user.option.get?auth=tok2").await.result();
    assert_eq!(
        stored,
        json!({"a.b": "1", "l": ["x"]}),
        "form values are texts"
    );
}

// Proves: P-217, P-218
#[tokio::test]
async fn application_options_are_shared() {
    let server = server();
    set(&server, "/rest/app.option.set?auth=adm", json!({"k": "v"})).await;
    let answer = server
        .post("/rest/app.option.set?auth=adm", json!({"flat": 1}))
        .await;
    assert_eq!(answer.result(), json!(true));
    for token in ["tok", "tok2", "adm"] {
        let answer = server
            .get(&format!("/rest/app.option.get?auth={token}"))
            .await;
        assert_eq!(answer.result(), json!({"k": "v", "flat": 1}), "{token}");
    }
    assert_eq!(
        server.get("/rest/app.option.get?auth=other").await.result(),
        json!([])
    );
    assert_eq!(
        server.get("/rest/user.option.get?auth=adm").await.result(),
        json!([])
    );
}

// Proves: P-219, P-259
#[tokio::test]
async fn emptiness_is_said_before_administrator() {
    let server = server();
    let path = "/rest/app.option.set?auth=tok";
    let empty = error(400, "ArgumentNullException", "options is empty");
    let denied = error(
        400,
        "AccessException",
        "Administrator authorization required",
    );
    assert_eq!(
        server.post(path, json!({"options": {}})).await.error(),
        empty
    );
    assert_eq!(
        server
            .post(path, json!({"options": {"k": 1}}))
            .await
            .error(),
        denied
    );
    let no_app = error(400, "AccessException", "Application context required");
    assert_eq!(
        server
            .post("/rest/7/sec/app.option.set", "{}")
            .await
            .error(),
        no_app
    );
}

// Proves: P-220, P-49, P-91
#[tokio::test]
async fn server_time_is_in_the_zone_of_the_server() {
    let server =
        Server::with(|builder| builder.time_zone("+03:00").webhooks_over_http(true)).unwrap();
    for path in ["/rest/server.time?auth=tok", "/rest/7/sec/server.time"] {
        let answer = server.get(path).await;
        let time = answer.result().as_str().unwrap().to_owned();
        assert!(time.len() == 25 && time.ends_with("+03:00"), "{time}");
        let date_start = answer.json()["time"]["date_start"]
            .as_str()
            .unwrap()
            .to_owned();
        assert_eq!(time[..17], date_start[..17], "the same minute");
    }
}

// Proves: P-216
#[tokio::test]
async fn the_size_of_an_option_can_be_limited() {
    let options = MemoryStore::new().options().with_limit(20);
    let server = Server::around(options, |builder| builder).unwrap();
    set(&server, SET, json!({"k": "x".repeat(17)})).await;
    let answer = server
        .post(SET, json!({"options": {"a": 1, "k": "x".repeat(18)}}))
        .await;
    assert_eq!(answer.status, 400);
    let error = json!({
        "error": "ERROR_ARGUMENT",
        "error_description": "option `k` is larger than the 20 bytes that this server keeps",
        "argument": "k"
    });
    assert_eq!(answer.json(), error);
    assert_eq!(
        server.get(GET).await.result(),
        json!({"k": "x".repeat(17)}),
        "nothing was written"
    );
}
