//! Calls with an `Idempotency-Key`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use bitrix_rest::{Created, Error, RestApi, State, rest_method};
use bitrix_rest_methods::rows::RowChange;
use bitrix_rest_methods::{Idempotency, MemoryStore, PostgresStore, SqliteStore, Store};
use bitrix_rest_tests::postgres;
use bitrix_rest_tests::server::{Answer, Server, accounts};
use futures_util::future::join_all;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::methods::{Ran, code};

/// Takes a while, and tells when it ran; fails while the test says so.
#[rest_method("demo.slow.add", scope = "basic", versions(v2, v3))]
pub async fn demo_slow_add(
    State(ran): State<Ran>,
    #[param] name: String,
) -> Result<Created, Error> {
    tokio::time::sleep(Duration::from_millis(30)).await;
    ran.lock().unwrap().push(name.clone());
    let runs = ran.lock().unwrap().len();
    match name.as_str() {
        "fails once" if runs == 1 => Err(Error::internal("the first time it fails")),
        "panics once" if runs == 1 => panic!("the first time it panics"),
        _ => Ok(Created(runs as u64)),
    }
}

struct Test {
    server: Server,
    ran: Ran,
    clock: Arc<AtomicU64>,
    store: Arc<dyn Store>,
    _folder: Option<TempDir>,
}

impl Test {
    fn new() -> Self {
        Self::on(Arc::new(MemoryStore::new()), None)
    }

    /// One on each engine.
    async fn each() -> [Self; 3] {
        let folder = tempfile::tempdir().unwrap();
        let sqlite = SqliteStore::open(folder.path().join("portal.db"))
            .await
            .unwrap();
        let database = postgres::shared().unwrap().create_database().unwrap();
        let postgres = PostgresStore::connect(&database).await.unwrap();
        [
            Self::new(),
            Self::on(Arc::new(sqlite), Some(folder)),
            Self::on(Arc::new(postgres), None),
        ]
    }

    fn on(store: Arc<dyn Store>, folder: Option<TempDir>) -> Self {
        let (ran, clock) = (Ran::default(), Arc::new(AtomicU64::new(1_000_000)));
        Self {
            server: serve(&*store, &ran, &clock),
            ran,
            clock,
            store,
            _folder: folder,
        }
    }

    /// Another server on the same store.
    fn beside(&self) -> Self {
        Self {
            server: serve(&*self.store, &self.ran, &self.clock),
            ran: self.ran.clone(),
            clock: self.clock.clone(),
            store: self.store.clone(),
            _folder: None,
        }
    }

    async fn post(&self, path: &str, key: &str, body: Value) -> Answer {
        let request = Request::post(path)
            .header("content-type", "application/json")
            .header("idempotency-key", key);
        self.server
            .send(request.body(Body::from(body.to_string())))
            .await
    }

    async fn add(&self, key: &str, name: &str) -> Answer {
        self.post(
            "/rest/api/demo.slow.add?auth=tok",
            key,
            json!({"name": name}),
        )
        .await
    }

    fn runs(&self) -> usize {
        self.ran.lock().unwrap().len()
    }
}

fn serve(store: &dyn Store, ran: &Ran, clock: &Arc<AtomicU64>) -> Server {
    let now = clock.clone();
    let clocked = store
        .accounts("portal")
        .with_clock(move || now.load(Ordering::Relaxed));
    let api = RestApi::collect()
        .state(store.options())
        .state(store.accounts("portal"))
        .state(ran.clone())
        .webhooks_over_http(true)
        .idempotency(Idempotency::new(&store.rows("portal"), clocked))
        .authenticator(accounts);
    Server::of(api.build().unwrap())
}

fn headers(answer: &Answer) -> (Option<&str>, bool) {
    let header = |name: &str| {
        answer
            .headers
            .get(name)
            .map(|value| value.to_str().unwrap())
    };
    (
        header("idempotency-key"),
        header("idempotent-replayed") == Some("true"),
    )
}

