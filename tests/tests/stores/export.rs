//! Exports: complete, in the documented order, of one moment.

use std::sync::Arc;

use bitrix_rest::{Array, Value};
use bitrix_rest_methods::accounts::{Account, AccountKey, AccountKind, Change};
use bitrix_rest_methods::options::Owner;
use bitrix_rest_methods::rows::{Row, RowChange};
use bitrix_rest_methods::store::Record;
use bitrix_rest_methods::{MemoryStore, Store};
use serde_json::json;

use crate::fixture::{Fixture, array, exactly, exported, owner};
use crate::rows::{insert, row};
use crate::samples::{
    application, each_kind, every_field, hash, refresh_token, token, user, webhook,
};

/// By bytes, which is how they are ordered; some with accounts alone, some with options alone, one with rows alone.
const PORTALS: [&str; 8] = ["", "A", "a", "a ", "a.b", "rows", "\u{ffff}", "\u{10000}"];

fn accounts_of(portal: &str) -> Vec<Account> {
    if portal == "a" || portal == "rows" {
        return Vec::new();
    }
    let mut all = every_field();
    for id in [10, 9, 100] {
        all.extend([user(id).into(), webhook(id).into()]);
    }
    for client_id in ["b", "B", "a ", "\u{10000}", "\u{ffff}"] {
        all.push(application(client_id).into());
    }
    for secret in ["one", "two", "three"] {
        all.extend([token(secret).into(), refresh_token(secret).into()]);
    }
    all
}

fn options_of(portal: &str) -> Vec<(Owner, Array)> {
    if portal == "a.b" || portal == "rows" {
        return Vec::new();
    }
    let options = || {
        array([
            ("z", Value::Float(1.0)),
            ("a\0b", Value::Null),
            ("10", "text \u{10ffff}\0".into()),
            ("05", Value::Array(array([("b", 1), ("a", 2)]))),
            ("", Value::Array(Array::new())),
            ("9", Value::Bool(true)),
        ])
    };
    let mut all = Vec::new();
    for application in ["b", "", "B", "\u{10000}", "\u{ffff}"] {
        for user in [Some(10), None, Some(9), Some(i64::MAX as u64)] {
            all.push((owner(portal, application, user), options()));
        }
    }
    all
}

/// Tables, each with the last id that it has given out.
fn tables_of(portal: &str) -> Vec<(&'static str, u64, Vec<Row>)> {
    if portal == "A" {
        return Vec::new();
    }
    let value = json!({"z": [1.0, {}, []], "a\0b": "text \u{10ffff}\0", "10": u64::MAX});
    let rows = vec![
        row(10, 1, Some(""), json!(null)),
        row(2, 7, None, value),
        row(9, 1, Some("é"), json!(-0.0)),
    ];
    let mut all = vec![
        ("b", 10, rows.clone()),
        ("B", 12, rows),
        ("é", 7, Vec::new()),
    ];
    if portal == "rows" {
        let many = (1..=1200).map(|id| row(id, 1, None, json!(id)));
        all.push(("many", 1200, many.collect()));
    }
    all
}

/// Everything as it has to be exported.
fn expected() -> Vec<Record> {
    let mut records = Vec::new();
    for portal in PORTALS {
        let mut accounts = accounts_of(portal);
        accounts.sort_by_key(|account| order(&account.key()));
        records.extend(accounts.into_iter().map(|account| Record::Account {
            portal: portal.into(),
            account,
        }));
        let mut options = options_of(portal);
        options.sort_by(|(a, _), (b, _)| {
            let order = |owner: &Owner| (owner.application.client_id().to_owned(), owner.user);
            order(a).cmp(&order(b))
        });
        for (owner, array) in options {
            records.extend(array.iter().map(|(key, value)| Record::Option {
                owner: owner.clone(),
                key: key.clone(),
                value: value.clone(),
            }));
        }
        let mut tables = tables_of(portal);
        tables.sort_by_key(|(name, ..)| *name);
        for (name, last, mut rows) in tables {
            let portal: Arc<str> = portal.into();
            records.push(Record::Table {
                portal: portal.clone(),
                name: name.into(),
                last,
            });
            rows.sort_by_key(|row| row.id);
            records.extend(rows.into_iter().map(|row| Record::Row {
                portal: portal.clone(),
                table: name.into(),
                row,
            }));
        }
    }
    records
}

fn order(key: &AccountKey) -> (AccountKind, u64, Vec<u8>) {
    let (number, bytes) = match key {
        AccountKey::User(id) | AccountKey::Webhook(id) => (*id, Vec::new()),
        AccountKey::Application(id) => (0, id.as_bytes().to_vec()),
        AccountKey::Token(hash) | AccountKey::RefreshToken(hash) | AccountKey::Code(hash) => {
            (0, hash.as_bytes().to_vec())
        }
        other => panic!("a new kind: {other:?}"),
    };
    (key.kind(), number, bytes)
}

