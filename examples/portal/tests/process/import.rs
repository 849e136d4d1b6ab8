//! What cannot be imported, and what is said about it.

use std::fs;

use crate::support::{Portal, done, file, outcome, refused, sqlite};

const HEADER: &str = "{\"format\":\"bitrix-rest-portal\",\"version\":1}";

fn user(portal: &str, id: u64, login: &str) -> String {
    format!(
        "{{\"portal\":\"{portal}\",\"user\":{{\"id\":{id},\"login\":\"{login}\",\"name\":\"\",\"last_name\":\"\",\
         \"administrator\":false,\"active\":true}}}}"
    )
}

fn option(portal: &str, key: &str, value: &str) -> String {
    format!(
        "{{\"portal\":\"{portal}\",\"option\":{{\"application\":\"app.1\",\"user\":null,\"key\":\"{key}\",\"value\":{value}}}}}"
    )
}

fn export(records: &[String]) -> String {
    format!(
        "{HEADER}\n{}\n{{\"end\":{}}}\n",
        records.join("\n"),
        records.len()
    )
}

/// What is said about this text; nothing is made.
fn complaint(text: &str) -> String {
    let (directory, store) = sqlite();
    let (_file, path) = file(text);
    let (code, stderr) = refused(&store, &["import", &path]);
    assert_eq!(code, 1, "{stderr}");
    assert_eq!(
        fs::read_dir(directory.path()).unwrap().count(),
        0,
        "not even a database"
    );
    let start = format!("portal: {path} cannot be imported, and nothing was written:\n  {path}:");
    stderr
        .strip_prefix(&start)
        .unwrap_or_else(|| panic!("{stderr}"))
        .replace(&format!("  {path}:"), "")
}

#[test]
fn a_file_that_was_cut_off_is_refused() {
    let (_directory, store) = sqlite();
    Portal::start(&["--store", &store]).stop();
    let whole = done(&store, &["export"]);
    let lines = whole.lines().count();
    // After any line, and within one.
    for cut in 1..lines {
        let text: String = whole
            .lines()
            .take(cut)
            .flat_map(|line| [line, "\n"])
            .collect();
        let said = complaint(&text);
        assert_eq!(
            said,
            format!("{cut}: the file ends without a line {{\"end\":…}}: it was cut off\n")
        );
    }
    let middle = whole.len() / 2;
    let said = complaint(&whole[..middle]);
    assert!(
        said.ends_with("it was cut off\n") && said.contains(": no JSON: "),
        "{said}"
    );
}

#[test]
fn a_file_that_was_edited_is_refused_with_the_lines() {
    let records = [
        user("p", 1, "ada"),
        option("p", "a", "1"),
        option("p", "b", "2"),
        option("p", "c", "3"),
    ];
    let whole = export(&records);
    let without_a_line = whole.replace(&format!("{}\n", records[2]), "");
    assert_eq!(
        complaint(&without_a_line),
        "5: 4 records were written, here are 3: lines are missing or were added\n"
    );
    let wrong = whole
        .replace("\"login\"", "\"logon\"")
        .replace("\"value\":2", "\"value\":")
        .replace("\"key\":\"c\"", "\"key\":7");
    let said = complaint(&wrong);
    let starts: Vec<&str> = said
        .lines()
        .map(|line| line.split(' ').next().unwrap())
        .collect();
    assert_eq!(starts, ["2:", "4:", "5:"], "{said}");
    assert!(
        said.contains("logon") && said.contains("`key` is a text"),
        "{said}"
    );
    for (text, expected) in [
        ("", "1: there is nothing in it\n"),
        (
            "[[users]]\n",
            "1: this is no export of a portal, which begins with ",
        ),
        (
            &whole.replace("\"version\":1", "\"version\":2"),
            "1: another version of the program wrote it ",
        ),
        (
            &format!("{whole}{}\n", records[0]),
            "7: something follows the end\n",
        ),
    ] {
        assert!(complaint(text).starts_with(expected), "{expected}");
    }
    let hopeless = format!("{HEADER}\n{}", "nothing\n".repeat(100));
    let said = complaint(&hopeless);
    assert!(
        said.lines().count() == 21
            && said.ends_with("21: that is enough; what follows was not read\n"),
        "{said}"
    );
}

