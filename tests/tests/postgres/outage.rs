//! Servers and connections that go away, and come back.

use std::process::Command;
use std::time::Instant;

use bitrix_rest_methods::accounts::{AccountKind, Change, UserRecord};
use bitrix_rest_tests::postgres::Mode;
use tokio::time::{sleep, timeout};

use super::*;

#[tokio::test]
async fn a_server_that_was_away_is_used_again() {
    let cluster = Cluster::start().unwrap();
    let store = connect(&cluster.create_database().unwrap()).await;
    for (round, mode) in [Mode::Fast, Mode::Immediate].into_iter().enumerate() {
        let key = format!("key{round}");
        set(&store, &key, "before").await.unwrap();
        cluster.stop(mode).unwrap();
        let begun = Instant::now();
        let error = set(&store, &key, "meanwhile").await.unwrap_err();
        assert!(matches!(error, StoreError::Failed(_)), "{error:?}");
        let error = get(&store, &key).await.unwrap_err();
        assert!(text(&error).contains("refused"), "{}", text(&error));
        assert!(store.check().await.is_err());
        within(begun, 5);
        cluster.start_again().unwrap();
        store.check().await.unwrap();
        assert_eq!(get(&store, &key).await.unwrap(), Some("before".into()));
        set(&store, &key, "after").await.unwrap();
        assert_eq!(get(&store, &key).await.unwrap(), Some("after".into()));
    }
}

#[tokio::test]
async fn reads_survive_the_end_of_their_connection() {
    let (cluster, url) = (shared().unwrap(), database());
    let store = connect(&url).await;
    set(&store, "key", "value").await.unwrap();
    let kill = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
        WHERE datname = current_database() AND application_name = 'bitrix-rest'";
    for _ in 0..10 {
        let killed = cluster.sql(&url, kill).unwrap();
        assert_eq!(killed, "1");
        assert_eq!(get(&store, "key").await.unwrap(), Some("value".into()));
    }
    // Killed in the middle: it waits for a lock.
    let holder = client(&url).await;
    holder
        .batch_execute("BEGIN; LOCK TABLE rest_options")
        .await
        .unwrap();
    let reading = tokio::spawn(async move { (get(&store, "key").await, store) });
    let first = wait_for_waiter(&url).await;
    cluster.sql(&url, kill).unwrap();
    while wait_for_waiter(&url).await == first {
        sleep(Duration::from_millis(10)).await;
    }
    holder.batch_execute("COMMIT").await.unwrap();
    let (read, store) = reading.await.unwrap();
    assert_eq!(read.unwrap(), Some("value".into()));

    // A write is not done twice. (What only prepares it would be; so it is prepared.)
    set(&store, "key", "value").await.unwrap();
    holder
        .batch_execute("BEGIN; LOCK TABLE rest_options")
        .await
        .unwrap();
    let writing = tokio::spawn(async move { (set(&store, "key", "new").await, store) });
    wait_for_waiter(&url).await;
    cluster.sql(&url, kill).unwrap();
    let (written, store) = writing.await.unwrap();
    let error = text(&written.unwrap_err());
    assert!(error.contains("57P01"), "{error}");
    holder.batch_execute("COMMIT").await.unwrap();
    assert_eq!(get(&store, "key").await.unwrap(), Some("value".into()));
    set(&store, "key", "new").await.unwrap();
}