/// Portal by portal, in the order in which things stand above.
async fn fill(store: &dyn Store) {
    for portal in PORTALS.into_iter().rev() {
        let changes = accounts_of(portal).into_iter().map(Change::Add).collect();
        store.accounts(portal).write(changes).await.unwrap();
        for (owner, array) in options_of(portal) {
            store.options().set(&owner, array).await.unwrap();
        }
        for (name, last, rows) in tables_of(portal) {
            let mut changes: Vec<_> = rows.into_iter().map(|row| put(name, row)).collect();
            changes.push(reserve(name, last));
            store.rows(portal).write(changes).await.unwrap();
        }
    }
}

fn put(table: &str, row: Row) -> RowChange {
    RowChange::Put {
        table: table.into(),
        row,
    }
}

fn reserve(table: &str, last: u64) -> RowChange {
    RowChange::Reserve {
        table: table.into(),
        last,
    }
}

/// The same by another way: backwards, two keys at a time, owners in turn, with detours.
async fn fill_otherwise(store: &dyn Store) {
    let detour = owner("detour", "app", None);
    let options = store.options();
    options.set(&detour, array([("key", 1)])).await.unwrap();
    for turn in 0..3 {
        for portal in PORTALS {
            for (number, (owner, array)) in options_of(portal).into_iter().rev().enumerate() {
                let two: Array = array.into_iter().skip(2 * turn).take(2).collect();
                if number % 5 == 0 {
                    let other = two.keys().map(|key| (key.clone(), "other"));
                    options.set(&owner, other.collect()).await.unwrap();
                }
                options.set(&owner, two).await.unwrap();
            }
        }
    }
    for portal in PORTALS {
        let accounts = store.accounts(portal);
        accounts.put(user(1000)).await.unwrap();
        let changes = accounts_of(portal).into_iter().rev().map(Change::Put);
        accounts.write(changes.collect()).await.unwrap();
        accounts.remove(AccountKey::User(1000)).await.unwrap();
        for (name, last, rows) in tables_of(portal) {
            let other = rows.iter().map(|row| Row {
                value: json!("other"),
                key: None,
                ..row.clone()
            });
            let mut changes = vec![reserve(name, last)];
            changes.extend(other.map(|row| put(name, row)));
            changes.extend(rows.into_iter().rev().map(|row| put(name, row)));
            store.rows(portal).write(changes).await.unwrap();
        }
    }
    options.forget(&detour.application).await.unwrap();
}

fn lines(records: &[Record]) -> String {
    let lines = records
        .iter()
        .map(|record| record.to_json().unwrap() + "\n");
    lines.collect()
}

pub async fn an_export_is_complete_and_in_order(f: &mut Fixture) {
    assert_eq!(exported(&*f.store()).await, []);
    fill(&*f.store()).await;
    let expected = expected();
    assert!(expected.len() > 500, "{}", expected.len());
    f.everywhere(async |store| {
        let found = exported(store).await;
        for (found, expected) in found.iter().zip(&expected) {
            assert_eq!(exactly(found), exactly(expected));
        }
        assert_eq!(found.len(), expected.len());
    })
    .await;
}

pub async fn an_export_has_as_many_pages_as_it_needs(f: &mut Fixture) {
    const COUNT: u64 = 1100;
    let store = f.store();
    let accounts = store.accounts("my-portal");
    let users = (0..COUNT).map(|id| Change::Add(user(id).into()));
    accounts.write(users.collect()).await.unwrap();
    let tokens = (0..COUNT).map(|n| Change::Add(token(&n.to_string()).into()));
    accounts.write(tokens.collect()).await.unwrap();
    let keys = |from: u64| -> Array {
        let keys = (0..COUNT)
            .rev()
            .map(|n| (format!("key {}", from + n), n.to_string()));
        keys.collect()
    };
    let one = owner("my-portal", "app.1", None);
    store.options().set(&one, keys(0)).await.unwrap();
    // Many owners with a key each, too.
    for id in 0..COUNT / 10 {
        let whose = owner("my-portal", "app.2", Some(id));
        store
            .options()
            .set(&whose, array([("key", "value")]))
            .await
            .unwrap();
    }
    let mut export = store.export().await.unwrap();
    let mut found = Vec::new();
    loop {
        let page = export.next().await.unwrap();
        if page.is_empty() {
            break;
        }
        found.extend(page);
    }
    assert!(export.next().await.unwrap().is_empty(), "it has ended");
    assert_eq!(found.len() as u64, 3 * COUNT + COUNT / 10);
    let mut hashes: Vec<_> = (0..COUNT).map(|n| hash(&n.to_string())).collect();
    hashes.sort_by_key(|hash| *hash.as_bytes());
    let mut expected: Vec<String> = (0..COUNT).map(|id| format!("user {id}")).collect();
    expected.extend(hashes.iter().map(|hash| format!("token {}", hash.id())));
    expected.extend(keys(0).keys().map(|key| format!("None {key}")));
    expected.extend((0..COUNT / 10).map(|id| format!("Some({id}) key")));
    let found: Vec<String> = found
        .iter()
        .map(|record| match record {
            Record::Account { account, .. } => account.key().to_string(),
            Record::Option { owner, key, .. } => format!("{:?} {key}", owner.user),
            other => panic!("a new kind: {other:?}"),
        })
        .collect();
    assert_eq!(found, expected);
}

