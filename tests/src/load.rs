//! Writers that remember what they were promised.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::Client;

/// What one writer did: its writes are numbered from 0, each sets two keys of its own.
#[derive(Debug, Default, Clone)]
pub struct Ledger {
    /// The writes that were acknowledged.
    pub acknowledged: Vec<u64>,
    /// How many were begun.
    pub begun: u64,
    /// Answers that were errors, by status and code, and how often; broken connections as status 0.
    pub refused: BTreeMap<(u16, String), u64>,
    /// Request ids of answers with status 500.
    pub failed_requests: Vec<String>,
    /// The slowest answer.
    pub slowest: Duration,
}

/// Writers at work.
#[derive(Debug)]
pub struct Load {
    stop: Arc<AtomicBool>,
    acknowledged: Arc<AtomicU64>,
    threads: Vec<JoinHandle<Ledger>>,
}

/// How writers behave.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Host and port of the servers; writers take them by turns.
    pub addresses: Vec<String>,
    /// `/rest/{user}/{code}`.
    pub path: String,
    /// How many.
    pub writers: usize,
    /// Whether to go on after a broken connection.
    pub persistent: bool,
    /// How long an answer may take.
    pub patience: Duration,
}

impl Load {
    /// Starts writers.
    pub fn start(plan: &Plan) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let acknowledged = Arc::new(AtomicU64::new(0));
        let threads = (0..plan.writers)
            .map(|writer| {
                let (plan, stop, acknowledged) = (plan.clone(), stop.clone(), acknowledged.clone());
                thread::spawn(move || write(&plan, writer, &stop, &acknowledged))
            })
            .collect();
        Self {
            stop,
            acknowledged,
            threads,
        }
    }

    /// Writes that were acknowledged so far, of all writers.
    pub fn acknowledged(&self) -> u64 {
        self.acknowledged.load(Ordering::Relaxed)
    }

    /// Waits until so many writes were acknowledged; false if it takes longer than `patience`.
    pub fn wait_for(&self, count: u64, patience: Duration) -> bool {
        let begun = Instant::now();
        while self.acknowledged() < count {
            if begun.elapsed() > patience {
                return false;
            }
            thread::sleep(Duration::from_millis(2));
        }
        true
    }

    /// Ends the writers, and what each of them was promised.
    pub fn finish(self) -> Vec<Ledger> {
        self.stop.store(true, Ordering::Relaxed);
        let ledgers = self.threads.into_iter().map(|thread| match thread.join() {
            Ok(ledger) => ledger,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        ledgers.collect()
    }
}

fn write(plan: &Plan, writer: usize, stop: &AtomicBool, acknowledged: &AtomicU64) -> Ledger {
    let turns = plan.addresses.len().max(1);
    let address = plan.addresses.get(writer % turns).cloned();
    let mut client = Client::new(address.unwrap_or_default(), plan.patience);
    let path = format!("{}/user.option.set", plan.path);
    let mut ledger = Ledger::default();
    while !stop.load(Ordering::Relaxed) {
        let number = ledger.begun;
        ledger.begun += 1;
        let asked = Instant::now();
        let answer = client.post(&path, &body(writer, number));
        ledger.slowest = ledger.slowest.max(asked.elapsed());
        match answer {
            Ok(response) if response.status == 200 && response.result() == &json!(true) => {
                ledger.acknowledged.push(number);
                acknowledged.fetch_add(1, Ordering::Relaxed);
            }
            Ok(response) => {
                let key = (response.status, response.error().to_owned());
                *ledger.refused.entry(key).or_default() += 1;
                if response.status == 500 {
                    ledger.failed_requests.push(response.request_id);
                }
                // A server that cannot write is not asked all the time.
                thread::sleep(Duration::from_millis(50));
            }
            Err(error) => {
                let key = (0, format!("{:?}", error.kind()));
                *ledger.refused.entry(key).or_default() += 1;
                if !plan.persistent {
                    break;
                }
                thread::sleep(Duration::from_millis(20));
            }
        }
    }
    ledger
}

/// Two keys in one call, so that a half-done write would show.
fn body(writer: usize, number: u64) -> Value {
    let (a, b) = keys(writer, number);
    json!({"options": {a: value(writer, number), b: value(writer, number)}})
}

fn keys(writer: usize, number: u64) -> (String, String) {
    (
        format!("w{writer}.{number}.a"),
        format!("w{writer}.{number}.b"),
    )
}

/// Of a different length each time.
fn value(writer: usize, number: u64) -> Value {
    let length = usize::try_from(number).unwrap_or_default() * 37 % 300;
    json!({"writer": writer, "number": number, "filler": "x".repeat(length)})
}

/// What became of the writes.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Writes that were acknowledged.
    pub acknowledged: u64,
    /// Of those, writes that are not there.
    pub lost: u64,
    /// Writes of which only a part is there.
    pub half: u64,
    /// Keys with another value than was written.
    pub wrong: u64,
    /// Writes that are there although nobody was told: allowed.
    pub unannounced: u64,
}

impl Outcome {
    /// Compares what the writers were promised with what is stored: the `result` of `user.option.get`.
    pub fn of(ledgers: &[Ledger], stored: &Value) -> Self {
        let mut outcome = Self::default();
        for (writer, ledger) in ledgers.iter().enumerate() {
            let mut acknowledged = ledger.acknowledged.iter().peekable();
            for number in 0..ledger.begun {
                let promised = acknowledged.next_if(|next| **next == number).is_some();
                let (a, b) = keys(writer, number);
                let found = [stored.get(&a), stored.get(&b)];
                let there = found.iter().flatten().count();
                let expected = value(writer, number);
                let wrong = found.iter().flatten().filter(|found| ***found != expected);
                outcome.wrong += wrong.count() as u64;
                outcome.half += u64::from(there == 1);
                outcome.acknowledged += u64::from(promised);
                outcome.lost += u64::from(promised && there == 0);
                outcome.unannounced += u64::from(!promised && there == 2);
            }
        }
        outcome
    }

    /// Adds another outcome.
    pub fn add(&mut self, other: &Self) {
        self.acknowledged += other.acknowledged;
        self.lost += other.lost;
        self.half += other.half;
        self.wrong += other.wrong;
        self.unannounced += other.unannounced;
    }

    /// Whether every promise was kept.
    pub const fn is_clean(&self) -> bool {
        self.lost == 0 && self.half == 0 && self.wrong == 0
    }
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            acknowledged,
            lost,
            half,
            wrong,
            unannounced,
        } = self;
        write!(
            f,
            "{acknowledged} acknowledged writes, {lost} lost, {half} half there, {wrong} wrong, {unannounced} there without word"
        )
    }
}
