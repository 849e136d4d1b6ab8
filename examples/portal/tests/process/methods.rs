//! What tells of the methods: `portal methods`, `portal openapi`, `/openapi.json` and `/docs`.

use serde_json::{Value, json};

use crate::support::{Portal, done};

#[test]
fn methods_are_listed_without_a_server() {
    let table = done("memory:", &["methods"]);
    let line = |name: &str| {
        let begins = |line: &&str| line.split_whitespace().next() == Some(name);
        table
            .lines()
            .find(begins)
            .unwrap_or_else(|| panic!("{name}: {table}"))
    };
    assert!(
        line("user.option.set").contains("2, 3.0") && line("user.option.set").contains("basic")
    );
    assert!(line("demo.item.add").contains("demo"));
    assert!(line("documentation").contains("rest.documentation.openapi"));
    assert!(line("methods").contains("Deprecated"));
    let rows: Vec<Value> = done("memory:", &["methods", "--json"])
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(rows.len(), table.lines().count() - 1);
    assert!(
        rows.iter()
            .any(|row| row["name"] == "batch" && row["rest"] == "3.0")
    );
}

// Proves: P-189, P-321
#[test]
fn the_documents_are_the_same_with_and_without_a_server() {
    let portal = Portal::start(&["--store", "memory:"]);
    let read = |path: &str| portal.send("GET", path, &[], "");
    let printed: Value = serde_json::from_str(&done("memory:", &["openapi"])).unwrap();
    let (status, served) = read("/openapi.json");
    assert_eq!(
        (status, serde_json::from_str::<Value>(&served).unwrap()),
        (200, printed.clone())
    );
    assert!(printed["paths"]["/user.option.set"].is_object());
    assert!(printed["paths"]["/api/user.option.set"].is_object());
    let printed: Value = serde_json::from_str(&done("memory:", &["openapi", "--v3"])).unwrap();
    let (_, served) = read("/rest/api/documentation?auth=demo-token-1");
    assert!(served.starts_with("{\"openapi\":\"3.0.0\""), "{served}");
    assert_eq!(serde_json::from_str::<Value>(&served).unwrap(), printed);
    let elsewhere = done(
        "memory:",
        &["openapi", "--base", "https://portal.test/rest"],
    );
    let elsewhere: Value = serde_json::from_str(&elsewhere).unwrap();
    assert_eq!(
        elsewhere["servers"],
        json!([{"url": "https://portal.test/rest"}])
    );
    let (status, page) = read("/docs");
    assert!(
        status == 200 && page.contains("id=\"/api/user.option.set\""),
        "{page}"
    );
}