pub async fn the_same_content_exports_the_same_bytes(f: &mut Fixture) {
    let memory = MemoryStore::new();
    fill(&memory).await;
    fill_otherwise(&*f.store()).await;
    let expected = lines(&exported(&memory).await);
    f.everywhere(async |store| {
        let found = lines(&exported(store).await);
        for (found, expected) in found.lines().zip(expected.lines()) {
            assert_eq!(found, expected);
        }
        assert!(found == expected, "one is longer");
    })
    .await;
    // What reads the lines and writes them to another store has the same again.
    let moved = MemoryStore::new();
    for line in lines(&exported(&*f.store()).await).lines() {
        match Record::from_json(line).unwrap() {
            Record::Account { portal, account } => {
                moved.accounts(&portal).add(account).await.unwrap();
            }
            Record::Option { owner, key, value } => {
                let option = [(key, value)].into_iter().collect();
                moved.options().set(&owner, option).await.unwrap();
            }
            Record::Table { portal, name, last } => {
                let changes = vec![reserve(&name, last)];
                moved.rows(&portal).write(changes).await.unwrap();
            }
            Record::Row { portal, table, row } => {
                moved
                    .rows(&portal)
                    .write(vec![put(&table, row)])
                    .await
                    .unwrap();
            }
            other => panic!("a new kind: {other:?}"),
        }
    }
    assert!(lines(&exported(&moved).await) == expected);
}

pub async fn an_export_is_of_one_moment(f: &mut Fixture) {
    let store = f.store();
    fill(&*store).await;
    let before = lines(&exported(&*store).await);
    let mut export = store.export().await.unwrap();
    let mut second = store.export().await.unwrap();
    // The first is read before anything of the second is, and between the changes.
    let mut found = export.next().await.unwrap();
    assert!(!found.is_empty());
    let other = f.another().await;
    for (number, store) in [&store, &other].into_iter().enumerate() {
        for portal in PORTALS.into_iter().chain(["0", "zzz"]) {
            let accounts = store.accounts(portal);
            for kind in AccountKind::ALL {
                let page = accounts.list(kind, None, 1).await.unwrap();
                if let Some(account) = page.first() {
                    accounts.remove(account.key()).await.unwrap();
                }
            }
            let mut renamed = user(100);
            renamed.name = number.to_string();
            accounts.put(renamed).await.unwrap();
            accounts.put(user(50 + number as u64)).await.unwrap();
            let rows = store.rows(portal);
            let value = json!(number);
            let changes = ["b", "new", "é"].map(|name| insert(name, None, value.clone()));
            rows.write(changes.to_vec()).await.unwrap();
            if PORTALS.contains(&portal) && !tables_of(portal).is_empty() {
                let table = rows.table::<serde_json::Value>("B");
                table.delete([2, 10][number]).await.unwrap();
                table
                    .change(9, |value| *value = json!(number))
                    .await
                    .unwrap();
            }
            let options = store.options();
            options
                .forget(&owner(portal, ["b", "B"][number], None).application)
                .await
                .unwrap();
            for (owner, array) in options_of(portal).into_iter().rev().step_by(3) {
                let changed = array.into_iter().map(|(key, _)| (key, number.to_string()));
                let new = (format!("new {number}"), String::new());
                let pairs = changed.map(|(key, value)| (key.to_string(), value));
                options
                    .set(&owner, pairs.chain([new]).collect())
                    .await
                    .unwrap();
            }
        }
    }
    loop {
        let page = export.next().await.unwrap();
        if page.is_empty() {
            break;
        }
        found.extend(page);
    }
    assert!(lines(&found) == before, "the first saw what came later");
    let mut found = Vec::new();
    loop {
        let page = second.next().await.unwrap();
        if page.is_empty() {
            break;
        }
        found.extend(page);
    }
    assert!(lines(&found) == before, "the second saw what came later");
    let after = lines(&exported(&*store).await);
    assert!(after != before, "nothing changed");
    // One that is not read to its end is in nobody's way.
    let mut unread = store.export().await.unwrap();
    unread.next().await.unwrap();
    drop(unread);
    f.everywhere(async |store| assert!(lines(&exported(store).await) == after))
        .await;
    for account in each_kind() {
        f.store().accounts("end").put(account).await.unwrap();
    }
}
