//! What was acknowledged is there after every crash: of the portal, and of the database server.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::hash::{BuildHasher, RandomState};
use std::path::Path;
use std::time::{Duration, Instant};

use bitrix_rest_methods::{SqliteStore, Store};
use bitrix_rest_tests::accounts::{path_of, write_configuration};
use bitrix_rest_tests::client::Client;
use bitrix_rest_tests::load::{Ledger, Load, Outcome, Plan};
use bitrix_rest_tests::portal::Portal;
use bitrix_rest_tests::postgres::{Cluster, Mode};
use bitrix_rest_tests::tools::say;

const WRITERS: usize = 32;
const PATIENCE: Duration = Duration::from_secs(60);

fn plan(portal: &Portal, user: usize, persistent: bool) -> Plan {
    Plan {
        addresses: vec![portal.address().to_owned()],
        path: path_of(user),
        writers: WRITERS,
        persistent,
        patience: PATIENCE,
    }
}

/// A moment within `span` that no two runs choose alike.
fn moment(span: Duration) -> Duration {
    let random = RandomState::new().hash_one(Instant::now());
    span.mul_f64((random >> 11) as f64 / (1u64 << 53) as f64)
}

/// What the portal says that a user stored, compared with what the writers were promised.
fn outcome(portal: &Portal, user: usize, ledgers: &[Ledger]) -> Outcome {
    let mut client = Client::new(portal.address(), PATIENCE);
    let path = format!("{}/user.option.get", path_of(user));
    let stored = client.get(&path).unwrap();
    assert_eq!(stored.status, 200, "{:?}", stored.body);
    Outcome::of(ledgers, stored.result())
}

/// Nor did a later crash take anything back of what users 1 … wrote.
fn assert_still_there(portal: &Portal, history: &[Vec<Ledger>]) {
    for (user, ledgers) in (1..).zip(history) {
        let outcome = outcome(portal, user, ledgers);
        assert!(outcome.is_clean(), "user {user} at the end: {outcome}");
    }
}

#[test]
fn sqlite_keeps_every_acknowledged_write_when_the_portal_is_killed() {
    const ROUNDS: usize = 100;
    let folder = tempfile::tempdir().unwrap();
    let config = write_configuration(folder.path(), ROUNDS).unwrap();
    let database = folder.path().join("portal.db");
    let store = format!("sqlite:{}", database.display());
    let start = || Portal::serve(&config, &store, "error", folder.path()).unwrap();

    let (mut total, mut history) = (Outcome::default(), Vec::new());
    let mut portal = start();
    for user in 1..=ROUNDS {
        let load = Load::start(&plan(&portal, user, false));
        assert!(load.wait_for(1, PATIENCE), "nothing was written");
        std::thread::sleep(moment(Duration::from_millis(150)));
        portal.kill().unwrap();
        let ledgers = load.finish();
        // The portal reads and checks the whole file when it starts.
        portal = start();
        let outcome = outcome(&portal, user, &ledgers);
        assert!(outcome.is_clean(), "round {user}: {outcome}");
        total.add(&outcome);
        history.push(ledgers);
    }
    assert_still_there(&portal, &history);
    portal.kill().unwrap();
    verify(&database);
    assert!(total.acknowledged > ROUNDS as u64, "{total}");
    say(&format!(
        "SQLite, portal killed: {ROUNDS} rounds, {total}; the integrity check passes"
    ))
    .unwrap();
}

/// SQLite's own check, and every row against its checksum.
fn verify(database: &Path) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = SqliteStore::open(database).await.unwrap();
        store.verify().await.unwrap();
        store.close().await;
    });
}

#[test]
fn postgres_keeps_every_acknowledged_write_when_the_portal_or_the_server_is_killed() {
    const ROUNDS: usize = 30;
    let folder = tempfile::tempdir().unwrap();
    let config = write_configuration(folder.path(), ROUNDS).unwrap();
    let cluster = Cluster::start().unwrap();
    let url = cluster.create_database().unwrap();
    let start = || Portal::serve(&config, &url, "error", folder.path()).unwrap();

    let (mut by_portal, mut by_server) = (Outcome::default(), Outcome::default());
    let mut history = Vec::new();
    let mut portal = start();
    for user in 1..=ROUNDS {
        let kill_server = user % 2 == 0;
        let load = Load::start(&plan(&portal, user, kill_server));
        assert!(load.wait_for(1, PATIENCE), "nothing was written");
        std::thread::sleep(moment(Duration::from_millis(150)));
        let total = if kill_server {
            cluster.stop(Mode::Immediate).unwrap();
            cluster.start_again().unwrap();
            // The same portal goes on without being started again.
            let before = load.acknowledged();
            assert!(
                load.wait_for(before + 1, PATIENCE),
                "round {user}: no recovery"
            );
            &mut by_server
        } else {
            portal.kill().unwrap();
            portal = start();
            &mut by_portal
        };
        let ledgers = load.finish();
        let outcome = outcome(&portal, user, &ledgers);
        assert!(outcome.is_clean(), "round {user}: {outcome}");
        total.add(&outcome);
        history.push(ledgers);
    }
    assert_still_there(&portal, &history);
    assert!(by_portal.acknowledged > 0 && by_server.acknowledged > 0);
    let half = ROUNDS / 2;
    say(&format!(
        "PostgreSQL, portal killed: {half} rounds, {by_portal}"
    ))
    .unwrap();
    say(&format!(
        "PostgreSQL, server stopped in immediate mode: {half} rounds, {by_server}"
    ))
    .unwrap();
}
