//! A hundred thousand options move from SQLite into PostgreSQL and back.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Output;
use std::time::Instant;

use bitrix_rest_tests::portal::Portal;
use bitrix_rest_tests::postgres;
use bitrix_rest_tests::tools::say;
use serde_json::{Value, json};

const OPTIONS: usize = 100_000;

/// Values of every type, keys of every kind, one owner with very many and many with a few.
fn option(number: usize) -> Value {
    let value = match number % 8 {
        0 => json!(number),
        1 => json!(number as f64),
        2 => json!(format!("Wert {number} ✓ \u{10ffff} \u{0} \"\\")),
        3 => json!({"nested": {"deeper": [number, null, true, -0.5]}, "1": "one"}),
        4 => Value::Null,
        5 => json!([]),
        6 => json!([1, 2.5, "three", {"four": 4}]),
        _ => json!(number % 16 == 7),
    };
    let user = match number % 3 {
        0 => Value::Null,
        1 => json!(7),
        _ => json!(number % 1000 + 1),
    };
    let key = match number % 5 {
        0 => number.to_string(),
        1 => format!("0{number}"),
        2 => format!("k\u{0}{number}"),
        3 => format!("Ключ {number}"),
        _ => format!("key.{}", OPTIONS - number),
    };
    json!({"portal": "portal.demo", "option": {"application": format!("app.{}", number % 4), "user": user, "key": key, "value": value}})
}

fn portal(arguments: &[&str]) -> Output {
    let output = Portal::run(arguments).unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}");
    output
}

fn export(store: &str, to: &Path) -> Vec<u8> {
    portal(&["export", "--store", store, to.to_str().unwrap()]);
    fs::read(to).unwrap()
}

#[test]
fn exports_from_either_store_are_alike_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let (first, second) = (file("first.db"), file("second.db"));
    let [sqlite, again] = [first, second].map(|path| format!("sqlite:{}", path.display()));
    let url = postgres::shared().unwrap().create_database().unwrap();

    // Accounts of every kind, made as a user would make them.
    portal(&[
        "user",
        "add",
        "--store",
        &sqlite,
        "--login",
        "ada",
        "--administrator",
    ]);
    portal(&[
        "user", "add", "--store", &sqlite, "--login", "ben", "--name", "Бен",
    ]);
    portal(&[
        "app",
        "add",
        "--store",
        &sqlite,
        "--client-id",
        "app.1",
        "--scope",
        "crm,task",
        "--access",
        "1,2",
    ]);
    portal(&[
        "webhook",
        "add",
        "--store",
        &sqlite,
        "--user",
        "2",
        "--app",
        "app.1",
        "--expires-in",
        "1000",
    ]);
    portal(&[
        "token", "add", "--store", &sqlite, "--app", "app.1", "--user", "1",
    ]);
    let mut lines = fs::File::create(file("options.jsonl")).unwrap();
    writeln!(lines, r#"{{"format":"bitrix-rest-portal","version":1}}"#).unwrap();
    for number in 0..OPTIONS {
        writeln!(lines, "{}", option(number)).unwrap();
    }
    writeln!(lines, r#"{{"end":{OPTIONS}}}"#).unwrap();
    drop(lines);
    let options = file("options.jsonl");
    portal(&[
        "import",
        "--merge",
        "--store",
        &sqlite,
        options.to_str().unwrap(),
    ]);

    let begun = Instant::now();
    let from_sqlite = export(&sqlite, &file("sqlite.jsonl"));
    portal(&[
        "import",
        "--store",
        &url,
        file("sqlite.jsonl").to_str().unwrap(),
    ]);
    let from_postgres = export(&url, &file("postgres.jsonl"));
    assert!(from_sqlite == from_postgres, "SQLite and PostgreSQL differ");
    portal(&[
        "import",
        "--store",
        &again,
        file("postgres.jsonl").to_str().unwrap(),
    ]);
    let back = export(&again, &file("again.jsonl"));
    assert!(from_sqlite == back, "there and back differ");
    let count = from_sqlite.iter().filter(|byte| **byte == b'\n').count();
    // Two users, an application, a webhook, two tokens; the first line and the last.
    assert_eq!(count, OPTIONS + 6 + 2);
    say(&format!(
        "{OPTIONS} options and 6 accounts, SQLite to PostgreSQL to SQLite: three exports of {} bytes alike, {:.0?} in all",
        from_sqlite.len(),
        begun.elapsed()
    ))
    .unwrap();
}
