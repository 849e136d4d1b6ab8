//! What callers see, and what the log says, when something beneath the portal breaks: no acknowledged write is lost, no answer
//! is wrong, none comes later than the deadline, and it goes on without a restart.
//!
//! Every test prints its line of the table in `STORES.md`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "faults/clock.rs"]
mod clock;
#[path = "faults/damage.rs"]
mod damage;
#[path = "faults/disk.rs"]
mod disk;
#[path = "faults/server.rs"]
mod server;

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use bitrix_rest_tests::accounts::{path_of, write_configuration};
use bitrix_rest_tests::client::Client;
use bitrix_rest_tests::load::{Ledger, Load, Outcome, Plan};
use bitrix_rest_tests::portal::Portal;
use bitrix_rest_tests::tools::say;

/// `call_seconds` of the configuration, and something for a busy machine.
const DEADLINE: Duration = Duration::from_secs(25);

/// A folder with a configuration of two users, and a log.
struct Place {
    folder: tempfile::TempDir,
    config: PathBuf,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = write_configuration(folder.path(), 2).unwrap();
        Self { folder, config }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn sqlite(&self) -> String {
        format!("sqlite:{}", self.file("portal.db").display())
    }

    fn arguments<'a>(&'a self, store: &'a str) -> [&'a str; 6] {
        let config = self.config.to_str().unwrap();
        ["--config", config, "--store", store, "--log", "warn"]
    }

    fn start(&self, store: &str) -> Portal {
        Portal::start_with_log(&self.arguments(store), &self.file("log")).unwrap()
    }

    fn log(&self) -> String {
        fs::read_to_string(self.file("log")).unwrap_or_default()
    }
}

fn load(portal: &Portal, writers: usize) -> Load {
    Load::start(&Plan {
        addresses: vec![portal.address().to_owned()],
        path: path_of(1),
        writers,
        persistent: true,
        patience: DEADLINE * 2,
    })
}

fn client(portal: &Portal) -> Client {
    Client::new(portal.address(), DEADLINE * 2)
}

fn status_of(portal: &Portal, path: &str) -> u16 {
    client(portal).get(path).unwrap().status
}

/// Waits until the portal says that it is ready, or no longer.
fn wait_until_ready(portal: &Portal, ready: bool) {
    let expected = if ready { 200 } else { 503 };
    for _ in 0..600 {
        if status_of(portal, "/readyz") == expected {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("/readyz is not {expected}");
}

/// Ends the load, and checks everything that must hold whatever broke.
fn settle(portal: &Portal, load: Load, place: &Place) -> (Outcome, BTreeMap<(u16, String), u64>) {
    let before = load.acknowledged();
    assert!(
        load.wait_for(before + 50, DEADLINE),
        "no recovery without a restart"
    );
    let ledgers = load.finish();
    let stored = client(portal)
        .get(&format!("{}/user.option.get", path_of(1)))
        .unwrap();
    let outcome = Outcome::of(&ledgers, stored.result());
    assert!(outcome.is_clean(), "{outcome}");
    assert_eq!(status_of(portal, "/healthz"), 200);
    let log = place.log();
    let told = log
        .lines()
        .filter(|line| line.contains("the store failed"))
        .filter_map(|line| line.split_once("request="))
        .filter_map(|(_, rest)| rest.get(..16));
    let told: HashSet<&str> = told.collect();
    for ledger in &ledgers {
        assert!(ledger.slowest < DEADLINE, "{:?}", ledger.slowest);
        // Whoever got an internal error can be told why.
        for id in &ledger.failed_requests {
            assert!(told.contains(id.as_str()), "request {id} is not in the log");
        }
    }
    (outcome, refused(&ledgers))
}

fn refused(ledgers: &[Ledger]) -> BTreeMap<(u16, String), u64> {
    let mut sum = BTreeMap::new();
    for (kind, count) in ledgers.iter().flat_map(|ledger| &ledger.refused) {
        *sum.entry(kind.clone()).or_default() += count;
    }
    sum
}

/// Callers got nothing but internal errors, and some of those.
fn only_internal_errors(refused: &BTreeMap<(u16, String), u64>) -> u64 {
    let internal = (500, "INTERNAL_SERVER_ERROR".to_owned());
    assert!(refused.keys().all(|kind| *kind == internal), "{refused:?}");
    refused.get(&internal).copied().unwrap_or_default()
}

/// The first cause in the log, without what differs from run to run.
fn cause(log: &str) -> String {
    let cause = log.lines().find_map(|line| line.split_once("cause=\""));
    let cause = cause.map(|(_, rest)| rest.split('"').next().unwrap_or_default());
    cause.unwrap_or("(nothing)").to_owned()
}

/// A line of the table.
fn row(fault: &str, callers: &str, log: &str) {
    say(&format!("| {fault} | {callers} | {log} |")).unwrap();
}

/// What a portal that cannot start says, and its exit code.
fn refuses(arguments: &[&str]) -> (Option<i32>, String) {
    // One that starts after all would not end by itself.
    let output = Command::new("timeout")
        .arg("20")
        .arg(Portal::program().unwrap())
        .args(["serve", "--listen", "127.0.0.1:0"])
        .args(arguments)
        .output()
        .unwrap();
    (
        output.status.code(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

fn copy(from: &Path, to: &Path) {
    fs::copy(from, to).unwrap();
}
