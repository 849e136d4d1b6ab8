//! Rows: names and bounds, imports, many at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bitrix_rest_methods::rows::{Row, RowChange, Table};
use bitrix_rest_methods::{Rows, StoreError};
use serde_json::{Value, json};

use crate::fixture::{Fixture, conflict, exported, unstorable};
use crate::races::together;
use crate::rows::{insert, row};

const PORTAL: &str = "my-portal";
const TABLE: &str = "demo.item";
/// The largest id.
const LAST: u64 = (1 << 53) - 1;

fn put(table: &str, row: Row) -> RowChange {
    RowChange::Put {
        table: table.into(),
        row,
    }
}

fn reserve(last: u64) -> RowChange {
    RowChange::Reserve {
        table: TABLE.into(),
        last,
    }
}

async fn ids(rows: &Rows, table: &str) -> Vec<u64> {
    let all = rows.list(table, 0, usize::MAX).await.unwrap();
    all.iter().map(|row| row.id).collect()
}

pub async fn names_of_rows_have_bounds(f: &mut Fixture) {
    let deep = (0..101).fold(json!(1), |value, _| json!({ "a": value }));
    let long = "a".repeat(256);
    for name in ["", "a\0b", "\0", &long] {
        let rows = f.store().rows(PORTAL);
        unstorable(rows.write(vec![insert(name, None, json!(1))]).await);
        if !name.is_empty() {
            unstorable(rows.write(vec![insert(TABLE, Some(name), json!(1))]).await);
            let nobody = f.store().rows(name);
            unstorable(nobody.write(vec![insert(TABLE, None, json!(1))]).await);
            assert_eq!(nobody.get(TABLE, 1).await.unwrap(), None);
            assert_eq!(nobody.find(TABLE, "a").await.unwrap(), None);
            assert_eq!(nobody.list(TABLE, 0, 10).await.unwrap(), []);
            assert_eq!(rows.find(TABLE, name).await.unwrap(), None);
        }
        // What cannot be written is not there.
        assert_eq!(rows.get(name, 1).await.unwrap(), None);
        assert_eq!(rows.find(name, "a").await.unwrap(), None);
        assert_eq!(rows.list(name, 0, 10).await.unwrap(), []);
        assert_eq!(rows.count(name).await.unwrap(), 0);
    }
    let rows = f.store().rows(PORTAL);
    unstorable(rows.write(vec![insert(TABLE, None, deep)]).await);
    for id in [0, LAST + 1, i64::MAX as u64, u64::MAX] {
        unstorable(
            rows.write(vec![put(TABLE, row(id, 1, None, json!(1)))])
                .await,
        );
        unstorable(
            rows.write(vec![put(TABLE, row(1, id, None, json!(1)))])
                .await,
        );
        unstorable(rows.write(vec![reserve(id)]).await);
    }
    f.everywhere(async |store| {
        assert!(exported(store).await.is_empty());
    })
    .await;
}

pub async fn tables_are_apart(f: &mut Fixture) {
    let long = "é".repeat(127);
    let names = [
        "a",
        "A",
        "a ",
        "a.b",
        "a\u{1}",
        "%",
        "_",
        "'; DROP TABLE rest_rows; --",
        "\"",
        "e\u{301}",
        "\u{e9}",
        "\u{ffff}",
        "\u{10000}",
        &long,
    ];
    let portals = ["", "p", "P", "p "];
    for (number, portal) in portals.into_iter().enumerate() {
        let rows = f.store().rows(portal);
        for name in names {
            let key = Some(name);
            let changes = vec![insert(name, key, json!([portal, name])); 1];
            assert_eq!(rows.write(changes).await.unwrap(), [1], "{number} {name}");
        }
    }
    f.everywhere(async |store| {
        for portal in portals {
            let rows = store.rows(portal);
            assert_eq!(&**rows.portal(), portal);
            for name in names {
                let expected = row(1, 1, Some(name), json!([portal, name]));
                assert_eq!(rows.list(name, 0, 10).await.unwrap().len(), 1);
                assert_eq!(rows.count(name).await.unwrap(), 1);
                assert_eq!(rows.find(name, name).await.unwrap(), Some(expected));
            }
        }
        store.verify().await.unwrap();
    })
    .await;
}

