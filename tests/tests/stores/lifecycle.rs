//! Checking and closing.

use std::time::Duration;

use bitrix_rest::Application;
use bitrix_rest_methods::StoreError;
use bitrix_rest_methods::accounts::{AccountKind, Owner};
use serde_json::json;
use tokio::time::timeout;

use crate::fixture::{Engine, Fixture, array, owner};
use crate::rows::insert;
use crate::samples::{each_kind, hash, user};

/// Longer than any engine may take to notice that it was closed, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Long enough for what is under way, too short for an engine that waits for nothing until it gives up.
const CLOSING: Duration = Duration::from_secs(10);

pub async fn a_healthy_store_says_so(f: &mut Fixture) {
    f.everywhere(async |store| {
        // Often, as one who watches does.
        for _ in 0..20 {
            store.check().await.unwrap();
        }
        store.verify().await.unwrap();
    })
    .await;
    for account in each_kind() {
        f.store().accounts("my-portal").put(account).await.unwrap();
    }
    let whose = owner("my-portal", "app.1", Some(7));
    let set = array([("a\0b", 1.5), ("5", -0.0)]);
    f.store().options().set(&whose, set.clone()).await.unwrap();
    f.everywhere(async |store| {
        store.check().await.unwrap();
        store.verify().await.unwrap();
        // It leaves nothing and takes nothing away.
        assert_eq!(store.options().all(&whose).await.unwrap(), set);
        assert_eq!(crate::fixture::exported(store).await.len(), 8);
    })
    .await;
}

pub async fn after_closing_calls_fail(f: &mut Fixture) {
    let store = f.store();
    let (options, accounts) = (store.options(), store.accounts("my-portal"));
    let rows = store.rows("my-portal");
    let whose = owner("my-portal", "app.1", Some(7));
    for account in each_kind() {
        accounts.put(account).await.unwrap();
    }
    options.set(&whose, array([("key", 1)])).await.unwrap();
    let token = hash("token");
    // In memory of whoever remembers.
    assert!(accounts.token(&token).await.unwrap().is_some());
    // Twice, and both at once, hangs no more than once.
    let close = async { tokio::join!(store.close(), store.close()) };
    timeout(CLOSING, close).await.expect("closing ends");
    timeout(CLOSING, store.close()).await.expect("closing ends");
    if f.engine() == Engine::Memory {
        return;
    }
    let (key, code) = ("key".into(), hash("code 1"));
    let calls = async {
        let app = Application::new("my-portal", "app.1");
        let failures: Vec<(&str, Option<StoreError>)> = vec![
            ("all", options.all(&whose).await.err()),
            ("one", options.one(&whose, &key).await.err()),
            ("set", options.set(&whose, array([("key", 2)])).await.err()),
            ("forget", options.forget(&app).await.err()),
            ("token", accounts.token(&token).await.err()),
            ("webhook", accounts.webhook(Owner::Id(7), &code).await.err()),
            ("get", accounts.get(&each_kind()[0].key()).await.err()),
            (
                "list",
                accounts.list(AccountKind::User, None, 1).await.err(),
            ),
            ("put", accounts.put(user(8)).await.err()),
            (
                "add",
                store.accounts("another-portal").add(user(8)).await.err(),
            ),
            ("remove", accounts.remove(each_kind()[0].key()).await.err()),
            (
                "all of new options",
                store.options().all(&whose).await.err(),
            ),
            ("row", rows.get("t", 1).await.err()),
            ("row by key", rows.find("t", "k").await.err()),
            ("rows", rows.list("t", 0, 1).await.err()),
            ("number of rows", rows.count("t").await.err()),
            (
                "write rows",
                rows.write(vec![insert("t", None, json!(1))]).await.err(),
            ),
            ("check", store.check().await.err()),
            ("verify", store.verify().await.err()),
            ("export", store.export().await.err()),
        ];
        failures
    };
    let calls = timeout(PATIENCE, calls).await.expect("calls do not hang");
    let failed = |failure: &Option<StoreError>| matches!(failure, Some(StoreError::Failed(_)));
    let others: Vec<_> = calls
        .iter()
        .filter(|(_, failure)| !failed(failure))
        .collect();
    assert!(others.is_empty(), "did not fail as closed: {others:?}");
    // And nothing was done.
    f.reopen().await;
    let all = f.store().options().all(&whose).await.unwrap();
    assert_eq!(all, array([("key", 1)]));
    let users = f.store().accounts("my-portal");
    let users = users.list(AccountKind::User, None, 10).await.unwrap();
    assert_eq!(users, [user(7).into()]);
}

pub async fn closing_loses_nothing_that_was_answered(f: &mut Fixture) {
    for round in 0..6 {
        let whose = owner("my-portal", "app.1", Some(round));
        let writers: Vec<_> = (0..16)
            .map(|writer| {
                let (options, whose) = (f.store().options(), whose.clone());
                tokio::spawn(async move {
                    let mut written = 0;
                    while written < 500 {
                        let set = array([(format!("{writer} {written}"), "value")]);
                        if options.set(&whose, set).await.is_err() {
                            break;
                        }
                        written += 1;
                    }
                    written
                })
            })
            .collect();
        // In the middle of it.
        while f.store().options().all(&whose).await.unwrap().len() < 40 {
            tokio::task::yield_now().await;
        }
        timeout(CLOSING, f.store().close())
            .await
            .expect("closing waits for no more than is under way");
        f.reopen().await;
        let mut answered = Vec::new();
        for (writer, task) in writers.into_iter().enumerate() {
            let written = timeout(PATIENCE, task).await.expect("calls do not hang");
            answered.extend((0..written.unwrap()).map(|n| format!("{writer} {n}")));
        }
        assert!(answered.len() >= 25, "{}", answered.len());
        let all = f.store().options().all(&whose).await.unwrap();
        for key in &answered {
            assert!(all.contains(key), "{key} was answered");
        }
        // What was under way may be there: one of each at most.
        assert!(all.len() <= answered.len() + 16);
    }
}