#[test]
fn what_is_there_is_written_over_only_when_told() {
    let (_directory, store) = sqlite();
    let import = |records: &[String], options: &[&str]| {
        let (_file, path) = file(&export(records));
        let (code, _, stderr) = outcome(&[&["--store", &store, "import", &path], options].concat());
        (code, stderr)
    };
    assert_eq!(
        import(
            &[
                user("p", 1, "ada"),
                user("p", 2, "ben"),
                option("q", "k", "1")
            ],
            &[]
        )
        .0,
        0
    );
    let before = done(&store, &["export"]);
    // Users of one portal, an option of the other: each is something.
    for (record, portal) in [
        (user("p", 3, "cleo"), "p"),
        (option("q", "l", "2"), "q"),
        (option("p", "l", "2"), "p"),
    ] {
        let other = user("o", 1, "ada");
        let (code, stderr) = import(&[other, record], &[]);
        assert_eq!(code, 1);
        let start = format!(
            "portal: the store holds data of the portal `{portal}` already, and nothing was written; with --merge "
        );
        assert!(stderr.starts_with(&start), "{stderr}");
    }
    assert_eq!(done(&store, &["export"]), before);
    // Another portal is no obstacle, before and after it in order.
    assert_eq!(import(&[user("a", 1, "ada")], &[]).0, 0);
    assert_eq!(import(&[option("z", "k", "1")], &[]).0, 0);
    // What the file has replaces what is there, all else stays.
    let (code, stderr) = import(
        &[
            user("p", 2, "benedict"),
            option("q", "l", "2"),
            option("q", "k", "3"),
        ],
        &["--merge"],
    );
    assert_eq!(code, 0, "{stderr}");
    let expected = export(&[
        user("a", 1, "ada"),
        user("p", 1, "ada"),
        user("p", 2, "benedict"),
        option("q", "k", "3"),
        option("q", "l", "2"),
        option("z", "k", "1"),
    ]);
    assert_eq!(done(&store, &["export"]), expected);
}

/// What the store refuses is known only when it is written.
#[test]
fn a_failure_says_how_far_it_got() {
    let (_directory, store) = sqlite();
    done(&store, &["app", "add", "--portal", "another"]);
    let mut records: Vec<String> = (1..=700)
        .map(|id| user("p", id, &format!("u{id}")))
        .collect();
    records.push(user("p", 701, "u1"));
    // Two of one login are found before anything is written.
    let (_file, path) = file(&export(&records));
    let (code, stderr) = refused(&store, &["import", &path]);
    assert_eq!(code, 1);
    assert!(
        stderr.contains(":702: the login `u1` is in line 2, too"),
        "{stderr}"
    );
    assert!(!done(&store, &["export"]).contains("\"u1\""));
    // What is in the way is in the store.
    records.pop();
    records.push(user("p", 701, "u701"));
    let taken = [
        "user", "add", "--portal", "p", "--id", "999", "--login", "u701",
    ];
    done(&store, &taken);
    let (_file, path) = file(&export(&records));
    let (code, stderr) = refused(&store, &["import", &path, "--merge"]);
    assert_eq!(code, 1);
    let expected = format!(
        "portal: {path}: lines 502 to 702: another user has the login `u701`; 500 of 701 records were written; remove the cause, \
         then import all of it again with --merge\n"
    );
    assert_eq!(stderr, expected);
    records.pop();
    let (_file, path) = file(&export(&records));
    done(&store, &["import", &path, "--merge"]);
    let text = done(&store, &["export", "--portal", "p"]);
    assert!(
        records.iter().all(|record| text.contains(record.trim())),
        "{text}"
    );
}

#[test]
fn what_is_no_file_is_said() {
    let (directory, store) = sqlite();
    for path in ["/no/such/file", directory.path().to_str().unwrap()] {
        let (code, stderr) = refused(&store, &["import", path]);
        assert!(
            code == 1 && stderr.starts_with(&format!("portal: {path} cannot be read: ")),
            "{stderr}"
        );
    }
    let (code, stderr) = refused(&store, &["import", "/dev/null", "--portal", "p"]);
    assert!(
        code == 2 && stderr.contains("leave --portal out"),
        "{stderr}"
    );
    let (code, stderr) = refused(&store, &["import", "/dev/null"]);
    assert!(
        code == 1 && stderr.ends_with("/dev/null:1: there is nothing in it\n"),
        "{stderr}"
    );
}