/// The server process that waits for a lock in this database.
async fn wait_for_waiter(url: &str) -> String {
    let waiting = "SELECT pid FROM pg_stat_activity \
        WHERE datname = current_database() AND application_name = 'bitrix-rest' AND wait_event_type = 'Lock'";
    loop {
        let pid = shared().unwrap().sql(url, waiting).unwrap();
        if !pid.is_empty() {
            return pid;
        }
        sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn silence_ends_a_call_and_its_connection() {
    let cluster = Cluster::start().unwrap();
    let url = cluster.create_database().unwrap();
    let store = connect(&with(&url, "statement_timeout=1")).await;
    set(&store, "key", "value").await.unwrap();
    let silent = backends(&cluster, &url);
    // As if the network swallowed everything.
    let signal = |name: &str| {
        for pid in &silent {
            let status = Command::new("kill").args([name, &pid.to_string()]).status();
            assert!(status.unwrap().success());
        }
    };
    signal("-STOP");
    let begun = Instant::now();
    let error = text(&get(&store, "key").await.unwrap_err());
    within(begun, 5);
    assert!(error.contains("longer than 3 s"), "{error}");
    let begun = Instant::now();
    assert_eq!(get(&store, "key").await.unwrap(), Some("value".into()));
    set(&store, "key", "new").await.unwrap();
    within(begun, 2);
    assert!(
        backends(&cluster, &url)
            .iter()
            .any(|pid| !silent.contains(pid))
    );
    signal("-CONT");
}

#[tokio::test]
async fn a_standby_is_left_for_the_server_that_writes() {
    let (cluster, url) = (shared().unwrap(), database());
    let store = connect(&url).await;
    let name = cluster.sql(&url, "SELECT current_database()").unwrap();
    let kill = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
        WHERE datname = current_database() AND application_name = 'bitrix-rest'";
    let read_only = |on: &str| {
        let alter = format!("ALTER DATABASE {name} SET default_transaction_read_only = {on}");
        let url = with(&url, "options=-cdefault_transaction_read_only%3Doff");
        cluster.sql(&url, &alter).unwrap();
    };
    read_only("on");
    cluster.sql(&url, kill).unwrap();
    let error = text(&store.check().await.unwrap_err());
    assert!(error.contains("only reads"), "{error}");
    let error = text(&set(&store, "key", "value").await.unwrap_err());
    assert!(
        error.contains("25006") && error.contains("target_session_attrs"),
        "{error}"
    );
    read_only("off");
    // No connection that only reads is left in the pool.
    set(&store, "key", "value").await.unwrap();
    store.check().await.unwrap();
}

#[tokio::test]
async fn what_was_prepared_may_become_old() {
    let (cluster, url) = (shared().unwrap(), database());
    let store = connect(&url).await;
    set(&store, "key", "value").await.unwrap();
    assert_eq!(get(&store, "key").await.unwrap(), Some("value".into()));
    cluster
        .sql(
            &url,
            "ALTER TABLE rest_options ALTER COLUMN value TYPE varchar",
        )
        .unwrap();
    assert_eq!(get(&store, "key").await.unwrap(), Some("value".into()));
    set(&store, "key", "new").await.unwrap();
}

#[tokio::test]
async fn a_transaction_that_is_abandoned_leaves_nothing() {
    let url = database();
    let store = connect(&with(&url, "pool=1")).await;
    let accounts = store.accounts("portal");
    let holder = client(&url).await;
    let lock = "BEGIN; INSERT INTO rest_users VALUES ('portal', 2, 'bob', '', 0)";
    holder.batch_execute(lock).await.unwrap();
    let users = |ids: &[u64]| -> Vec<Change> {
        let user = |id: &u64| Change::Put(UserRecord::new(*id, format!("user{id}")).into());
        ids.iter().map(user).collect()
    };
    // The second waits for the holder.
    let abandoned = timeout(Duration::from_millis(500), accounts.write(users(&[1, 2]))).await;
    assert!(abandoned.is_err());
    holder.batch_execute("ROLLBACK").await.unwrap();
    accounts.write(users(&[3, 4])).await.unwrap();
    let found = accounts.list(AccountKind::User, None, 10).await.unwrap();
    let ids: Vec<_> = found.iter().map(|user| user.key().to_string()).collect();
    assert_eq!(ids, ["user 3", "user 4"]);
}

#[tokio::test]
async fn closing_lets_go() {
    let (cluster, url) = (shared().unwrap(), database());
    let store = connect(&url).await;
    set(&store, "key", "value").await.unwrap();
    assert_eq!(backends(cluster, &url).len(), 1);
    store.close().await;
    let error = text(&get(&store, "key").await.unwrap_err());
    assert!(error.contains("closed"), "{error}");
    assert!(set(&store, "key", "new").await.is_err());
    assert!(store.check().await.is_err());
    assert!(store.export().await.is_err());
    let begun = Instant::now();
    while !backends(cluster, &url).is_empty() {
        within(begun, 5);
        sleep(Duration::from_millis(10)).await;
    }
}
