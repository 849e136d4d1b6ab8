//! What a batch makes of commands and references, against PHP itself over generated inputs.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../php/ask.rs"]
mod ask;

use ask::{Chance, agree};
use bitrix_rest::params::query::{self, FormLimits};
use bitrix_rest::text::json::Escaping;
use bitrix_rest::text::json::write;
use bitrix_rest::{Array, Batch, Caller, Credentials, Key, Refusal, RestApi, Value};
use bitrix_rest_methods::{MemoryStore, Store};
use tokio::runtime::Runtime;

/// A server in process.
struct Asked {
    runtime: Runtime,
    api: RestApi,
}

impl Asked {
    fn new() -> Self {
        let api = RestApi::collect()
            .state(MemoryStore::new().options())
            .state(MemoryStore::new().accounts("portal"))
            .authenticator(|_: &Credentials| Err::<Caller, _>(Refusal::InvalidCredentials))
            .build()
            .unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        Self { runtime, api }
    }

    fn batch(&self, commands: Array) -> bitrix_rest::BatchReply {
        let batch = Batch {
            cmd: commands,
            halt: false,
        };
        let call = self.api.call(batch).by_user(1);
        self.runtime.block_on(call.into_future()).unwrap()
    }
}

fn printed(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    write(&mut out, value, Escaping::Php).unwrap();
    out
}

fn command<const N: usize>(method: &str, parameters: [(&str, &str); N]) -> String {
    let parameters: Array = parameters.into_iter().collect();
    format!("{method}?{}", query::encode(&parameters))
}

/// Commands that answer what the oracle takes for answered.
fn earlier() -> Array {
    let a = r#"{"ID":5,"NAME":"Bob","LIST":[1,2],"NUL":null,"T":true,"F":1.5,"é":"žluť","G":1e20}"#;
    let rows = [
        ("text", r#"[{"ID":10},{"ID":11}]"#),
        ("total", "123"),
        ("start", "48"),
    ];
    [
        ("a", command("test.value", [("text", a)])),
        ("n", command("test.value", [("text", "7")])),
        ("s", command("test.value", [("text", "\"str\"")])),
        ("l", command("test.rows", rows)),
        ("x", "no.such".to_owned()),
    ]
    .into_iter()
    .collect()
}

// Proves: P-126, P-127, P-128, P-129, P-130, P-131, P-132, P-133, P-134, P-135
#[test]
fn references() {
    const PIECES: &str = concat!(
        "$result¦$next¦$total¦$error¦$Result¦$results¦result¦$¦[a]¦[a]¦[n]¦[s]¦[l]¦[x]¦[ID]¦[NAME]¦[LIST]¦[NUL]¦[T]¦[F]¦",
        "[G]¦[é]¦[0]¦[1]¦[2]¦[-1]¦[+1]¦[01]¦[1x]¦[ 1]¦[]¦[[a]¦[a¦a]¦[\"a\"]¦[error]¦.¦,¦x¦ ¦\t¦\n¦\u{b}¦\u{c}¦\u{a0}¦é¦%",
    );
    let mut chance = Chance(11);
    let mut questions: Vec<String> = (0..6000)
        .map(|_| {
            let mut text = chance.soup(PIECES, 3);
            for _ in 0..chance.below(3) {
                text.push_str(
                    chance.one("$result[a]¦$result[l]¦$result¦$next[l]¦$total[l]¦$error[x]"),
                );
                text.push_str(&chance.soup(PIECES, 3));
            }
            text
        })
        .collect();
    questions.push("$result[n] $result[n]x".to_owned());
    questions.push("$result[a][é][0]".to_owned());
    let asked = Asked::new();
    agree("reference", &questions, |text| {
        let mut commands = earlier();
        commands.insert("q", command("test.echo", [("p", text)]));
        let reply = asked.batch(commands);
        let echoed = reply.result.get("q").and_then(Value::as_array);
        printed(echoed.unwrap().get("p").unwrap())
    });
}

// Proves: P-112
#[test]
fn commands() {
    const PIECES: &str = "?¦&¦=¦#¦a¦b¦[x]¦[]¦%26¦%20¦+¦%zz¦:¦/¦//¦\u{1}¦\t¦\n¦\u{7f}¦é¦1¦ ¦;¦@¦%00";
    let mut chance = Chance(12);
    let questions: Vec<String> = (0..4000)
        .map(|_| format!("test.echo?{}", chance.soup(PIECES, 9)))
        .collect();
    let asked = Asked::new();
    agree("command", &questions, |text| {
        let reply = asked.batch([(0, text)].into_iter().collect());
        let echoed = reply.result.get("0").unwrap().clone();
        let name = Value::from("test.echo");
        printed(&Value::Array([name, echoed].into_iter().collect()))
    });
}

// Proves: P-63, P-111
#[test]
fn containers() {
    let mut chance = Chance(13);
    let mut questions: Vec<String> = (0..2000)
        .map(|_| {
            let mut ids = String::new();
            for id in 0..chance.below(6) {
                match chance.below(3) {
                    0 => ids.push_str(
                        chance.one("a=&bb=&10=&05=&-1=¦7=&é=&<=¦0=¦1=&0=¦11=&12=¦10=&11="),
                    ),
                    _ => ids.push_str(&id.to_string()),
                }
                ids.push_str("=&");
            }
            ids
        })
        .collect();
    questions.push((0..40).map(|id| format!("{id}=&")).collect());
    let asked = Asked::new();
    agree("containers", &questions, |text| {
        let ids = query::parse(text.as_bytes(), &FormLimits::default());
        let length = |id: &Key| match id {
            Key::Int(number) => number.to_string().len(),
            Key::Text(text) => text.len(),
        };
        let commands = ids.keys().map(|id| match length(id) % 2 {
            1 => (id.clone(), "no.such"),
            _ => (id.clone(), "test.value?text=1"),
        });
        let reply = asked.batch(commands.collect());
        // An error is more than the 1 that the oracle has in its place.
        let errors = reply.result_error.keys().map(|id| (id.clone(), 1));
        let containers: Array = [
            ("result", Value::Array(reply.result.clone())),
            ("result_error", Value::Array(errors.collect())),
        ]
        .into_iter()
        .collect();
        printed(&Value::Array(containers))
    });
}
