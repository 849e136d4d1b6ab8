//! Calls of REST 3.0 that write carry an `Idempotency-Key`, and may be repeated under it.

use std::collections::BTreeSet;

use bitrix_rest::client::{ErrorKind, Portal};
use bitrix_rest::http::StatusCode;
use bitrix_rest::{Created, Version};

use crate::methods::{DemoCarGet, DemoRunAdd, Fate, InProcess};

const FULL: Fate = Fate::Says(
    StatusCode::TOO_MANY_REQUESTS,
    r#"{"error":{"code":"BITRIX_REST_V3_EXCEPTION_RATELIMITEXCEPTION","message":"Too many"}}"#,
);
const GATEWAY: Fate = Fate::Says(StatusCode::BAD_GATEWAY, "<html>502");

fn run(name: &str) -> DemoRunAdd {
    DemoRunAdd {
        name: name.to_owned(),
    }
}

fn third(server: &InProcess) -> Portal {
    server.portal().preferring(Version::V3)
}

// Proves: P-171, P-172
#[tokio::test(start_paused = true)]
async fn a_write_has_a_key_of_its_own_and_keeps_it() {
    let server = InProcess::keeping_keys([FULL, Fate::Unsent]);
    let portal = third(&server);
    assert_eq!(portal.call(run("kept")).await.unwrap(), Created(1));
    let keys = server.keys();
    assert_eq!(keys.len(), 3);
    let key = keys[0].clone().unwrap();
    assert!(
        keys.iter().all(|one| one.as_ref() == Some(&key)),
        "{keys:?}"
    );
    // Each call has its own, so that the same call may be meant twice.
    assert_eq!(portal.call(run("kept")).await.unwrap(), Created(2));
    for _ in 0..20 {
        portal.call(run("kept")).await.unwrap();
    }
    let keys: BTreeSet<_> = server.keys().into_iter().map(Option::unwrap).collect();
    assert_eq!(keys.len(), 22);
    assert!(keys.iter().all(|key| key.len() == 32), "{keys:?}");

    let server = InProcess::keeping_keys([]);
    third(&server).call(DemoCarGet { id: 1 }).await.unwrap();
    server.portal().call(run("of REST 2")).await.unwrap();
    third(&server).batch((run("batch"),)).await.unwrap();
    assert_eq!(server.keys(), [None, None, None]);
}

// Proves: P-172
#[tokio::test(start_paused = true)]
async fn a_write_without_an_answer_is_repeated_under_its_key_if_that_is_asked_for() {
    for (fate, name) in [(Fate::Lost, "lost"), (GATEWAY, "gateway")] {
        let server = InProcess::keeping_keys([fate]);
        let portal = third(&server).repeating_writes();
        assert_eq!(portal.call(run(name)).await.unwrap(), Created(1));
        assert_eq!(server.times().len(), 2);
    }
    let unasked = InProcess::keeping_keys([Fate::Lost]);
    let error = third(&unasked).call(run("unasked")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!(unasked.times().len(), 1);
    // Nothing that has no key, whatever is asked for.
    let server = InProcess::keeping_keys([Fate::Lost]);
    let portal = server.portal().repeating_writes();
    assert!(portal.call(run("REST 2")).await.is_err());
    assert_eq!(server.times().len(), 1);
    let server = InProcess::keeping_keys([Fate::Lost]);
    let portal = third(&server).repeating_writes();
    assert!(portal.batch((run("commands"),)).await.is_err());
    assert_eq!(server.times().len(), 1);
}

/// Why it must be asked for.
#[tokio::test(start_paused = true)]
async fn a_server_that_keeps_no_keys_runs_it_twice() {
    let server = InProcess::new([Fate::Lost]);
    let portal = third(&server).repeating_writes();
    assert_eq!(portal.call(run("twice")).await.unwrap(), Created(2));
}
