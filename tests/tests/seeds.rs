//! Every cURL example of the two seed documents, run by the real `curl` against the real portal.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::Path;
use std::process::Command;

use bitrix_rest_tests::portal::Portal;
use bitrix_rest_tests::tools;
use serde_json::{Value, json};

const USER: &str = "7";
/// Webhooks have no application context (P-97); this one is tied to an application (P-262), as the seeds' samples need.
const TIED_WEBHOOK: &str = "tied0webhook0code0of0the0seeds00";
const PLAIN_WEBHOOK: &str = "plain0webhook0code0of0the0seeds0";
const TOKEN: &str = "access0token0of0the0seeds";

/// One fenced `curl` example: the tab it stands in, and the command.
struct Example {
    tab: String,
    command: String,
}

fn examples(file: &str) -> Vec<Example> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("seeds")
        .join(file);
    let text = fs::read_to_string(path).unwrap();
    let mut tab = String::new();
    let mut examples = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(title) = line.strip_prefix("- ") {
            title.clone_into(&mut tab);
        }
        if line.trim() == "```curl" {
            let command: Vec<&str> = lines
                .by_ref()
                .take_while(|line| line.trim() != "```")
                .map(str::trim)
                .collect();
            examples.push(Example {
                tab: tab.clone(),
                command: command.join("\n"),
            });
        }
    }
    examples
}

/// The JSON samples of a document: of success, and of failure.
fn samples(file: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("seeds")
        .join(file);
    let text = fs::read_to_string(path).unwrap();
    let blocks = text.split("```json\n").skip(1);
    blocks
        .map(|block| serde_json::from_str(block.split("```").next().unwrap()).unwrap())
        .collect()
}

/// Fills the placeholders, as a reader would. The portal is asked over plain HTTP.
fn fill(command: &str, portal: &Portal, webhook: &str) -> String {
    let filled = command
        .replace(
            "https://**put_your_bitrix24_address**",
            &format!("http://{}", portal.address()),
        )
        .replace("**put_your_user_id_here**", USER)
        .replace("**put_your_webbhook_here**", webhook)
        .replace("**put_access_token_here**", TOKEN);
    assert!(!filled.contains("**"), "a placeholder is left: {filled}");
    filled
}

/// Runs an example in a shell; gives status and body.
fn curl(command: &str) -> (u16, Value) {
    let command = command.replacen(
        "curl",
        "curl --silent --show-error --write-out '\\n%{http_code}'",
        1,
    );
    let output = tools::run(Command::new("sh").args(["-c", &command]), "curl").unwrap();
    assert!(
        output.status.success(),
        "{command}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).unwrap();
    let (body, status) = text.rsplit_once('\n').unwrap();
    (status.parse().unwrap(), serde_json::from_str(body).unwrap())
}

fn portal() -> Portal {
    let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds/portal.toml");
    Portal::start(&["--config", config.to_str().unwrap()]).unwrap()
}

/// Asserts a success, with a complete `time`, and gives its result.
fn result(example: &Example, (status, mut body): (u16, Value)) -> Value {
    assert_eq!(status, 200, "{}: {body}", example.command);
    let time = body.as_object_mut().unwrap().remove("time").unwrap();
    for field in ["start", "finish", "duration", "processing"] {
        assert!(time[field].is_number(), "time.{field}: {time}");
    }
    for field in ["date_start", "date_finish"] {
        assert_eq!(
            time[field].as_str().unwrap().len(),
            25,
            "time.{field}: {time}"
        );
    }
    let result = body.as_object_mut().unwrap().remove("result").unwrap();
    assert_eq!(body, json!({}), "nothing but result and time");
    result
}

// Proves: P-200, P-201, P-206, P-207, P-261, P-262, P-263, P-308, P-309
#[test]
fn every_curl_example_of_the_seeds() {
    let portal = portal();
    let (get, set) = ("000_732cb984c7a41779.txt", "001_d652178fed218d0d.txt");
    let stored = samples(get).remove(0);
    assert_eq!(
        stored,
        json!({"data": "value", "data2": "value2"}),
        "the seed's sample"
    );

    let setters = examples(set);
    assert_eq!(setters.len(), 2, "{set}");
    for example in &setters {
        let answer = curl(&fill(&example.command, &portal, TIED_WEBHOOK));
        assert_eq!(result(example, answer), json!(true), "{}", example.tab);
    }

    let getters = examples(get);
    assert_eq!(getters.len(), 4, "{get}");
    for example in &getters {
        let answer = curl(&fill(&example.command, &portal, TIED_WEBHOOK));
        // The one slip of the seeds (P-263): the second OAuth example sends `{}` without its token.
        if example.tab == "cURL (OAuth)" && !example.command.contains("\"auth\"") {
            assert_eq!(answer.0, 401, "{}", answer.1);
            assert_eq!(
                answer.1,
                json!({"error": "NO_AUTH_FOUND", "error_description": "Wrong authorization data"})
            );
            let mended = example
                .command
                .replace("'{}'", &format!("'{{\"auth\": \"{TOKEN}\"}}'"));
            let answer = curl(&fill(&mended, &portal, TIED_WEBHOOK));
            assert_eq!(result(example, answer), stored);
            continue;
        }
        let expected = if example.command.contains("\"option\"") {
            &stored["data"]
        } else {
            &stored
        };
        assert_eq!(
            &result(example, answer),
            expected,
            "{}: {}",
            example.tab,
            example.command
        );
    }
}

// Proves: P-97, P-204, P-211, P-258, P-259, P-313
#[test]
fn a_plain_webhook_gets_the_access_error_of_the_seeds() {
    let portal = portal();
    for file in ["000_732cb984c7a41779.txt", "001_d652178fed218d0d.txt"] {
        let webhooks = examples(file)
            .into_iter()
            .filter(|example| example.tab == "cURL (Webhook)");
        for example in webhooks {
            let (status, body) = curl(&fill(&example.command, &portal, PLAIN_WEBHOOK));
            assert_eq!(status, 400, "{body}");
            // P-259: the seeds join the alternatives with a slash; the answer names the one that holds.
            assert_eq!(
                body,
                json!({"error": "AccessException", "error_description": "Application context required"})
            );
        }
    }
    let documented = &samples("000_732cb984c7a41779.txt")[1];
    assert_eq!(documented["error"], "AccessException");
    let texts = documented["error_description"].as_str().unwrap();
    assert!(
        texts
            .split(" / ")
            .any(|text| text == "Application context required"),
        "{texts}"
    );
}

// Proves: P-208, P-260, P-312
#[test]
fn empty_options_get_the_error_of_the_seeds() {
    let portal = portal();
    let documented = samples("001_d652178fed218d0d.txt").remove(0);
    for example in examples("001_d652178fed218d0d.txt") {
        let body_at = example.command.find("-d '").unwrap() + 4;
        let body_end = body_at + example.command[body_at..].find('\'').unwrap();
        let mut body: Value = serde_json::from_str(&example.command[body_at..body_end]).unwrap();
        for empty in [json!({}), json!([])] {
            body["options"] = empty;
            let command = format!(
                "{}{body}{}",
                &example.command[..body_at],
                &example.command[body_end..]
            );
            let (status, answer) = curl(&fill(&command, &portal, TIED_WEBHOOK));
            assert_eq!((status, &answer), (400, &documented), "{command}");
        }
    }
}