pub async fn rows_are_put_as_they_were_exported(f: &mut Fixture) {
    let rows = f.store().rows(PORTAL);
    let first = vec![
        reserve(20),
        put(TABLE, row(3, 7, Some("c"), json!(3))),
        put(TABLE, row(9, 1, None, json!(9))),
        put("demo.other", row(2, 1, Some("c"), json!(2))),
    ];
    assert_eq!(rows.write(first).await.unwrap(), [20, 3, 9, 2]);
    // Again, and replaced; a counter never falls.
    let again = vec![
        reserve(1),
        put(TABLE, row(9, 5, Some("d"), json!("new"))),
        insert(TABLE, None, json!("next")),
        put(TABLE, row(30, 1, None, json!(30))),
        insert(TABLE, None, json!("last")),
        insert("demo.other", None, json!("other")),
    ];
    assert_eq!(rows.write(again).await.unwrap(), [1, 9, 21, 30, 31, 3]);
    conflict(
        rows.write(vec![put(TABLE, row(4, 1, Some("c"), json!(4)))])
            .await,
    );
    f.everywhere(async |store| {
        let rows = store.rows(PORTAL);
        let found = rows.list(TABLE, 0, 10).await.unwrap();
        let expected = [
            row(3, 7, Some("c"), json!(3)),
            row(9, 5, Some("d"), json!("new")),
            row(21, 1, None, json!("next")),
            row(30, 1, None, json!(30)),
            row(31, 1, None, json!("last")),
        ];
        assert_eq!(found, expected);
        store.verify().await.unwrap();
    })
    .await;
    // A table whose ids are all given out has no other.
    let rows = f.store().rows(PORTAL);
    rows.write(vec![reserve(LAST - 1)]).await.unwrap();
    assert_eq!(
        rows.write(vec![insert(TABLE, None, json!(1))])
            .await
            .unwrap(),
        [LAST]
    );
    unstorable(rows.write(vec![insert(TABLE, None, json!(1))]).await);
    assert_eq!(
        ids(&f.store().rows(PORTAL), TABLE).await.last(),
        Some(&LAST)
    );
}

pub async fn rows_inserted_at_once_have_different_ids(f: &mut Fixture) {
    let stores = [f.store(), f.another().await];
    let ended = Arc::new(AtomicBool::new(false));
    // Whoever reads on from the last id that was seen misses none.
    let reader = {
        let (rows, ended) = (stores[1].rows(PORTAL), ended.clone());
        tokio::spawn(async move {
            let (mut seen, mut last) = (Vec::new(), false);
            loop {
                let after = seen.last().copied().unwrap_or(0);
                let page = rows.list(TABLE, after, 7).await.unwrap();
                if page.is_empty() && last {
                    return seen;
                }
                last = ended.load(Ordering::Acquire);
                seen.extend(page.iter().map(|row| row.id));
                tokio::task::yield_now().await;
            }
        })
    };
    let given = together(16, |task| {
        let rows = stores[task % 2].rows(PORTAL);
        async move {
            let mut given = Vec::new();
            for round in 0..5 {
                let mut pair = vec![
                    insert(TABLE, None, json!([task, round])),
                    insert("demo.other", None, json!(task)),
                    insert(TABLE, None, json!([task, round])),
                ];
                // In another order, so that two wait for each other's counters.
                pair.rotate_left(task % 2);
                let ids = rows.write(pair).await?;
                given.extend([ids[task % 2], ids[2]]);
            }
            Ok::<_, StoreError>(given)
        }
    })
    .await;
    ended.store(true, Ordering::Release);
    let mut given: Vec<u64> = given.into_iter().flat_map(Result::unwrap).collect();
    given.sort_unstable();
    let expected: Vec<u64> = (1..=160).collect();
    assert_eq!(given, expected);
    assert_eq!(reader.await.unwrap(), expected);
    f.everywhere(async |store| {
        let rows = store.rows(PORTAL);
        assert_eq!(ids(&rows, TABLE).await, expected);
        assert_eq!(ids(&rows, "demo.other").await.len(), 80);
    })
    .await;
}

