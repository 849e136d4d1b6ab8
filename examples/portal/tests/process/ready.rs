//! Whether the portal is alive, and whether it can work.

use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::support::{Portal, sqlite};

#[test]
fn a_portal_that_can_work_says_so() {
    let (_directory, store) = sqlite();
    for store in ["memory:", &store] {
        let portal = Portal::start(&["--store", store]);
        assert_eq!(
            portal.send("GET", "/readyz", &[], ""),
            (200, "ready".to_owned())
        );
        assert_eq!(
            portal.send("GET", "/healthz", &[], ""),
            (200, "ok".to_owned())
        );
        assert!(!portal.stderr().contains("reached"), "{}", portal.stderr());
    }
}

/// Somebody keeps the file locked: nothing can be written. The log tells when that begins and when it ends.
#[test]
fn a_portal_that_cannot_write_says_so() {
    let (directory, store) = sqlite();
    let portal = Portal::start(&["--store", &store]);
    let other = Connection::open(directory.path().join("portal.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_eq!(
        portal
            .get("user.option.set?options[a]=1&auth=demo-token-1")
            .0,
        500
    );
    let refusal = (503, "the store cannot be reached".to_owned());
    for _ in 0..3 {
        let asked = Instant::now();
        assert_eq!(portal.send("GET", "/readyz", &[], ""), refusal);
        assert!(
            asked.elapsed() < Duration::from_secs(4),
            "{:?}",
            asked.elapsed()
        );
    }
    assert_eq!(
        portal.send("GET", "/healthz", &[], ""),
        (200, "ok".to_owned())
    );
    other.execute_batch("ROLLBACK").unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    while portal.send("GET", "/readyz", &[], "").0 != 200 {
        assert!(Instant::now() < deadline, "{}", portal.stderr());
    }
    assert_eq!(
        portal
            .get("user.option.set?options[a]=1&auth=demo-token-1")
            .0,
        200
    );
    assert_eq!(
        portal.send("GET", "/readyz", &[], ""),
        (200, "ready".to_owned())
    );
    let log = portal.stderr();
    assert_eq!(
        log.matches("the store cannot be reached").count(),
        1,
        "{log}"
    );
    assert_eq!(
        log.matches("the store can be reached again").count(),
        1,
        "{log}"
    );
    assert!(log.contains("cause="), "{log}");
}
