//! What a database says when it is opened.

use std::net::TcpListener;
use std::time::Instant;

use bitrix_rest_methods::accounts::{CodeRecord, SecretHash};
use bitrix_rest_methods::store::OpenErrorKind;
use bitrix_rest_tests::postgres::{PASSWORD, USER};
use futures_util::future::join_all;

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_processes_may_start_at_once() {
    let url = database();
    let small = with(&url, "pool=2");
    let stores = join_all((0..8).map(|_| connect(&small))).await;
    for (at, store) in stores.iter().enumerate() {
        set(store, &format!("key{at}"), "value").await.unwrap();
    }
    assert_eq!(keys(&stores[0]).await.len(), 8);
    let versions = shared()
        .unwrap()
        .sql(&url, "SELECT version FROM rest_schema");
    assert_eq!(versions.unwrap(), "1\n2\n3\n4");
}

#[tokio::test]
async fn a_newer_schema_is_refused() {
    let url = database();
    connect(&url).await.close().await;
    let cluster = shared().unwrap();
    cluster
        .sql(&url, "INSERT INTO rest_schema VALUES (99)")
        .unwrap();
    let error = refused(&url).await;
    assert_eq!(error.kind(), OpenErrorKind::Newer);
    let text = error.to_string();
    assert!(text.contains("version 99, this one knows 4"), "{text}");
}

#[tokio::test]
async fn an_older_schema_is_brought_up_to_date_and_keeps_its_rows() {
    let url = database();
    let store = connect(&url).await;
    set(&store, "key", "value").await.unwrap();
    store.close().await;
    let cluster = shared().unwrap();
    cluster
        .sql(
            &url,
            "DROP TABLE rest_codes, rest_rows, rest_row_tables, rest_buckets, rest_operating; DELETE FROM rest_schema WHERE version > 1",
        )
        .unwrap();
    let store = connect(&url).await;
    assert_eq!(keys(&store).await.len(), 1);
    let hash = SecretHash::of("code");
    let code = CodeRecord::new(hash, "app.1", 7, 1);
    store.accounts("portal").add(code).await.unwrap();
    let versions = cluster.sql(&url, "SELECT version FROM rest_schema");
    assert_eq!(versions.unwrap(), "1\n2\n3\n4");
}

#[tokio::test]
async fn tables_of_others_are_left_alone() {
    for (tables, what) in [
        (
            "CREATE TABLE rest_schema (name text)",
            "rest_schema is not ours",
        ),
        (
            "CREATE TABLE rest_schema (version text); INSERT INTO rest_schema VALUES ('a')",
            "no bigint",
        ),
        (
            "CREATE TABLE rest_users (id int)",
            "relation \"rest_users\"",
        ),
    ] {
        let url = database();
        let cluster = shared().unwrap();
        cluster.sql(&url, tables).unwrap();
        let error = refused(&url).await;
        assert_eq!(error.kind(), OpenErrorKind::Foreign, "{error}");
        let text = error.to_string();
        assert!(text.contains(what), "{text}");
        assert!(text.contains("another database"), "{text}");
        let tables = "SELECT count(*) FROM pg_tables WHERE tablename LIKE 'rest_%'";
        assert_eq!(
            cluster.sql(&url, tables).unwrap(),
            "1",
            "nothing was made beside it"
        );
    }
}

#[tokio::test]
async fn a_database_that_is_not_there() {
    let error = refused(&shared().unwrap().url("no_such_database")).await;
    assert_eq!(error.kind(), OpenErrorKind::Denied);
    let text = error.to_string();
    assert!(text.contains("createdb no_such_database"), "{text}");
    assert!(text.contains("3D000"), "{text}");
}