pub async fn no_change_of_a_row_is_lost(f: &mut Fixture) {
    let stores = [f.store(), f.another().await];
    let table = f.store().rows(PORTAL).table::<u64>(TABLE);
    table.insert(Some("counter"), &0).await.unwrap();
    let results = together(8, |task| {
        let table = stores[task % 2].rows(PORTAL).table::<u64>(TABLE);
        async move {
            for _ in 0..10 {
                table.change(1, |number| *number += 1).await?;
            }
            Ok::<_, StoreError>(())
        }
    })
    .await;
    results.into_iter().for_each(Result::unwrap);
    f.everywhere(async |store| {
        let rows = store.rows(PORTAL);
        let found = rows.get(TABLE, 1).await.unwrap();
        assert_eq!(found, Some(row(1, 81, Some("counter"), json!(80))));
    })
    .await;
}

/// What a change fails with.
#[derive(Debug, Clone, PartialEq)]
enum TakeError {
    TooFew(u64),
    Store(String),
}

impl From<StoreError> for TakeError {
    fn from(error: StoreError) -> Self {
        Self::Store(error.to_string())
    }
}

/// Takes so many of what is left in row 1, and answers the number that it has then.
async fn take(table: &Table<u64>, wanted: u64) -> Result<Option<u64>, TakeError> {
    let changed = table.try_change::<TakeError>(1, |left| {
        // Even if it has changed the value before it fails.
        let before = std::mem::replace(left, 1000);
        *left = before
            .checked_sub(wanted)
            .ok_or(TakeError::TooFew(before))?;
        Ok(())
    });
    Ok(changed.await?.map(|row| row.value))
}

pub async fn a_change_that_fails_writes_nothing(f: &mut Fixture) {
    let table = f.store().rows(PORTAL).table::<u64>(TABLE);
    assert_eq!(take(&table, 1).await, Ok(None));
    table.insert(Some("left"), &5).await.unwrap();
    assert_eq!(take(&table, 6).await, Err(TakeError::TooFew(5)));
    assert_eq!(take(&table, 3).await, Ok(Some(2)));
    assert_eq!(take(&table, 3).await, Err(TakeError::TooFew(2)));
    f.everywhere(async |store| {
        let found = store.rows(PORTAL).get(TABLE, 1).await.unwrap();
        assert_eq!(found, Some(row(1, 2, Some("left"), json!(2))));
    })
    .await;
    // Errors of the store come back as well.
    let rows = f.store().rows(PORTAL);
    let text = rows.table::<String>(TABLE);
    text.insert(None, &"three".to_owned()).await.unwrap();
    let unreadable = text.try_change::<TakeError>(1, |_| Ok(())).await;
    let Err(TakeError::Store(error)) = unreadable else {
        panic!("{unreadable:?}")
    };
    assert!(error.contains("row 1 of table `demo.item`"), "{error}");
}

pub async fn of_many_who_take_nobody_takes_what_another_has(f: &mut Fixture) {
    let stores = [f.store(), f.another().await];
    let table = f.store().rows(PORTAL).table::<u64>(TABLE);
    table.insert(None, &50).await.unwrap();
    let results = together(8, |task| {
        let table = stores[task % 2].rows(PORTAL).table::<u64>(TABLE);
        async move {
            let mut results = Vec::new();
            for _ in 0..10 {
                results.push(take(&table, 1).await);
            }
            results
        }
    })
    .await;
    let results = results.into_iter().flatten();
    let (taken, refused): (Vec<_>, Vec<_>) = results.partition(Result::is_ok);
    let mut taken: Vec<u64> = taken.into_iter().flatten().flatten().collect();
    taken.sort_unstable();
    assert_eq!(taken, (0..50).collect::<Vec<_>>());
    assert_eq!(refused, vec![Err(TakeError::TooFew(0)); 30]);
    f.everywhere(async |store| {
        let found = store.rows(PORTAL).get(TABLE, 1).await.unwrap();
        assert_eq!(found, Some(row(1, 51, None, json!(0))));
    })
    .await;
}

pub async fn of_many_who_take_a_key_one_succeeds(f: &mut Fixture) {
    let stores = [f.store(), f.another().await];
    let results = together(12, |task| {
        let rows = stores[task % 2].rows(PORTAL);
        async move {
            let value: Value = json!(task);
            rows.write(vec![insert(TABLE, Some("one"), value)]).await
        }
    })
    .await;
    let (won, lost): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
    assert_eq!(won.len(), 1);
    lost.into_iter().for_each(|result| drop(conflict(result)));
    f.everywhere(async |store| {
        assert_eq!(ids(&store.rows(PORTAL), TABLE).await, [1]);
    })
    .await;
}
