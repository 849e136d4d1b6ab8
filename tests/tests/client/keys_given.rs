//! Calls under an `Idempotency-Key` of the caller's own.

use bitrix_rest::client::{Error, ErrorKind, Portal};
use bitrix_rest::http::StatusCode;
use bitrix_rest::{Created, Download, Exception, Item, Version, Whole, rest_method};
use bitrix_rest_tests::log::Log;

use crate::methods::{DemoCarAdd, DemoCarGet, DemoRunAdd, Fate, InProcess};

const GATEWAY: Fate = Fate::Says(StatusCode::BAD_GATEWAY, "<html>502");

/// Of REST 2 alone.
#[rest_method("demo.former.add", scope = "basic")]
async fn demo_former_add(#[param] name: String) -> Result<Created, bitrix_rest::Error>;

/// Of REST 2 alone, and changes nothing.
#[rest_method("demo.number.last", scope = "basic", read_only)]
async fn demo_number_last() -> Result<i64, bitrix_rest::Error> {
    Ok(119)
}

/// Makes a file, and counts that.
#[rest_method("demo.file.make", scope = "basic", versions(v3), batch = false)]
async fn demo_file_make() -> Result<Download, bitrix_rest::Error>;

/// Makes a document, and counts that.
#[rest_method("demo.document.make", scope = "basic", versions(v3), batch = false)]
async fn demo_document_make() -> Result<Whole<i64>, bitrix_rest::Error>;

fn run(name: &str) -> DemoRunAdd {
    DemoRunAdd {
        name: name.to_owned(),
    }
}

/// That nothing was sent, and what is said of it.
fn refused<T: std::fmt::Debug>(server: &InProcess, answer: Result<T, Error>) -> String {
    let error = answer.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Request);
    assert!(server.times().is_empty());
    error.to_string()
}

// Proves: P-172
#[tokio::test]
async fn of_two_clients_with_one_key_one_is_carried_out() {
    let server = InProcess::keeping_keys([Fate::Lost]);
    // Its process ends before the answer comes.
    let first = server.portal().call_keyed("job 17", run("given")).await;
    assert_eq!(first.unwrap_err().kind(), ErrorKind::Transport);
    for portal in [server.portal(), server.portal().preferring(Version::V3)] {
        let again = portal.call_keyed("job 17", run("given")).await;
        assert_eq!(again.unwrap(), Created(1));
    }
    let next = server.portal().call_keyed("job 18", run("given")).await;
    assert_eq!(next.unwrap(), Created(2));
    // A key is one of a method.
    let name = "given".to_owned();
    let portal = server.portal();
    let other = portal.call_keyed("job 18", DemoCarAdd { name }).await;
    assert_eq!(other.unwrap(), Created(5));
    let keys: Vec<_> = server.keys().into_iter().map(Option::unwrap).collect();
    assert_eq!(keys, ["job 17", "job 17", "job 17", "job 18", "job 18"]);
}

// Proves: P-172
#[tokio::test]
async fn it_travels_over_a_socket() {
    let server = InProcess::keeping_keys([]);
    let address = server.listen().await;
    let key = "k".repeat(255);
    for _ in 0..2 {
        let portal = Portal::webhook(&format!("http://{address}/rest/7/sec/")).unwrap();
        let answer = portal.call_keyed(&key, run("socket")).await;
        assert_eq!(answer.unwrap(), Created(1));
    }
}

// Proves: P-173
#[tokio::test]
async fn other_parameters_under_a_key_are_the_portals_error() {
    let server = InProcess::keeping_keys([]);
    let portal = server.portal();
    let first = portal.call_keyed("job 17", run("one body")).await;
    assert_eq!(first.unwrap(), Created(1));
    let other = portal.call_keyed("job 17", run("another body")).await;
    let error = other.unwrap_err();
    assert!(error.is(Exception::IdempotencyKeyReused.code()), "{error}");
    assert_eq!(error.status(), Some(StatusCode::UNPROCESSABLE_ENTITY));
    assert_eq!(error.method(), "demo.run.add");
    // It did not run.
    let first = portal.call_keyed("job 18", run("another body")).await;
    assert_eq!(first.unwrap(), Created(1));
}

// Proves: P-174
#[tokio::test]
async fn after_an_error_the_key_is_free() {
    let server = InProcess::keeping_keys([]);
    let add = |name: &str| DemoCarAdd {
        name: name.to_owned(),
    };
    let portal = server.portal();
    let error = portal.call_keyed("job", add("taken")).await.unwrap_err();
    assert!(error.is("NAME_TAKEN"), "{error}");
    let added = portal.call_keyed("job", add("free")).await;
    assert_eq!(added.unwrap(), Created(4));
}

