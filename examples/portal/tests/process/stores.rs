//! Which store it is, and what is said about one that cannot be had.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::support::{Portal, command, done, file, outcome, refused, sqlite};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// An address may have a password, so what is wrong is not repeated.
#[test]
fn a_wrong_address_names_the_three_forms() {
    for store in [
        "",
        "portal.db",
        "mysql://u:hush@host/base",
        "sqlite:",
        "memory",
    ] {
        for arguments in [&["serve"][..], &["user", "list"]] {
            let (code, stderr) = refused(store, arguments);
            assert_eq!(code, 2, "{stderr}");
            assert!(
                ["--store", "memory:", "sqlite:PATH", "postgres://"]
                    .iter()
                    .all(|part| stderr.contains(part)),
                "{stderr}"
            );
            assert!(!stderr.contains("hush"), "{stderr}");
        }
    }
}

#[test]
fn a_wrong_address_in_the_file_has_its_place() {
    let (_directory, path) =
        file("[server]\nstore = \"mysql://hush\"\n\n[[users]]\nid = 1\nlogin = \"ada\"\n");
    let (code, _, stderr) = outcome(&["user", "list", "--config", &path]);
    assert_eq!(code, 2);
    assert!(
        stderr.contains(&format!(
            "{path}:2:9: this is no address of a store; write memory:"
        )),
        "{stderr}"
    );
    assert!(!stderr.contains("hush"), "{stderr}");
}

#[test]
fn a_password_is_not_in_the_help_and_not_in_the_refusal() {
    let url = "postgres://ada:hush@127.0.0.1:1/base";
    let output = command()
        .args(["serve", "--help"])
        .env("PORTAL_STORE", url)
        .output()
        .unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    assert!(
        help.contains("PORTAL_STORE") && !help.contains("hush"),
        "{help}"
    );
    for log in ["info", "trace"] {
        let (code, stderr) = refused(url, &["serve", "--log", log]);
        assert_eq!(code, 1, "{stderr}");
        assert!(!stderr.contains("hush"), "{stderr}");
    }
}

/// The option wins over the environment, and that over the file.
#[test]
fn the_option_wins() {
    let (directory, option) = sqlite();
    let inside = |name: &str| directory.path().join(name);
    let (environment, written) = (inside("environment.db"), inside("file.db"));
    let (_file, path) = file(&format!(
        "[server]\nstore = \"sqlite:{}\"\n[[users]]\nid = 1\nlogin = \"ada\"\n",
        written.display()
    ));
    let add = |login: &str, rest: &[&str], environment: Option<String>| {
        let mut command = command();
        command.env_remove("PORTAL_STORE");
        if let Some(store) = environment {
            command.env("PORTAL_STORE", store);
        }
        command
            .args(["user", "add", "--login", login, "--config", &path])
            .args(rest);
        assert!(command.status().unwrap().success());
    };
    let variable = || Some(format!("sqlite:{}", environment.display()));
    add("ada", &["--store", &option], variable());
    assert!(!environment.exists() && !written.exists());
    add("ben", &[], variable());
    assert!(environment.exists() && !written.exists());
    add("cleo", &[], None);
    for (store, login) in [
        (option.clone(), "ada"),
        (variable().unwrap(), "ben"),
        (format!("sqlite:{}", written.display()), "cleo"),
    ] {
        let list = done(&store, &["user", "list"]);
        assert!(list.lines().count() == 2 && list.contains(login), "{list}");
    }
}

#[test]
fn without_a_word_it_is_a_file_in_the_current_folder() {
    let directory = tempfile::tempdir().unwrap();
    let portal = Portal::start_with(
        command()
            .args(["serve", "--listen", "127.0.0.1:0"])
            .env_remove("PORTAL_STORE")
            .current_dir(directory.path()),
    );
    let banner = portal.stdout();
    assert!(
        banner.contains("kept in portal-data/portal.db."),
        "{banner}"
    );
    portal.stop();
    let folder = directory.path().join("portal-data");
    assert_eq!(mode(&folder), 0o700);
    for name in ["portal.db", "portal.db.lock"] {
        assert_eq!(mode(&folder.join(name)), 0o600, "{name}");
    }
}

/// Also what SQLite puts beside it.
#[test]
fn files_are_for_their_owner_alone() {
    let (directory, store) = sqlite();
    let portal = Portal::start(&["--store", &store]);
    let names: Vec<_> = fs::read_dir(directory.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert!(names.len() >= 3, "{names:?}");
    for path in names {
        assert_eq!(mode(&path), 0o600, "{path:?}");
    }
    portal.stop();
}

#[test]
fn accounts_in_memory_are_of_no_use() {
    for arguments in [
        &["user", "list"][..],
        &["app", "add"],
        &["webhook", "revoke", "1"],
        &["token", "list"],
        &["export"],
        &["import", "/dev/null"],
    ] {
        let (code, stderr) = refused("memory:", arguments);
        assert_eq!(code, 2);
        assert!(stderr.contains("is gone with the process"), "{stderr}");
    }
}

/// A path that was mistyped is no empty store.
#[test]
fn what_needs_a_store_does_not_make_one() {
    let (directory, store) = sqlite();
    for arguments in [
        &["user", "list"][..],
        &["user", "revoke", "1"],
        &["webhook", "add", "--user", "1"],
        &["token", "revoke", "0a"],
        &["export"],
    ] {
        let (code, stderr) = refused(&store, arguments);
        assert_eq!(code, 1, "{stderr}");
        assert!(
            stderr.contains("there is no database ") && stderr.contains("--store"),
            "{stderr}"
        );
    }
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[test]
fn portals_of_one_store_do_not_see_each_other() {
    let (_directory, store) = sqlite();
    done(
        &store,
        &["user", "add", "--login", "ada", "--portal", "one"],
    );
    done(
        &store,
        &["user", "add", "--login", "ada", "--portal", "two"],
    );
    done(
        &store,
        &["--portal", "two", "user", "add", "--login", "ben"],
    );
    for (portal, count) in [("one", 1), ("two", 2), ("three", 0)] {
        let list = done(&store, &["user", "list", "--portal", portal, "--json"]);
        assert_eq!(list.lines().count(), count, "{list}");
    }
    let (code, stderr) = refused(&store, &["user", "list", "--portal", ""]);
    assert_eq!(
        (code, stderr.as_str()),
        (2, "portal: a member id cannot be empty\n")
    );
}

#[test]
fn a_file_of_another_kind_is_left_alone() {
    let (directory, store) = sqlite();
    let path = directory.path().join("portal.db");
    fs::write(
        &path,
        "this is a letter, no database, and long enough to be seen as one".repeat(99),
    )
    .unwrap();
    let before = fs::read(&path).unwrap();
    for arguments in [&["serve"][..], &["user", "list"]] {
        let (code, stderr) = refused(&store, arguments);
        assert_eq!(code, 1, "{stderr}");
        assert!(stderr.contains("portal.db"), "{stderr}");
    }
    assert_eq!(fs::read(&path).unwrap(), before);
}
