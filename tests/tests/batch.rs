//! `batch` of REST 2 over HTTP (P-109 – P-136).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "batch/references.rs"]
mod references;

use bitrix_rest::params::query;
use bitrix_rest::{Array, Batch};
use bitrix_rest_tests::server::{Answer, Server};
use serde_json::{Value, json};

fn server() -> Server {
    Server::new().unwrap()
}

async fn batch(server: &Server, commands: Value) -> Value {
    let body = json!({"auth": "tok", "cmd": commands});
    let answer = server.post("/rest/batch", body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.result()
}

/// A command whose parameters are encoded as they must be.
fn command<const N: usize>(method: &str, parameters: [(&str, &str); N]) -> String {
    let parameters: Array = parameters.into_iter().collect();
    format!("{method}?{}", query::encode(&parameters))
}

fn without_times(answer: &Answer) -> Value {
    let mut body = answer.json();
    let times = body["result"]["result_time"].as_object_mut();
    for time in times.into_iter().flat_map(|times| times.values_mut()) {
        assert!(
            time["duration"].is_number() && time["date_finish"].is_string(),
            "{time}"
        );
        *time = json!("T");
    }
    body["time"] = json!("T");
    body
}

// Proves: P-110, P-115, P-116, P-125, P-319
#[tokio::test]
async fn the_golden_example() {
    let server = server();
    let body = json!({"auth": "tok", "cmd": {
        "s": "user.option.set?options[k]=5", "g": "user.option.get?option=k", "x": "no.such"
    }});
    let answer = server.post("/rest/batch", body).await;
    assert_eq!(answer.status, 200);
    let missing =
        json!({"error": "ERROR_METHOD_NOT_FOUND", "error_description": "Method not found!"});
    assert_eq!(
        without_times(&answer),
        json!({
            "result": {
                "result": {"s": true, "g": "5"},
                "result_error": {"x": missing},
                "result_total": [], "result_next": [],
                "result_time": {"s": "T", "g": "T"},
            },
            "time": "T",
        })
    );
    let order = [
        "\"result\":{",
        "\"result_error\"",
        "\"result_total\"",
        "\"result_next\"",
        "\"result_time\"",
    ];
    let places = order.map(|name| answer.text.find(name).unwrap());
    assert!(places.is_sorted(), "{}", answer.text);
}

// Proves: P-118, P-320, P-46
#[tokio::test]
async fn halt_ends_at_the_first_failure() {
    let server = server();
    // P-46: whatever PHP takes for true.
    for halt in [json!(1), json!(true), json!("N"), json!("1")] {
        let commands = json!({"x": "no.such", "s": "user.option.set?options[k]=5"});
        let body = json!({"auth": "tok", "halt": halt, "CMD": commands});
        let answer = server.post("/rest/batch", body).await;
        let result = answer.result();
        assert_eq!(result["result"], json!([]), "{halt}");
        assert_eq!(result["result_time"], json!([]));
        let errors = result["result_error"].as_object().unwrap();
        assert_eq!(errors.keys().collect::<Vec<_>>(), ["x"]);
    }
    assert_eq!(
        server
            .get("/rest/user.option.get?auth=tok&option=k")
            .await
            .result(),
        Value::Null
    );
    for halt in [json!(0), json!(""), json!("0"), json!(false), json!(null)] {
        let commands = json!({"x": "no.such", "e": "test.echo?a=1"});
        let body = json!({"auth": "tok", "HALT": halt, "cmd": commands});
        let answer = server.post("/rest/batch", body).await;
        assert_eq!(
            answer.result()["result"],
            json!({"e": {"a": "1"}}),
            "{halt}"
        );
    }
}

// Proves: P-109, P-111
#[tokio::test]
async fn without_commands_everything_is_empty() {
    let server = server();
    let empty = json!({
        "result": [], "result_error": [], "result_total": [], "result_next": [], "result_time": []
    });
    for body in [
        json!({"auth": "tok"}),
        json!({"auth": "tok", "cmd": "test.echo"}),
        json!({"auth": "tok", "cmd": 5}),
        json!({"auth": "tok", "cmd": null}),
        json!({"auth": "tok", "cmd": []}),
    ] {
        let answer = server.post("/rest/batch", body).await;
        assert_eq!((answer.status, answer.result()), (200, empty.clone()));
    }
}

// Proves: P-109, P-114, P-329
#[tokio::test]
async fn commands_come_in_every_form() {
    let server = server();
    let expected = json!({"b": {"p": "1"}, "a": {"p": "2"}});
    let form = "cmd[b]=test.echo%3Fp%3D1&cmd[a]=test.echo%3Fp%3D2";
    let answer = server.form("/rest/batch?auth=tok", form).await;
    assert_eq!(answer.result()["result"], expected);
    let answer = server
        .get(&format!("/rest/batch.json?auth=tok&{form}"))
        .await;
    assert_eq!(answer.result()["result"], expected);
    assert!(
        answer.text.find("\"b\"") < answer.text.find("\"a\""),
        "{}",
        answer.text
    );
    // 50 commands in one GET, tens of kilobytes.
    let long: String = (0..50)
        .map(|id| format!("&cmd[{id}]=test.echo%3Fp%3D{}", "x".repeat(800)))
        .collect();
    let answer = server.get(&format!("/rest/batch?auth=tok{long}")).await;
    let results = answer.result()["result"].as_array().map(Vec::len);
    assert_eq!(results, Some(50));
}

// Proves: P-111, P-332
#[tokio::test]
async fn each_container_is_a_list_or_a_map_by_itself() {
    let server = server();
    let result = batch(
        &server,
        json!(["test.echo?a=1", "no.such", "test.echo?a=2"]),
    )
    .await;
    assert_eq!(result["result"], json!({"0": {"a": "1"}, "2": {"a": "2"}}));
    assert_eq!(
        result["result_error"]["1"]["error"],
        "ERROR_METHOD_NOT_FOUND"
    );
    let result = batch(&server, json!(["no.such", "test.echo?a=1"])).await;
    assert_eq!(result["result"], json!({"1": {"a": "1"}}));
    assert_eq!(result["result_error"][0]["error"], "ERROR_METHOD_NOT_FOUND");
    let result = batch(
        &server,
        json!({"0": "test.echo?a=1", "1": "test.value?text=null"}),
    )
    .await;
    assert_eq!(result["result"], json!([{"a": "1"}, null]));
    assert_eq!(result["result_time"].as_array().map(Vec::len), Some(2));
}

// Proves: P-112, P-113
#[tokio::test]
async fn a_command_is_cut_as_a_url() {
    let server = server();
    let commands = json!({
        "fragment": "test.echo?a=1&b=2#c=3",
        "decoded": "test.echo?a=%26%3D%23&b[x][]=+y&c",
        "twice": "test.echo?a=1?b=2",
        "control": "test.echo?a=1\n2",
        "upper": "TEST.Echo?a=1",
        "bare": "test.echo",
        "suffix": "test.echo.json?a=1",
        "slash": "/test.echo?a=1",
    });
    let result = batch(&server, commands).await;
    assert_eq!(
        result["result"],
        json!({
            "fragment": {"a": "1", "b": "2"},
            "decoded": {"a": "&=#", "b": {"x": [" y"]}, "c": ""},
            "twice": {"a": "1?b=2"},
            "control": {"a": "1_2"},
            "upper": {"a": "1"},
            "bare": [],
        })
    );
    for id in ["suffix", "slash"] {
        assert_eq!(
            result["result_error"][id]["error"], "ERROR_METHOD_NOT_FOUND",
            "{id}"
        );
    }
}

// Proves: P-119, P-120, P-230, P-287
#[tokio::test]
async fn fifty_commands_run() {
    let server = server();
    let mut commands: Vec<Value> = (0..53)
        .map(|id| json!(format!("test.echo?a={id}")))
        .collect();
    // What is no text leaves no trace, but counts.
    commands[3] = json!({"method": "test.echo", "params": {}});
    commands[4] = json!(5);
    let result = batch(&server, json!(commands)).await;
    let results = result["result"].as_object().unwrap();
    assert_eq!(results.len(), 48);
    assert!(!results.contains_key("3") && results.contains_key("49"));
    let errors = result["result_error"].as_object().unwrap();
    assert_eq!(errors.keys().collect::<Vec<_>>(), ["50", "51", "52"]);
    let exceeded = json!({
        "error": "ERROR_BATCH_LENGTH_EXCEEDED", "error_description": "Max batch length exceeded"
    });
    assert_eq!(errors["51"], exceeded);
    assert_eq!(Batch::LIMIT, 50);
}

// Proves: P-121, P-270
#[tokio::test]
async fn some_methods_are_not_for_batches() {
    let server = server();
    let commands = json!([
        "batch?cmd[0]=test.echo",
        "BATCH",
        "download",
        "Upload",
        "test.file?name=a"
    ]);
    let result = batch(&server, commands).await;
    let refused = json!({
        "error": "ERROR_BATCH_METHOD_NOT_ALLOWED",
        "error_description": "Method is not allowed for batch usage",
    });
    assert_eq!(result["result_error"], json!(vec![refused; 5]));
    assert_eq!(result["result"], json!([]));
}

// Proves: P-122, P-330
#[tokio::test]
async fn commands_belong_to_the_caller_of_the_batch() {
    let server = server();
    let commands = json!({
        "own": "test.crm", "foreign": "test.task",
        "forged": "user.option.set?options[who]=forged&auth=other&access_token=adm",
        "read": "user.option.get?option=who&auth=nonsense",
    });
    let result = batch(&server, commands).await;
    assert_eq!(
        result["result"],
        json!({"own": true, "forged": true, "read": "forged"})
    );
    let insufficient = json!({"error": "insufficient_scope", "error_description": ""});
    assert_eq!(result["result_error"], json!({"foreign": insufficient}));
    let answer = server
        .get("/rest/user.option.get?option=who&auth=tok")
        .await;
    assert_eq!(answer.result(), json!("forged"));
    let answer = server
        .get("/rest/user.option.get?option=who&auth=other")
        .await;
    assert_eq!(answer.result(), Value::Null);
    // A webhook has no application context in its commands either, and its credentials are no parameters.
    let body = json!({"cmd": ["user.option.get", "test.echo?aplogin=1&ap=x&auth=stays"]});
    let answer = server.post("/rest/7/sec/batch", body).await;
    let result = answer.result();
    assert_eq!(result["result_error"][0]["error"], "AccessException");
    assert_eq!(result["result"], json!({"1": {"auth": "stays"}}));
}

// Proves: P-85
#[tokio::test]
async fn the_batch_itself_needs_credentials() {
    let answer = server()
        .post("/rest/batch", json!({"cmd": ["test.echo"]}))
        .await;
    assert_eq!(answer.error().1, "NO_AUTH_FOUND");
}

// Proves: P-115, P-123, P-18
#[tokio::test]
async fn start_total_and_next_work_inside() {
    let server = server();
    let rows = |start: &str| {
        command(
            "test.rows",
            [
                ("text", "[1,2]"),
                ("total", "123"),
                ("start", start),
                ("state", "s"),
            ],
        )
    };
    let commands = json!({
        "first": rows("0"), "middle": rows("48"), "uncounted": rows("-1"),
        "echo": "test.echo?start=5&state=x&method=y&bx24_request_id=1&a=1",
    });
    let result = batch(&server, commands).await;
    assert_eq!(result["result_total"], json!({"first": 123, "middle": 123}));
    assert_eq!(result["result_next"], json!({"first": 2, "middle": 50}));
    assert_eq!(result["result"]["echo"], json!({"a": "1"}));
}

// Proves: P-116, P-117
#[tokio::test]
async fn errors_keep_their_extra_keys() {
    let commands = json!({
        "soft": "test.soft", "typed": "test.typed?id=x", "internal": "test.panic",
        "extra": "test.fail?how=other", "nan": "test.nan",
    });
    let result = batch(&server(), commands).await;
    let errors = &result["result_error"];
    assert_eq!(
        errors["soft"],
        json!({"error": "SOFT", "error_description": "Not really"})
    );
    assert_eq!(errors["typed"]["argument"], "id");
    assert_eq!(errors["internal"]["error"], "INTERNAL_SERVER_ERROR");
    assert_eq!(errors["extra"]["extra"], json!([1, 2]));
    assert_eq!(errors["nan"]["error"], "WRONG_ENCODING");
    assert_eq!(
        (&result["result"], &result["result_time"]),
        (&json!([]), &json!([]))
    );
}

// Proves: P-71, P-74
#[tokio::test]
async fn in_xml() {
    let server = server();
    let commands = "cmd[a]=test.value%3Ftext%3D5&cmd[x]=no.such";
    let answer = server
        .get(&format!("/rest/batch.xml?auth=tok&{commands}"))
        .await;
    let start = "<response><result><result><a>5</a></result><result_error><x>\
        <error>ERROR_METHOD_NOT_FOUND</error><error_description>Method not found!</error_description></x></result_error>\
        <result_total></result_total><result_next></result_next><result_time><a><start>";
    assert!(answer.text.starts_with(start), "{}", answer.text);
}