// Proves: P-171
#[tokio::test]
async fn what_is_no_key_is_not_sent() {
    let server = InProcess::keeping_keys([]);
    let portal = server.portal();
    for (key, seen) in [
        ("", "this one has 0:"),
        (&"k".repeat(256), "this one has 256:"),
        ("schlüssel", "this one has 'ü' in it:"),
        ("job\n17", r"this one has '\n' in it:"),
        ("\u{7f}", r"this one has '\u{7f}' in it:"),
        // A server would not see these.
        (" job", "this one begins or ends with a space:"),
        ("job ", "this one begins or ends with a space:"),
        (" ", "this one begins or ends with a space:"),
    ] {
        let said = refused(&server, portal.call_keyed(key, run("unsent")).await);
        assert!(said.starts_with("demo.run.add: an `Idempotency-Key` has 1 to 255"));
        assert!(said.contains(seen), "{said}");
        assert!(said.ends_with("give the id of what is to be done once, or a hash of it in hex"));
        // Also where none is sent.
        refused(&server, portal.call_keyed(key, DemoCarGet { id: 1 }).await);
    }
    for key in ["k", &"k".repeat(255), "a b~!"] {
        portal.call_keyed(key, run("sent")).await.unwrap();
    }
}

// Proves: P-171
#[tokio::test]
async fn where_a_key_does_not_count_nothing_is_sent() {
    let server = InProcess::keeping_keys([]);
    for version in [Version::V2, Version::V3] {
        let portal = server.portal().preferring(version);
        let name = "former".to_owned();
        let answer = portal.call_keyed("job", DemoFormerAdd { name }).await;
        let said = refused(&server, answer);
        assert!(said.starts_with("demo.former.add: in REST 2 an `Idempotency-Key` does not count"));
        assert!(said.contains("`versions(v2, v3)`; else use `call`"));
    }
    let portal = server.portal();
    let said = refused(&server, portal.call_keyed("job", DemoFileMake {}).await);
    assert!(said.contains("not kept under an `Idempotency-Key`: use `call`"));
    let said = refused(&server, portal.call_keyed("job", DemoDocumentMake {}).await);
    assert!(said.contains("not kept under an `Idempotency-Key`: use `call`"));
}

/// A server would make it twice, whatever the key.
// Proves: P-172
#[tokio::test(start_paused = true)]
async fn what_no_key_is_kept_for_is_not_repeated_under_one() {
    let server = InProcess::keeping_keys([Fate::Lost, Fate::Lost]);
    let portal = server.portal().repeating_writes();
    let file = portal.call(DemoFileMake {}).await.unwrap_err();
    let document = portal.call(DemoDocumentMake {}).await.unwrap_err();
    for error in [file, document] {
        assert_eq!(error.kind(), ErrorKind::Transport);
    }
    assert_eq!(server.keys(), [None, None]);
}

// Proves: P-171
#[tokio::test(start_paused = true)]
async fn what_changes_nothing_needs_no_key() {
    let server = InProcess::keeping_keys([Fate::Lost]);
    let portal = server.portal();
    for id in [1, 2] {
        let Item(car) = portal.call_keyed("job", DemoCarGet { id }).await.unwrap();
        assert_eq!(car.id, id);
    }
    let last = portal.call_keyed("job", DemoNumberLast {}).await;
    assert_eq!(last.unwrap(), 119);
    assert_eq!(server.keys(), [None, None, None, None]);
}

// Proves: P-172
#[tokio::test(start_paused = true)]
async fn without_an_answer_it_is_repeated_as_under_any_key() {
    for (fate, name) in [(Fate::Lost, "lost, given"), (GATEWAY, "gateway, given")] {
        let server = InProcess::keeping_keys([fate]);
        let portal = server.portal().repeating_writes();
        let answer = portal.call_keyed("job", run(name)).await;
        assert_eq!(answer.unwrap(), Created(1));
        assert_eq!(server.keys(), [Some("job".into()), Some("job".into())]);
    }
    let server = InProcess::keeping_keys([GATEWAY]);
    let answer = server.portal().call_keyed("job", run("unasked")).await;
    assert_eq!(answer.unwrap_err().kind(), ErrorKind::Reply);
    assert_eq!(server.times().len(), 1);
}

// Proves: P-172
#[tokio::test]
async fn a_portal_that_does_not_name_the_key_is_told_in_the_log() {
    const SAID: &str = "the portal does not say that it keeps the Idempotency-Key";
    let log = Log::default();
    let _collected = log.collect();
    let portal = InProcess::keeping_keys([]).portal();
    for _ in 0..2 {
        let answer = portal.call_keyed("job", run("kept, given")).await;
        assert_eq!(answer.unwrap(), Created(1));
    }
    assert!(!log.text().contains(SAID));
    let server = InProcess::new([]);
    for count in [1, 2] {
        let answer = server.portal().call_keyed("job", run("not kept")).await;
        assert_eq!(answer.unwrap(), Created(count));
    }
    let text = log.text();
    let told: Vec<_> = text.lines().filter(|line| line.contains(SAID)).collect();
    assert_eq!(told.len(), 2, "{text}");
    assert!(
        told[0].contains("WARN") && told[0].contains("demo.run.add"),
        "{text}"
    );
}
