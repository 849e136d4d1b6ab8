//! One server for one file, and a file that lost what it held.

use std::fs;

use crate::support::{Portal, done, refused, sqlite};

#[test]
fn a_second_server_is_told_who_serves() {
    let (directory, store) = sqlite();
    let first = Portal::start(&["--store", &store]);
    let (code, stderr) = refused(&store, &["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(code, 1);
    let expected = format!(
        "portal: {}/portal.db is served by another portal already (process {}); stop that one, or take another --store\n",
        directory.path().display(),
        first.id()
    );
    assert!(stderr.ends_with(&expected), "{stderr}");
    assert_eq!(first.get("server.time?auth=demo-token-1").0, 200);
    first.stop();
    Portal::start(&["--store", &store]).stop();
}

/// The lock ends with the process, however that ends; what was answered is there.
#[test]
fn a_server_that_was_killed_leaves_no_lock() {
    let (_directory, store) = sqlite();
    let mut first = Portal::start(&["--store", &store]);
    assert_eq!(
        first
            .get("user.option.set?options[a]=1&auth=demo-token-1")
            .0,
        200
    );
    first.signal("KILL");
    first.ended();
    let second = Portal::start(&["--store", &store]);
    let (_, body) = second.get("user.option.get?option=a&auth=demo-token-1");
    assert_eq!(body["result"], "1");
}

#[test]
fn a_file_that_lost_its_data_is_not_begun_anew() {
    let (directory, store) = sqlite();
    done(&store, &["user", "add", "--login", "ada"]);
    let path = directory.path().join("portal.db");
    fs::write(&path, "").unwrap();
    for arguments in [
        &["serve"][..],
        &["user", "list"],
        &["user", "add", "--login", "ben"],
    ] {
        let (code, stderr) = refused(&store, arguments);
        assert_eq!(code, 1, "{stderr}");
        assert!(
            stderr.contains("portal.db is empty, yet it held data once")
                && stderr.contains("portal.db.lock"),
            "{stderr}"
        );
    }
    assert_eq!(fs::metadata(&path).unwrap().len(), 0);
    // Both removed: begun anew.
    fs::remove_file(&path).unwrap();
    fs::remove_file(directory.path().join("portal.db.lock")).unwrap();
    done(&store, &["user", "add", "--login", "ben"]);
}

#[test]
fn a_file_that_was_removed_is_a_new_one_and_the_log_says_so() {
    let (directory, store) = sqlite();
    let portal = Portal::start(&["--store", &store]);
    assert!(
        portal.stderr().contains("a new one is made"),
        "{}",
        portal.stderr()
    );
    portal.stop();
    let portal = Portal::start(&["--store", &store]);
    assert!(
        !portal.stderr().contains("a new one is made"),
        "{}",
        portal.stderr()
    );
    portal.stop();
    fs::remove_file(directory.path().join("portal.db")).unwrap();
    let portal = Portal::start(&["--store", &store]);
    assert!(
        portal.stderr().contains("a new one is made"),
        "{}",
        portal.stderr()
    );
    assert_eq!(portal.get("server.time?auth=demo-token-1").0, 200);
}

/// Before the first start somebody may have made the file.
#[test]
fn an_empty_file_that_never_held_anything_is_used() {
    let (directory, store) = sqlite();
    fs::write(directory.path().join("portal.db"), "").unwrap();
    Portal::start(&["--store", &store]).stop();
}