#[tokio::test]
async fn who_may_not_enter_is_told_so() {
    let cluster = Cluster::start().unwrap();
    let home = cluster.url("postgres");

    let wrong = home.replace(PASSWORD, "guessed-it");
    let error = refused(&wrong).await;
    assert_eq!(error.kind(), OpenErrorKind::Denied);
    let text = format!("{error} {error:?}");
    assert!(
        text.contains("28P01") && text.contains("its password"),
        "{text}"
    );
    assert!(!text.contains("guessed-it"), "{text}");

    let none = home.replace(&format!(":{PASSWORD}"), "");
    let error = refused(&none).await;
    assert_eq!(error.kind(), OpenErrorKind::Denied);
    assert!(error.to_string().contains("asks for a password"), "{error}");

    cluster
        .sql(&home, "CREATE ROLE guest LOGIN PASSWORD 'guest'")
        .unwrap();
    let guest = home.replace(&format!("{USER}:{PASSWORD}"), "guest:guest");
    let error = refused(&guest).await;
    assert_eq!(error.kind(), OpenErrorKind::Denied);
    let text = error.to_string();
    assert!(
        text.contains("GRANT CREATE") && text.contains("guest"),
        "{text}"
    );

    // A schema of their own is enough.
    cluster
        .sql(&home, "CREATE SCHEMA guest AUTHORIZATION guest")
        .unwrap();
    let store = connect(&guest).await;
    set(&store, "key", "value").await.unwrap();
    assert_eq!(get(&store, "key").await.unwrap(), Some("value".into()));
}

#[tokio::test]
async fn the_password_is_not_shown() {
    let cluster = Cluster::start().unwrap();
    let store = connect(&cluster.create_database().unwrap()).await;
    let shown = format!("{store:?} {:?} {:?}", store.options(), store.accounts("p"));
    assert!(
        shown.contains("127.0.0.1") && !shown.contains(PASSWORD),
        "{shown}"
    );
}

#[tokio::test]
async fn nobody_there() {
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let begun = Instant::now();
    let error = refused(&format!("postgres://ada:hidden@127.0.0.1:{port}/portal")).await;
    within(begun, 3);
    assert_eq!(error.kind(), OpenErrorKind::Unreachable);
    let text = error.to_string();
    assert!(
        text.contains("refused") && text.contains("check that the server runs"),
        "{text}"
    );
    assert!(
        text.contains(&format!("postgres://ada@127.0.0.1:{port}/portal")),
        "{text}"
    );
    assert!(!text.contains("hidden"), "{text}");

    let error = refused("postgres://no-such-host.invalid/portal").await;
    assert_eq!(error.kind(), OpenErrorKind::Unreachable, "{error}");
}

#[tokio::test]
async fn somebody_who_does_not_answer() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let begun = Instant::now();
    let error = refused(&format!(
        "postgres://ada@127.0.0.1:{port}/portal?connect_timeout=1"
    ))
    .await;
    within(begun, 3);
    assert_eq!(error.kind(), OpenErrorKind::Unreachable);
    assert!(error.to_string().contains("longer than 1 s"), "{error}");
}

#[tokio::test]
async fn text_sorts_by_bytes_wherever_it_is_kept() {
    let cluster = Cluster::start().unwrap();
    let create = "CREATE DATABASE german TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'de-DE'";
    cluster.sql(&cluster.url("postgres"), create).unwrap();
    let url = cluster.url("german");
    let other = cluster.sql(&url, "SELECT 'a' < 'B'").unwrap();
    assert_eq!(other, "t", "this database does not sort by bytes");
    let store = connect(&url).await;
    let names = ["B", "a", "b", "é", "ä", "Z", "a b", "ab", "a-b"];
    for (portal, name) in names
        .iter()
        .enumerate()
        .flat_map(|(at, name)| [("one", *name), (names[at], "x")])
    {
        let owner = Owner {
            application: Application::new(portal, name),
            user: None,
        };
        store.options().set(&owner, one("key", 1)).await.unwrap();
    }
    let mut export = store.export().await.unwrap();
    let mut found = Vec::new();
    loop {
        let page = export.next().await.unwrap();
        if page.is_empty() {
            break;
        }
        for record in page {
            let bitrix_rest_methods::store::Record::Option { owner, .. } = record else {
                panic!("{record:?}");
            };
            let application = owner.application;
            found.push((
                application.portal().to_owned(),
                application.client_id().to_owned(),
            ));
        }
    }
    let mut sorted = found.clone();
    sorted.sort();
    assert_eq!(found.len(), 2 * names.len());
    assert_eq!(found, sorted);
}
