//! Who calls, and what.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use bitrix_rest_tests::client::{Client, Response};
use serde_json::{Value, json};

use crate::Failure;

const PATIENCE: Duration = Duration::from_secs(30);

/// Users, each with a pair of tokens of one application; access tokens live for seconds, so that pruning has work.
pub(crate) fn configuration(folder: &Path, users: usize) -> Result<PathBuf, Failure> {
    let mut text = "[oauth]\naccess_seconds = 30\nrefresh_seconds = 60\n[events]\nallow_local_handlers = true\n\
        [[applications]]\nclient_id = \"app.soak\"\nclient_secret = \"soak\"\n"
        .to_owned();
    for user in 1..=users {
        write!(
            text,
            "[[users]]\nid = {user}\nlogin = \"user{user}\"\nadministrator = {}\n\
             [[tokens]]\ntoken = \"access-{user}\"\nrefresh = \"refresh-{user}\"\napplication = \"app.soak\"\nuser = {user}\n",
            user == 1
        )?;
    }
    let path = folder.join("portal.toml");
    std::fs::write(&path, text)?;
    Ok(path)
}

/// The load.
pub(crate) struct Mix {
    pub(crate) address: String,
    pub(crate) connections: usize,
    pub(crate) pause: Duration,
}

impl Mix {
    /// Has the test event sent to this port.
    pub(crate) fn bind(&self, port: u16) -> Result<(), Failure> {
        let mut client = Client::new(self.address.clone(), PATIENCE);
        let handler = format!("http://127.0.0.1:{port}/event");
        let body = json!({"auth": "access-1", "event": "ONAPPTEST", "handler": handler});
        let answer = client.post("/rest/event.bind", &body)?;
        match answer.result() {
            Value::Bool(true) => Ok(()),
            _ => Err(format!("event.bind: {answer:?}").into()),
        }
    }
}

/// What was done.
#[derive(Debug, Default)]
pub(crate) struct Done {
    /// Answers by kind of call, with the slowest of each.
    calls: BTreeMap<&'static str, (u64, Duration)>,
    /// What was no answer, and how often.
    pub(crate) errors: BTreeMap<String, u64>,
    /// Events that must have been sent.
    pub(crate) events: u64,
    length: Duration,
}

impl Done {
    fn add(&mut self, other: Self) {
        for (kind, (count, slowest)) in other.calls {
            let all = self.calls.entry(kind).or_default();
            *all = (all.0 + count, all.1.max(slowest));
        }
        for (error, count) in other.errors {
            *self.errors.entry(error).or_default() += count;
        }
        self.events += other.events;
        self.length = self.length.max(other.length);
    }
}

impl fmt::Display for Done {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all: u64 = self.calls.values().map(|(count, _)| count).sum();
        let seconds = self.length.as_secs_f64();
        writeln!(
            f,
            "{all} requests in {seconds:.0} s, {:.0} per second",
            all as f64 / seconds
        )?;
        for (kind, (count, slowest)) in &self.calls {
            writeln!(f, "{kind:>11} {count:>9}, slowest {slowest:.1?}")?;
        }
        for (error, count) in &self.errors {
            writeln!(f, "FAILED {count} times: {error}")?;
        }
        Ok(())
    }
}

/// Callers at work.
pub(crate) struct Work {
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<Done>>,
}

impl Work {
    pub(crate) fn start(mix: &Mix) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let threads = (1..=mix.connections).map(|user| {
            let (stop, pause) = (stop.clone(), mix.pause);
            let caller = Caller {
                user,
                client: Client::new(mix.address.clone(), PATIENCE),
                access: format!("access-{user}"),
                refresh: format!("refresh-{user}"),
                count: 0,
                done: Done::default(),
            };
            thread::spawn(move || caller.work(&stop, pause))
        });
        Self {
            threads: threads.collect(),
            stop,
        }
    }

    pub(crate) fn stop(self) -> Done {
        self.stop.store(true, Ordering::Relaxed);
        let mut all = Done::default();
        for thread in self.threads {
            match thread.join() {
                Ok(done) => all.add(done),
                Err(_) => *all.errors.entry("a caller broke".to_owned()).or_default() += 1,
            }
        }
        all
    }
}

struct Caller {
    user: usize,
    client: Client,
    access: String,
    refresh: String,
    count: u64,
    done: Done,
}

