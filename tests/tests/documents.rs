//! The OpenAPI documents in the hands of others: a validator, a fuzzer, and two generators of clients, as they are published.
//! `tests/clients/install` installs them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use bitrix_rest_tests::portal::Portal;
use bitrix_rest_tests::tools::say;

/// The checks of the fuzzer that hold in both generations: no 5xx, no answer that the document does not have.
///
/// Not among them: that what breaks the schema of a request is refused, for REST 2 takes `"1"` for 1 and a broken body for none
/// (P-22, P-43), and that what fits it is taken, for an id may be unknown.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance";

fn installed(path: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/clients");
    folder.join(path).canonicalize().unwrap_or_else(|_| {
        panic!("{path} is not there: run `tests/clients/install`, or `tests/run`")
    })
}

/// A folder of this test's files in the repository, or one of them.
fn source(path: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("clients/documents");
    folder.join(path)
}

/// A tool of Python.
fn tool(name: &str) -> Command {
    let folder = installed("documents/bin");
    let mut command = Command::new(folder.join(name));
    // The generator calls a formatter that is beside it.
    let path = std::env::var("PATH").unwrap_or_default();
    command
        .env("PATH", format!("{}:{path}", folder.display()))
        .env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

/// A script of Node.js, by its path among the packages.
fn script(path: &str) -> Command {
    let mut command = Command::new(installed("node"));
    command.arg(installed("documents/node_modules").join(path));
    command
}

fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!("{}{}", text(&output.stdout), text(&output.stderr))
}

struct Test {
    portal: Portal,
    folder: tempfile::TempDir,
}

impl Test {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("portal.log");
        let portal = Portal::start_with_log(&["--store", "memory:"], &log).unwrap();
        Self { portal, folder }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.portal.address())
    }

    /// What `portal openapi` prints, as a file.
    fn document(&self, options: &[&str]) -> PathBuf {
        let printed = Portal::run(&[&["openapi"], options].concat()).unwrap();
        assert!(printed.status.success(), "{}", said(&printed));
        let path = self
            .folder
            .path()
            .join(format!("document{}.json", options.len()));
        fs::write(&path, &printed.stdout).unwrap();
        path
    }
}

// Proves: P-191
#[test]
fn a_validator_finds_nothing() {
    let test = Test::new();
    for options in [&[][..], &["--v3"]] {
        let document = test.document(options);
        let output = tool("openapi-spec-validator")
            .arg(&document)
            .output()
            .unwrap();
        assert!(
            output.status.success() && said(&output).contains("OK"),
            "{}",
            said(&output)
        );
    }
    // And it would: an operation without responses is none.
    let whole = fs::read_to_string(test.document(&[])).unwrap();
    let broken = whole.replace("\"responses\"", "\"answers\"");
    assert_ne!(broken, whole);
    let path = test.folder.path().join("broken.json");
    fs::write(&path, broken).unwrap();
    let output = tool("openapi-spec-validator").arg(&path).output().unwrap();
    assert!(!output.status.success(), "{}", said(&output));
}

// Proves: P-191, P-307
#[test]
fn a_fuzzer_gets_only_what_the_document_says() {
    let test = Test::new();
    let output = tool("schemathesis")
        .current_dir(test.folder.path())
        .arg("run")
        .arg(test.url("/openapi.json"))
        .args(["--url", &test.url("/rest")])
        .args(["--header", "Authorization: Bearer demo-token-1"])
        .args(["--checks", CHECKS])
        .args(["--phases", "examples,coverage,fuzzing"])
        .args(["--max-examples", "12", "--mode", "all", "--seed", "7"])
        .args(["--generation-database", "none", "--request-timeout", "30"])
        // Nobody's handlers are bound here: events would be sent to the hosts that it makes up.
        .args(["--exclude-path", "/event.bind"])
        .output()
        .unwrap();
    let said = said(&output);
    assert!(output.status.success(), "{said}");
    let figure = |name: &str| {
        let line = said
            .lines()
            .find(|line| line.trim_start().starts_with(name));
        line.unwrap_or_else(|| panic!("{name}: {said}"))
            .trim()
            .to_owned()
    };
    let selected = figure("Selected:");
    let cases = said.lines().find(|line| line.contains(" generated, "));
    let cases = cases.unwrap_or_else(|| panic!("{said}")).trim();
    say(&format!(
        "schemathesis: operations {selected}; cases: {cases}"
    ))
    .unwrap();
    let generated: u32 = cases.split(' ').next().unwrap().parse().unwrap();
    assert!(generated > 500, "{said}");
    // Every failure of the portal would be in its log, too.
    let log = fs::read_to_string(test.folder.path().join("portal.log")).unwrap();
    assert!(!log.contains("INTERNAL"), "{log}");
}

// Proves: P-199
#[test]
fn a_generated_client_calls_the_portal() {
    let test = Test::new();
    let client = test.folder.path().join("client");
    let output = tool("openapi-python-client")
        .arg("generate")
        .arg("--path")
        .arg(test.document(&[]))
        .arg("--output-path")
        .arg(&client)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let output = tool("python")
        .arg(source("calls.py"))
        .arg(&client)
        .arg(test.url(""))
        .output()
        .unwrap();
    assert!(said(&output).ends_with("OK\n"), "{}", said(&output));
}

// Proves: P-199
#[test]
fn a_generated_client_is_typed_and_calls_the_portal() {
    let test = Test::new();
    let folder = test.folder.path();
    for file in fs::read_dir(source("typescript")).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), folder.join(file.file_name())).unwrap();
    }
    let output = script("@hey-api/openapi-ts/bin/run.js")
        .current_dir(folder)
        .arg("--input")
        .arg(test.document(&[]))
        .args(["--output", "client", "--client", "@hey-api/client-fetch"])
        .arg("--no-log-file")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let output = script("typescript/bin/tsc")
        .current_dir(folder)
        .args(["--project", ".", "--pretty", "false"])
        .output()
        .unwrap();
    // Of the client and the calls it says nothing, of the mistakes exactly what they are.
    let wrong = fs::read_to_string(folder.join("wrong.ts")).unwrap();
    let expected = (1..).zip(wrong.lines()).filter_map(|(number, line)| {
        let (_, code) = line.split_once(" // ")?;
        Some(format!("wrong.ts({number}): error {code}"))
    });
    let said_of_types = said(&output);
    // `wrong.ts(5,47): error TS2322: Type …`; what is indented goes on with it.
    let errors = said_of_types.lines().filter(|line| !line.starts_with(' '));
    let found = errors.map(|line| {
        let (file, rest) = line.split_once(',')?;
        let (error, _) = rest.split_once("): ")?.1.split_once(": ")?;
        Some(format!("{file}): {error}"))
    });
    let found = found.collect::<Option<Vec<_>>>();
    assert_eq!(found, Some(expected.collect()), "{said_of_types}");
    // It is compiled all the same.
    let output = Command::new(installed("node"))
        .arg(folder.join("made/calls.js"))
        .arg(test.url(""))
        .output()
        .unwrap();
    assert!(said(&output).ends_with("OK\n"), "{}", said(&output));
}