// Proves: P-172
#[tokio::test]
async fn a_repeated_call_is_answered_and_not_run() {
    let test = Test::new();
    let first = test.add("k 1", "x").await;
    assert_eq!(
        (first.result(), headers(&first)),
        (json!({"id": 1}), (Some("k 1"), false))
    );
    let again = test.add("k 1", "x").await;
    assert_eq!(
        (again.result(), headers(&again)),
        (json!({"id": 1}), (Some("k 1"), true))
    );
    assert_eq!((again.status, test.runs()), (200, 1));
    // Another spelling of the same body.
    let body = " {\n\"name\" :\"\\u0078\"} ".to_owned();
    let request = Request::post("/rest/api/demo.slow.add?auth=tok")
        .header("content-type", "application/json")
        .header("idempotency-key", "k 1");
    let again = test.server.send(request.body(Body::from(body))).await;
    assert!(headers(&again).1, "{}", again.text);
    // Another key, and none.
    assert_eq!(test.add("k 2", "x").await.result(), json!({"id": 2}));
    let none = test
        .server
        .post("/rest/api/demo.slow.add?auth=tok", json!({"name": "x"}))
        .await;
    assert_eq!(
        (none.result(), headers(&none)),
        (json!({"id": 3}), (None, false))
    );
}

// Proves: P-172
#[tokio::test]
async fn a_key_belongs_to_caller_and_method() {
    let test = Test::new();
    let body = || json!({"name": "x"});
    for (index, path) in [
        "demo.slow.add?auth=tok",
        // Another user, another application, a webhook of the same user, another method.
        "demo.slow.add?auth=tok2",
        "demo.slow.add?auth=other",
        "7/sec/demo.slow.add",
    ]
    .iter()
    .enumerate()
    {
        let answer = test.post(&format!("/rest/api/{path}"), "k", body()).await;
        assert_eq!(answer.result(), json!({"id": index + 1}), "{path}");
    }
    let answer = test
        .post("/rest/api/demo.town.add?auth=tok", "k", body())
        .await;
    assert_eq!(
        (answer.result(), headers(&answer).1),
        (json!({"id": 17}), false)
    );
}

// Proves: P-172
#[tokio::test]
async fn an_answer_is_kept_for_a_day() {
    let test = Test::new();
    test.add("k", "x").await;
    test.clock.fetch_add(24 * 3600 - 1, Ordering::Relaxed);
    assert!(headers(&test.add("k", "x").await).1);
    test.clock.fetch_add(1, Ordering::Relaxed);
    let late = test.add("k", "x").await;
    assert_eq!((late.result(), headers(&late).1), (json!({"id": 2}), false));
}

// Proves: P-173
#[tokio::test]
async fn another_body_is_refused() {
    let test = Test::new();
    test.add("k", "x").await;
    let answer = test.add("k", "y").await;
    assert_eq!(code(&answer), (422, "IDEMPOTENCYKEYREUSEDEXCEPTION".into()));
    assert_eq!(test.runs(), 1);
    // While the first one runs, too.
    let (one, other) = tokio::join!(test.add("k 2", "x"), test.add("k 2", "y"));
    let mut both = [one.status, other.status];
    both.sort_unstable();
    assert_eq!(both, [200, 422]);
}

// Proves: P-174
#[tokio::test]
async fn an_error_is_not_kept() {
    for name in ["fails once", "panics once"] {
        let test = Test::new();
        let failed = test.add("k", name).await;
        assert_eq!(failed.status, 500, "{name}");
        let again = test.add("k", name).await;
        assert_eq!(
            (again.result(), headers(&again).1),
            (json!({"id": 2}), false),
            "{name}"
        );
        assert!(headers(&test.add("k", name).await).1, "{name}");
    }
}

// Proves: P-174
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn calls_at_the_same_time_are_one() {
    for test in Test::each().await {
        let servers = [test.beside(), test.beside(), test.beside()];
        let add = |at: usize| servers[at % 3].add("k", "x");
        let answers = join_all((0..64).map(add)).await;
        assert_eq!(test.runs(), 1);
        for answer in &answers {
            assert_eq!(answer.result(), json!({"id": 1}), "{}", answer.text);
        }
        let replayed = answers.iter().filter(|answer| headers(answer).1);
        assert_eq!(replayed.count(), 63);
        // The same once more, when what was kept is over: of those who find that, one runs.
        test.clock.fetch_add(25 * 3600, Ordering::Relaxed);
        let answers = join_all((0..64).map(add)).await;
        assert_eq!(test.runs(), 2);
        assert!(
            answers
                .iter()
                .all(|answer| answer.result() == json!({"id": 2}))
        );
    }
}

