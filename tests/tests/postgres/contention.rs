//! Many at once.

use std::time::Instant;

use futures_util::future::join_all;

use super::*;

// Proves: P-206, P-213
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_write_the_options_of_one_owner() {
    let url = database();
    let (left, right) = (connect(&url).await, connect(&url).await);
    let write = |store: &'_ PostgresStore, name: &'static str| {
        let options = store.options();
        async move {
            for at in 0..40 {
                let key = format!("{name}{at:02}");
                options.set(&owner(), one(&key, at)).await.unwrap();
            }
        }
    };
    tokio::join!(write(&left, "left"), write(&right, "right"));
    let order = keys(&left).await;
    assert_eq!(order.len(), 80);
    for name in ["left", "right"] {
        let mine: Vec<_> = order.iter().filter(|key| key.starts_with(name)).collect();
        assert!(mine.is_sorted(), "in the order they were written: {mine:?}");
    }
    // Overwriting moves nothing, and both see the same.
    for key in order.iter().rev() {
        set(&right, key, "again").await.unwrap();
    }
    assert_eq!(keys(&left).await, order);
    assert_eq!(keys(&right).await, order);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_keys_in_another_order_do_not_deadlock() {
    let url = database();
    let (left, right) = (connect(&url).await, connect(&url).await);
    let write = |store: &'_ PostgresStore, backwards: bool| {
        let options = store.options();
        async move {
            for round in 0..30 {
                let mut numbers: Vec<i64> = (0..20).collect();
                if backwards {
                    numbers.reverse();
                }
                let all: Array = numbers
                    .iter()
                    .map(|at| (format!("key{at}"), Value::Int(round)))
                    .collect();
                options.set(&owner(), all).await.unwrap();
            }
        }
    };
    let deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
    tokio::join!(write(&left, false), write(&right, true));
    assert_eq!(keys(&left).await.len(), 20);
    let counted = shared().unwrap().sql(&url, deadlocks).unwrap();
    assert_eq!(counted, "0");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn collisions_are_tried_again() {
    let (cluster, url) = (shared().unwrap(), database());
    let name = cluster.sql(&url, "SELECT current_database()").unwrap();
    let strict =
        format!("ALTER DATABASE {name} SET default_transaction_isolation = 'serializable'");
    cluster.sql(&url, &strict).unwrap();
    let store = connect(&url).await;
    // Each reads the last place of the owner and writes behind it: two at once cannot be put in an order.
    let writers = (0..4).map(|writer| {
        let options = store.options();
        async move {
            for at in 0..10 {
                let key = format!("key{writer}-{at}");
                options.set(&owner(), one(&key, at)).await.unwrap();
            }
        }
    });
    join_all(writers).await;
    assert_eq!(keys(&store).await.len(), 40);
    let rolled_back =
        "SELECT xact_rollback > 0 FROM pg_stat_database WHERE datname = current_database()";
    store.close().await;
    // The server counts a little later.
    let begun = Instant::now();
    while cluster.sql(&url, rolled_back).unwrap() != "t" {
        within(begun, 10);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn a_busy_pool_says_so() {
    let url = database();
    let store = connect(&with(&url, "pool=1&pool_wait=1&statement_timeout=5")).await;
    set(&store, "key", "value").await.unwrap();
    let holder = client(&url).await;
    holder
        .batch_execute("BEGIN; LOCK TABLE rest_options")
        .await
        .unwrap();
    let options = store.options();
    let waiting = tokio::spawn(async move { options.one(&owner(), &Key::from("key")).await });
    tokio::time::sleep(Duration::from_millis(200)).await;
    let begun = Instant::now();
    let error = text(&get(&store, "key").await.unwrap_err());
    within(begun, 3);
    assert!(
        error.contains("all 1 connections of the pool were busy for 1 s"),
        "{error}"
    );
    assert!(error.contains("raise `pool`"), "{error}");
    holder.batch_execute("COMMIT").await.unwrap();
    assert_eq!(waiting.await.unwrap().unwrap(), Some("value".into()));
    assert_eq!(get(&store, "key").await.unwrap(), Some("value".into()));
}

#[tokio::test]
async fn a_lock_is_not_waited_for_for_ever() {
    let (cluster, url) = (shared().unwrap(), database());
    let store = connect(&with(&url, "pool=1&statement_timeout=1")).await;
    set(&store, "key", "value").await.unwrap();
    let before = backends(cluster, &url);
    let holder = client(&url).await;
    holder
        .batch_execute("BEGIN; LOCK TABLE rest_options")
        .await
        .unwrap();
    let begun = Instant::now();
    let error = text(&set(&store, "key", "new").await.unwrap_err());
    within(begun, 3);
    assert!(
        error.contains("57014") && error.contains("`statement_timeout`"),
        "{error}"
    );
    holder.batch_execute("COMMIT").await.unwrap();
    assert_eq!(get(&store, "key").await.unwrap(), Some("value".into()));
    assert_eq!(backends(cluster, &url), before, "the connection was fine");
}
