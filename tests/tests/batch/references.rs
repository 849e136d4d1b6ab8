//! References of a command to what the commands before it answered.

use serde_json::{Value, json};

use super::{batch, command, server};
use bitrix_rest_tests::server::Server;

/// The state of the protocol's vectors.
fn state() -> serde_json::Map<String, Value> {
    let a = r#"{"ID":5,"NAME":"Bob","LIST":[1,2],"NUL":null,"T":true,"F":1.5}"#;
    let l = [
        ("text", r#"[{"ID":10},{"ID":11}]"#),
        ("total", "123"),
        ("start", "48"),
    ];
    let commands = json!({
        "a": command("test.value", [("text", a)]),
        "n": command("test.value", [("text", "7")]),
        "s": command("test.value", [("text", "\"str\"")]),
        "l": command("test.rows", l),
    });
    commands.as_object().unwrap().clone()
}

// Proves: P-126, P-127, P-128, P-129, P-130, P-131, P-132, P-133, P-134, P-135, P-136
#[tokio::test]
async fn references() {
    let server = server();
    let a = json!({"ID": 5, "NAME": "Bob", "LIST": [1, 2], "NUL": null, "T": true, "F": 1.5});
    let l = json!([{"ID": 10}, {"ID": 11}]);
    let all = json!({"a": a, "n": 7, "s": "str", "l": l});
    for (text, becomes) in [
        ("$result[a][ID]", json!(5)),
        ("x$result[a][NAME]", json!("xBob")),
        ("$result[a][LIST]", json!([1, 2])),
        ("x$result[a][LIST]", json!("x$result[a][LIST]")),
        ("$result[l][1][ID]", json!(11)),
        ("x$result[a][F]", json!("x1.5")),
        ("$result[a][NAME]x", json!("Bob")),
        ("x $result[a][NAME] y", json!("x Bob y")),
        ("$result[a][NAME] $result[a][ID]", json!("Bob 5")),
        ("$result[a][NAME]-$result[a][ID]", json!("Bob")),
        ("$result[n],$result[n]", json!(7)),
        ("a$result[n]b$result[s]", json!("a7")),
        ("$result[a][NOPE]", a.clone()),
        ("$result[a][NUL]", a.clone()),
        ("$result[l][2][ID]", l.clone()),
        ("x$result[nope][x]", json!("x$result[nope][x]")),
        ("$result[nope][x]", all.clone()),
        ("$result[a][T]", json!(true)),
        ("x$result[a][T]", json!("x$result[a][T]")),
        ("$next[l]", json!(50)),
        ("$total[l]", json!(123)),
        ("$result_next[l]", l.clone()),
        ("$resultx[l]", l),
        ("100$", json!("100$")),
        ("$result", json!("$result")),
        ("$result[]", json!("$result[]")),
        ("$result.a", json!("$result.a")),
        ("$result[a][NAME][0]", json!("B")),
        ("$result[a][NAME][-1]", json!("b")),
        ("$result[a][NAME][x]", json!("Bob")),
        ("$Result[a][ID]", Value::Null),
        ("x$Result[a][ID]", json!("x$Result[a][ID]")),
        ("$result[\"a\"]", all),
    ] {
        let mut commands = state();
        commands.insert("q".to_owned(), json!(command("test.echo", [("p", text)])));
        let result = batch(&server, Value::Object(commands)).await;
        assert_eq!(result["result"]["q"]["p"], becomes, "{text}");
    }
    // At any depth, in values alone; a name on the left is a name.
    let mut commands = state();
    let nested = "test.echo?$result[a][ID]=1&d[$result[n]][x][]=%24result%5Bn%5D&e=$error[x][error]&t=$time[n][duration]";
    commands.insert("x".to_owned(), json!("no.such"));
    commands.insert("q".to_owned(), json!(nested));
    let result = batch(&server, Value::Object(commands)).await;
    let echoed = &result["result"]["q"];
    assert_eq!(echoed["$result"], json!({"a": {"ID": "1"}}));
    assert_eq!(echoed["d"], json!({"$result[n": 7}), "{echoed}");
    assert_eq!(echoed["e"], "ERROR_METHOD_NOT_FOUND");
    assert!(echoed["t"].is_number());
}

// Proves: P-334
#[tokio::test]
async fn a_chain_of_pages_goes_on_after_its_end() {
    let server = server();
    let rows: Vec<Value> = (1..=50).map(|id| json!({"ID": id})).collect();
    let page = |rows: &[Value]| {
        let text = json!(rows).to_string();
        command("test.value", [("text", &*text)])
    };
    let commands = json!([
        page(&rows),
        "test.echo?filter[>ID]=$result[0][49][ID]",
        page(&rows[..7]),
        "test.echo?filter[>ID]=$result[2][49][ID]",
        "test.echo?filter[>ID]=$result[3][49][ID]",
    ]);
    let body = json!({"auth": "tok", "halt": 1, "cmd": commands});
    let answer = server.post("/rest/batch", body).await;
    let result = answer.result();
    assert_eq!(result["result"][1]["filter"][">ID"], 50);
    assert_eq!(result["result"][3]["filter"][">ID"], json!(rows[..7]));
    assert_eq!(
        result["result"].as_array().map(Vec::len),
        Some(5),
        "{}",
        answer.text
    );
}

/// Each command could double what the one before it answered.
#[tokio::test]
async fn references_cannot_grow_without_end() {
    let server = Server::with(|builder| builder.body_limit(100_000).json_limit(1000)).unwrap();
    let mut commands = vec![json!(command(
        "test.value",
        [("text", "[1,2,3,4,5,6,7,8,9]")]
    ))];
    for id in 0..30 {
        commands.push(json!(format!("test.echo?a=$result[{id}]&b=$result[{id}]")));
    }
    let result = batch(&server, json!(commands)).await;
    let errors = result["result_error"].as_object().unwrap();
    assert!(
        errors
            .values()
            .all(|error| error["error"] == "ERROR_REQUEST_TOO_LARGE"),
        "{errors:?}"
    );
    assert!(!errors.is_empty());
    let text = json!("x".repeat(1000)).to_string();
    let repeated = "$result[0] ".repeat(200);
    let commands = json!([
        command("test.value", [("text", &*text)]),
        command("test.echo", [("p", &*repeated)]),
    ]);
    let result = batch(&server, commands).await;
    assert_eq!(
        result["result_error"]["1"]["error"],
        "ERROR_REQUEST_TOO_LARGE"
    );
}
