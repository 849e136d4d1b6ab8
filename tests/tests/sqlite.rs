//! A SQLite file that several open at once, in this process and in others.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;
use std::process::Command;

use bitrix_rest_methods::accounts::UserRecord;
use bitrix_rest_methods::{SqliteStore, Store};

/// Another program, with a SQLite of its own: opens the file, counts the users, and closes it.
fn visit(path: &Path) -> u64 {
    let program = "import sqlite3, sys\n\
        connection = sqlite3.connect(sys.argv[1])\n\
        print(connection.execute('SELECT count(*) FROM rest_users').fetchone()[0])\n\
        connection.close()";
    let mut visitor = Command::new("python3");
    let visitor = visitor.args(["-c", program]).arg(path).output().unwrap();
    assert!(visitor.status.success(), "{visitor:?}");
    let said = String::from_utf8(visitor.stdout).unwrap();
    said.trim().parse().unwrap()
}

/// A process loses its locks on a file when it closes any descriptor of it. Then a visitor believes to be the last, takes away
/// the log that is still written to, and no other process sees what is written from then on.
#[tokio::test(flavor = "multi_thread")]
async fn a_second_store_in_the_process_and_a_visitor_take_nothing_away() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("portal.db");
    let first = SqliteStore::open(&path).await.unwrap();
    let accounts = first.accounts("p");
    for round in 0..3 {
        let user = |id: u64| UserRecord::new(round * 10 + id, format!("login-{round}-{id}"));
        accounts.put(user(1)).await.unwrap();
        let second = SqliteStore::open(&path).await.unwrap();
        assert_eq!(visit(&path), round * 3 + 1);
        accounts.put(user(2)).await.unwrap();
        assert_eq!(visit(&path), round * 3 + 2);
        second.close().await;
        accounts.put(user(3)).await.unwrap();
        assert_eq!(visit(&path), round * 3 + 3);
    }
    first.verify().await.unwrap();
    first.close().await;
    assert_eq!(visit(&path), 9);
}

/// A backup that links the file does not stop whoever writes to it.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_is_made_later_stops_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("portal.db");
    let store = SqliteStore::open(&path).await.unwrap();
    std::fs::hard_link(&path, folder.path().join("backup.db")).unwrap();
    let accounts = store.accounts("p");
    accounts.put(UserRecord::new(1, "ada")).await.unwrap();
    store.check().await.unwrap();
    store.close().await;
}