impl Caller {
    fn work(mut self, stop: &AtomicBool, pause: Duration) -> Done {
        let begun = Instant::now();
        let mut refreshed = Instant::now();
        while !stop.load(Ordering::Relaxed) {
            self.count += 1;
            // Not all in the same second.
            if refreshed.elapsed() > Duration::from_secs(10 + self.user as u64 % 10) {
                self.refresh();
                refreshed = Instant::now();
            } else {
                self.call();
            }
            thread::sleep(pause);
        }
        self.done.length = begun.elapsed();
        self.done
    }

    /// 46 sets, 44 gets, 9 batches and an event of a hundred.
    fn call(&mut self) {
        let (at, access) = (self.count, &self.access);
        let key = format!("key{}", at % 50);
        let (kind, method, body, expected) = match at % 100 {
            7 => {
                let body = json!({"auth": access, "any": at});
                ("event", "event.test", body, Some(json!(1)))
            }
            rest if rest % 11 == 3 => {
                let commands: BTreeMap<String, String> = (0..50)
                    .map(|id| {
                        let command = match id % 2 {
                            0 => format!("user.option.set?options[batch{id}]={at}"),
                            _ => format!("user.option.get?option=batch{}", id - 1),
                        };
                        (format!("c{id:02}"), command)
                    })
                    .collect();
                (
                    "batch",
                    "batch",
                    json!({"auth": access, "halt": 1, "cmd": commands}),
                    None,
                )
            }
            rest if rest % 2 == 0 => {
                let body = json!({"auth": access, "options": {key: at, "last": "é🙂"}});
                ("set", "user.option.set", body, Some(json!(true)))
            }
            _ => {
                let body = json!({"auth": access, "option": "last"});
                // Nothing is there before the first set.
                (
                    "get",
                    "user.option.get",
                    body,
                    (at > 2).then(|| json!("é🙂")),
                )
            }
        };
        let path = format!("/rest/{method}");
        let answer = self.timed(kind, |client| client.post(&path, &body));
        let Some(answer) = answer else { return };
        let as_expected = match &expected {
            Some(expected) => answer.result() == expected,
            None if kind == "batch" => is_whole(&answer, at),
            None => answer.status == 200,
        };
        if !as_expected {
            self.fail(format!("{kind}: {} {}", answer.status, answer.body));
        } else if kind == "event" {
            self.done.events += 1;
        }
    }

    fn refresh(&mut self) {
        let path = format!(
            "/oauth/token/?grant_type=refresh_token&client_id=app.soak&client_secret=soak&refresh_token={}",
            self.refresh
        );
        let Some(answer) = self.timed("refresh", |client| client.get(&path)) else {
            return;
        };
        let text = |name: &str| answer.body.get(name)?.as_str().map(str::to_owned);
        match (text("access_token"), text("refresh_token")) {
            (Some(access), Some(refresh)) => (self.access, self.refresh) = (access, refresh),
            _ => self.fail(format!("refresh: {} {}", answer.status, answer.body)),
        }
    }

    fn timed(
        &mut self,
        kind: &'static str,
        ask: impl FnOnce(&mut Client) -> std::io::Result<Response>,
    ) -> Option<Response> {
        let begun = Instant::now();
        match ask(&mut self.client) {
            Ok(answer) => {
                let all = self.done.calls.entry(kind).or_default();
                *all = (all.0 + 1, all.1.max(begun.elapsed()));
                Some(answer)
            }
            Err(error) => {
                self.fail(format!("{kind}: {error}"));
                None
            }
        }
    }

    fn fail(&mut self, error: String) {
        *self.done.errors.entry(error).or_default() += 1;
    }
}

/// Every command of a batch was answered, each get with what the set before it wrote.
fn is_whole(answer: &Response, at: u64) -> bool {
    let result = answer.result();
    let of = |id: usize| {
        result
            .get("result")
            .and_then(|all| all.get(format!("c{id:02}")))
    };
    let gets = (1..50)
        .step_by(2)
        .all(|id| of(id) == Some(&json!(at.to_string())));
    let sets = (0..50).step_by(2).all(|id| of(id) == Some(&json!(true)));
    sets && gets && result.get("result_error") == Some(&json!([]))
}
