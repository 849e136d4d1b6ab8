//! The database server goes away; all connections are busy.

use bitrix_rest_tests::postgres::{Cluster, Mode};

use super::*;

#[test]
fn a_server_that_is_away_for_ten_seconds() {
    let place = Place::new();
    let cluster = Cluster::start().unwrap();
    let url = cluster.create_database().unwrap();
    let portal = place.start(&url);
    let load = load(&portal, 32);
    assert!(load.wait_for(200, DEADLINE));
    cluster.stop(Mode::Fast).unwrap();
    wait_until_ready(&portal, false);
    std::thread::sleep(Duration::from_secs(10));
    assert_eq!(status_of(&portal, "/healthz"), 200);
    cluster.start_again().unwrap();
    wait_until_ready(&portal, true);
    let (outcome, refused) = settle(&portal, load, &place);
    let internal = only_internal_errors(&refused);
    assert!(internal > 0);
    row(
        "PostgreSQL stopped for 10 s under load",
        &format!(
            "500 `INTERNAL_SERVER_ERROR` ({internal}) while it is away; `/readyz` 503, `/healthz` 200; {outcome}"
        ),
        &cause(&place.log()),
    );
}

#[test]
fn all_connections_are_busy() {
    let place = Place::new();
    let cluster = Cluster::start().unwrap();
    let url = cluster.create_database().unwrap();
    let separator = if url.contains('?') { '&' } else { '?' };
    let portal = place.start(&format!("{url}{separator}pool=2&pool_wait=1"));
    let load = load(&portal, 16);
    assert!(load.wait_for(50, DEADLINE));
    // Somebody holds the table for longer than a call waits for a connection.
    let locked = "BEGIN; LOCK TABLE rest_options; SELECT pg_sleep(4); COMMIT";
    cluster.sql(&url, locked).unwrap();
    let (outcome, refused) = settle(&portal, load, &place);
    let internal = only_internal_errors(&refused);
    assert!(internal > 0);
    let log = place.log();
    assert!(log.contains("connections"), "{}", cause(&log));
    row(
        "pool exhausted (2 connections, table locked for 4 s, 16 writers)",
        &format!("500 `INTERNAL_SERVER_ERROR` ({internal}) after a second; {outcome}"),
        &cause(&log),
    );
}

#[test]
fn a_server_that_nobody_answers_for() {
    let place = Place::new();
    let (code, said) =
        refuses(&place.arguments("postgres://portal:hidden-word@127.0.0.1:1/portal"));
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("127.0.0.1:1") && !said.contains("hidden-word"),
        "{said}"
    );
    row(
        "unreachable server at the start",
        "does not start, exit code 1",
        said.trim(),
    );
}