/// Keys that are used day after day do not keep others from being forgotten.
#[tokio::test]
async fn what_is_over_is_forgotten() {
    let test = Test::new();
    for day in 0..3 {
        for key in 0..10 {
            test.add(&format!("daily {key}"), "x").await;
        }
        for key in 0..30 {
            test.add(&format!("{day} {key}"), "x").await;
        }
        test.clock.fetch_add(24 * 3600, Ordering::Relaxed);
    }
    for key in 0..30 {
        test.add(&format!("last {key}"), "x").await;
    }
    let rows = test.store.rows("portal");
    let kept = rows.list("rest.idempotency", 0, 1000).await.unwrap();
    assert_eq!(kept.len(), 30);
}

/// A claim that nobody ends is over after a while; until then others wait, and are told so in the end.
#[tokio::test(start_paused = true)]
async fn a_call_that_was_lost_keeps_others_out_for_a_while() {
    let test = Test::new();
    let rows = test.store.rows("portal");
    test.add("k", "x").await;
    // As if its process had ended in the middle.
    let row = rows
        .list("rest.idempotency", 0, 10)
        .await
        .unwrap()
        .remove(0);
    let mut value = row.value.clone();
    value.as_object_mut().unwrap().remove("answer");
    value["until"] = (test.clock.load(Ordering::Relaxed) + 300).into();
    let change = RowChange::Update {
        table: "rest.idempotency".into(),
        id: row.id,
        version: None,
        key: row.key,
        value,
    };
    rows.write(vec![change]).await.unwrap();
    let answer = test.add("k", "x").await;
    assert_eq!(code(&answer), (400, "LOGICEXCEPTION".into()));
    assert_eq!(test.runs(), 1);
    test.clock.fetch_add(300, Ordering::Relaxed);
    assert_eq!(test.add("k", "x").await.result(), json!({"id": 2}));
}

/// It is then that a client comes again.
#[tokio::test]
async fn a_caller_that_went_away_gets_the_answer_later() {
    let test = Test::new();
    let impatient = tokio::time::timeout(Duration::from_millis(5), test.add("k", "x"));
    assert!(impatient.await.is_err());
    let again = test.add("k", "x").await;
    assert_eq!(
        (again.result(), headers(&again).1),
        (json!({"id": 1}), true)
    );
    assert_eq!(test.runs(), 1);
}

// Proves: P-171
#[tokio::test]
async fn a_key_is_printable_and_short() {
    let test = Test::new();
    for key in ["", &"k".repeat(256), "schlüssel"] {
        let answer = test.add(key, "x").await;
        assert_eq!(
            code(&answer),
            (400, "INVALIDIDEMPOTENCYKEYEXCEPTION".into()),
            "{key}"
        );
    }
    assert_eq!(test.runs(), 0);
    for key in ["k", &"k".repeat(255), "a b~!"] {
        assert_eq!(test.add(key, "x").await.status, 200, "{key}");
    }
}

// Proves: P-171
#[tokio::test]
async fn where_a_key_does_not_count() {
    let test = Test::new();
    // In REST 2, not even a wrong one.
    for _ in 0..2 {
        let path = "/rest/demo.slow.add?auth=tok";
        let answer = test
            .post(path, &"k".repeat(300), json!({"name": "x"}))
            .await;
        assert_eq!((answer.status, headers(&answer).0), (200, None));
    }
    assert_eq!(test.runs(), 2);
    // Where nothing is written.
    let path = "/rest/api/demo.town.get?auth=tok";
    let answer = test.post(path, "k", json!({"id": 5})).await;
    assert_eq!(headers(&answer).0, None);
    let answer = test.post(path, "k", json!({"id": 6})).await;
    assert_eq!(answer.result()["item"]["id"], 6);
    // Inside of a batch.
    let calls = json!([{"method": "demo.slow.add", "query": {"name": "x"}}]);
    for runs in [3, 4] {
        let answer = test
            .post("/rest/api/batch?auth=tok", "k", calls.clone())
            .await;
        assert_eq!(answer.result(), json!([{"id": runs}]));
    }
}
