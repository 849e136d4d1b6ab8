//! Rows and counters that somebody else changed underneath: an error, and never something that nobody wrote.

use std::process::Command;

use bitrix_rest_methods::StoreError;
use serde_json::json;

use crate::fixture::{Engine, Fixture, Place, exported_or};
use crate::rows::insert;

const PORTAL: &str = "my-portal";

/// Runs a statement as another program does.
async fn run(place: &Place, sql: &str) {
    match place {
        Place::Memory => panic!("nobody else comes to what is in memory"),
        Place::File(_) => {
            let program = "import sqlite3, sys\n\
                connection = sqlite3.connect(sys.argv[1])\n\
                connection.execute(sys.argv[2])\n\
                connection.commit()";
            let path = place.path().unwrap();
            let mut python = Command::new("python3");
            let done = python.args(["-c", program]).arg(path).arg(sql).output();
            let done = done.unwrap();
            assert!(done.status.success(), "{sql}: {done:?}");
        }
        Place::Database(url) => {
            let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls)
                .await
                .unwrap();
            tokio::spawn(connection);
            client.execute(sql, &[]).await.unwrap();
        }
    }
}

#[track_caller]
fn damaged<T: std::fmt::Debug>(result: Result<T, StoreError>, sql: &str) {
    match result {
        Err(StoreError::Damaged(_)) => {}
        other => panic!("not `Damaged`, but {other:?} after {sql}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_in_a_file_that_were_changed_underneath_are_noticed() {
    changed_rows(Fixture::new(Engine::Sqlite).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_in_a_database_that_were_changed_underneath_are_noticed() {
    changed_rows(Fixture::new(Engine::Postgres).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn counters_in_a_file_that_were_changed_underneath_are_noticed() {
    changed_counters(Fixture::new(Engine::Sqlite).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn counters_in_a_database_that_were_changed_underneath_are_noticed() {
    changed_counters(Fixture::new(Engine::Postgres).await).await;
}

async fn changed_rows(f: Fixture) {
    let changes = [
        "UPDATE rest_rows SET value = '{\"price\":2}' WHERE id = 2",
        "UPDATE rest_rows SET version = 9 WHERE id = 2",
        "UPDATE rest_rows SET key = NULL WHERE id = 2",
        "UPDATE rest_rows SET key = 'a' WHERE id = 2",
        "UPDATE rest_rows SET id = 77 WHERE id = 2",
        "UPDATE rest_rows SET name = 'b' WHERE id = 2",
        "UPDATE rest_rows SET portal = 'p' WHERE id = 2",
        "UPDATE rest_rows SET checksum = 1 WHERE id = 2",
    ];
    for (number, sql) in changes.into_iter().enumerate() {
        let (portal, table) = (format!("p{number}"), "t");
        let rows = f.store().rows(&portal);
        let three = ["x", "", "z"].map(|key| insert(table, Some(key), json!({"price": 1})));
        rows.write(three.to_vec()).await.unwrap();
        // Each in a portal of its own.
        let there = sql.replace("WHERE", &format!("WHERE portal = '{portal}' AND"));
        run(f.place(), &there).await;
        let (found, name) = match sql {
            _ if sql.contains("name =") => (f.store().rows(&portal), "b"),
            _ if sql.contains("portal =") => (f.store().rows("p"), "t"),
            _ => (rows.clone(), table),
        };
        let id = if sql.contains("77") { 77 } else { 2 };
        damaged(found.get(name, id).await, sql);
        damaged(found.list(name, 0, 10).await, sql);
        // The others are as they were.
        assert!(rows.get(table, 1).await.unwrap().is_some());
        assert!(rows.find(table, "z").await.unwrap().is_some());
    }
    damaged(exported_or(&*f.store()).await, "the export");
    if f.place().path().is_some() {
        damaged(f.store().verify().await, "the check of all");
    }
}

async fn changed_counters(f: Fixture) {
    for sql in [
        "UPDATE rest_row_tables SET last_id = 2",
        "UPDATE rest_row_tables SET last_id = 4",
        "UPDATE rest_row_tables SET seal = 4",
        "UPDATE rest_row_tables SET last_id = -1",
        "UPDATE rest_row_tables SET name = 'other'",
        "DELETE FROM rest_row_tables",
    ] {
        let rows = f.store().rows(PORTAL);
        rows.write(vec![insert("t", None, json!(1)); 3])
            .await
            .unwrap();
        run(f.place(), sql).await;
        // Ids of rows that are there would be given out again.
        damaged(rows.write(vec![insert("t", None, json!(4))]).await, sql);
        assert_eq!(rows.list("t", 0, 10).await.unwrap().len(), 3, "{sql}");
        if f.place().path().is_some() {
            damaged(f.store().verify().await, sql);
        }
        run(f.place(), "DELETE FROM rest_rows").await;
        run(f.place(), "DELETE FROM rest_row_tables").await;
    }
}
