//! Both servers do the same work only if they answer alike.

use bitrix_rest_bench::CODE;

use crate::Failure;
use crate::client::{Answer, Client};
use crate::method::{path, post};
use crate::server::{Kind, Server};

/// Code, method, parameters; sent in this order to servers that have stored nothing yet.
const CASES: [(&str, &str, &str); 11] = [
    (CODE, "user.option.get", "{}"),
    (CODE, "user.option.get", r#"{"option":"data"}"#),
    (
        CODE,
        "user.option.set",
        r#"{"options":{"data":"value1","data2":"value2"}}"#,
    ),
    (CODE, "user.option.get", r#"{"option":"data"}"#),
    (CODE, "user.option.get", "{}"),
    (
        CODE,
        "user.option.set",
        r#"{"options":{"data":{"a":[1,2.5,null,true,"é\"\\\n"]}}}"#,
    ),
    (CODE, "user.option.get", r#"{"option":null}"#),
    (CODE, "user.option.set", r#"{"options":{}}"#),
    (CODE, "no.such.method", "{}"),
    ("wrong", "user.option.get", r#"{"option":"data"}"#),
    (
        "k3v9x2m7q4w8e1r5t6y0u3i8o2p7a4s0",
        "user.option.set",
        r#"{"options":{"data":"x"}}"#,
    ),
];

/// Compares status, headers and bodies of all cases; returns how many there are.
pub(crate) fn check() -> Result<usize, Failure> {
    let [hand, ours] = Kind::ALL.map(|kind| Server::start(kind, &[]));
    let (hand, ours) = (hand?, ours?);
    let mut hand_client = Client::connect(hand.address())?;
    let mut ours_client = Client::connect(ours.address())?;
    for (code, method, parameters) in CASES {
        let request = post(&path(code, method), parameters);
        let expected = masked(&hand_client.send(&request)?);
        let answered = masked(&ours_client.send(&request)?);
        if expected != answered {
            return Err(format!(
                "answers differ: {method} {parameters}, code {code}\n--- hand\n{expected}\n--- ours\n{answered}"
            )
            .into());
        }
    }
    hand.stop()?;
    ours.stop()?;
    Ok(CASES.len())
}

/// The whole answer as text: headers in alphabetical order, and no number that time decides.
fn masked(answer: &Answer) -> String {
    let mut lines = answer.head.lines();
    let mut text = lines.next().unwrap_or_default().to_owned();
    // How long the body is depends on how many digits the times in it have. Ours says by which id the log knows a request.
    let left_out = ["date:", "content-length:", "x-request-id:"];
    let mut headers: Vec<String> = lines.map(str::to_ascii_lowercase).collect();
    headers.retain(|line| !left_out.iter().any(|name| line.starts_with(name)));
    headers.sort();
    for line in headers {
        text.push('\n');
        text.push_str(&line);
    }
    text.push_str("\n\n");
    match answer.body.split_once(",\"time\":") {
        Some((before, time)) => {
            text.push_str(before);
            text.push_str(",\"time\":");
            text.push_str(&masked_time(time));
        }
        None => text.push_str(&answer.body),
    }
    text
}

/// Digits in texts become `0`, numbers `N`.
fn masked_time(time: &str) -> String {
    let mut masked = String::with_capacity(time.len());
    let mut in_text = false;
    for character in time.chars() {
        match character {
            '"' => {
                in_text = !in_text;
                masked.push('"');
            }
            '0'..='9' if in_text => masked.push('0'),
            '0'..='9' | '.' | 'e' | '-' if !in_text => {
                if !masked.ends_with('N') {
                    masked.push('N');
                }
            }
            other => masked.push(other),
        }
    }
    masked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_digits_of_time_are_masked() {
        let answer = |body: &str| Answer {
            head: "HTTP/1.1 200 OK\r\nX-B: 1\r\ncontent-length: 5\r\na: 2".to_owned(),
            body: body.to_owned(),
        };
        let text = masked(&answer(
            r#"{"result":"v1","time":{"start":1.5e-7,"date":"2026-07-01"}}"#,
        ));
        let expected = r#"{"result":"v1","time":{"start":N,"date":"0000-00-00"}}"#;
        assert_eq!(text, format!("HTTP/1.1 200 OK\na: 2\nx-b: 1\n\n{expected}"));
        assert_ne!(
            masked(&answer(r#"{"error":"A1"}"#)),
            masked(&answer(r#"{"error":"A2"}"#))
        );
    }
}
