//! Rows: what is written, found and refused.

use bitrix_rest_methods::Rows;
use bitrix_rest_methods::rows::{Row, RowChange, Stored};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::fixture::{Fixture, changed, conflict, exported, missing, unstorable};

const PORTAL: &str = "my-portal";
const TABLE: &str = "demo.item";

pub fn insert(table: &str, key: Option<&str>, value: Value) -> RowChange {
    RowChange::Insert {
        table: table.into(),
        key: key.map(Into::into),
        value,
    }
}

fn update(id: u64, version: Option<u64>, key: Option<&str>, value: Value) -> RowChange {
    RowChange::Update {
        table: TABLE.into(),
        id,
        version,
        key: key.map(Into::into),
        value,
    }
}

fn delete(id: u64, version: Option<u64>) -> RowChange {
    RowChange::Delete {
        table: TABLE.into(),
        id,
        version,
    }
}

pub fn row(id: u64, version: u64, key: Option<&str>, value: Value) -> Row {
    Row {
        id,
        version,
        key: key.map(Into::into),
        value,
    }
}

async fn write_one(rows: &Rows, change: RowChange) -> u64 {
    rows.write(vec![change]).await.unwrap()[0]
}

/// All rows of a table.
async fn all(rows: &Rows, table: &str) -> Vec<Row> {
    rows.list(table, 0, usize::MAX).await.unwrap()
}

pub async fn rows_come_back_as_they_were(f: &mut Fixture) {
    let nested = |depth| (0..depth).fold(json!(1), |value, _| json!([value]));
    let values = [
        json!(null),
        json!({}),
        json!([]),
        json!({"z": 1, "a": {"10": [], "05": {}}, "": "\0\u{10ffff}\"\\"}),
        json!([
            1,
            1.0,
            -0.0,
            0.1 + 0.2,
            5e-324,
            f64::MAX,
            2.2250738585072014e-308
        ]),
        json!([i64::MIN, i64::MAX, u64::MAX, 9_007_199_254_740_993_u64]),
        json!("x".repeat(1 << 20)),
        nested(100),
    ];
    let rows = f.store().rows(PORTAL);
    let keys = [
        None,
        Some(""),
        Some("a"),
        Some("A"),
        Some("é"),
        Some("e\u{301}"),
        None,
        Some("10"),
    ];
    let mut expected = Vec::new();
    for (value, key) in values.into_iter().zip(keys) {
        let id = write_one(&rows, insert(TABLE, key, value.clone())).await;
        expected.push(row(id, 1, key, value));
    }
    f.everywhere(async |store| {
        let rows = store.rows(PORTAL);
        let found = all(&rows, TABLE).await;
        // As text, too: -0.0 equals 0.0.
        assert_eq!(format!("{found:?}"), format!("{expected:?}"));
        for row in &expected {
            let found = rows.get(TABLE, row.id).await.unwrap();
            assert_eq!(found.as_ref(), Some(row));
            if let Some(key) = &row.key {
                assert_eq!(rows.find(TABLE, key).await.unwrap().as_ref(), Some(row));
            }
        }
        assert_eq!(rows.find(TABLE, "nobody's").await.unwrap(), None);
        store.verify().await.unwrap();
    })
    .await;
}

pub async fn ids_are_never_used_twice(f: &mut Fixture) {
    let rows = f.store().rows(PORTAL);
    let three = vec![insert(TABLE, None, json!(1)); 3];
    assert_eq!(rows.write(three).await.unwrap(), [1, 2, 3]);
    rows.write(vec![delete(3, None), delete(2, Some(1))])
        .await
        .unwrap();
    f.everywhere(async |store| {
        let rows = store.rows(PORTAL);
        let id = write_one(&rows, insert(TABLE, None, json!(2))).await;
        assert!(id > 3, "{id}");
        rows.write(vec![delete(id, None)]).await.unwrap();
        // Each table and each portal counts for itself.
        let elsewhere = store.rows("another-portal");
        for (rows, table) in [(&rows, "demo.other"), (&elsewhere, TABLE)] {
            let last = all(rows, table).await.last().map_or(0, |row| row.id);
            assert_eq!(
                write_one(rows, insert(table, None, json!(1))).await,
                last + 1
            );
        }
    })
    .await;
    assert_eq!(all(&f.store().rows(PORTAL), TABLE).await.len(), 1);
}

pub async fn a_key_has_one_row(f: &mut Fixture) {
    let rows = f.store().rows(PORTAL);
    rows.write(vec![
        insert(TABLE, Some("a"), json!(1)),
        insert(TABLE, Some("b"), json!(2)),
        insert(TABLE, None, json!(3)),
        insert(TABLE, None, json!(4)),
        // Of another table it is another key.
        insert("demo.other", Some("a"), json!(5)),
    ])
    .await
    .unwrap();
    let said = conflict(rows.write(vec![insert(TABLE, Some("a"), json!(9))]).await);
    assert!(said.contains("`a`") && said.contains(TABLE), "{said}");
    conflict(rows.write(vec![update(2, None, Some("a"), json!(9))]).await);
    // One that keeps its key, one that loses it, and one that takes it over.
    rows.write(vec![
        update(1, None, Some("a"), json!(10)),
        update(2, Some(1), None, json!(20)),
        update(3, None, Some("b"), json!(30)),
    ])
    .await
    .unwrap();
    rows.write(vec![delete(1, None), insert(TABLE, Some("a"), json!(50))])
        .await
        .unwrap();
    f.everywhere(async |store| {
        let rows = store.rows(PORTAL);
        let id = async |key| rows.find(TABLE, key).await.unwrap().map(|row| row.id);
        assert_eq!((id("a").await, id("b").await), (Some(5), Some(3)));
        assert_eq!(
            all(&rows, TABLE).await,
            [
                row(2, 2, None, json!(20)),
                row(3, 2, Some("b"), json!(30)),
                row(4, 1, None, json!(4)),
                row(5, 1, Some("a"), json!(50)),
            ]
        );
    })
    .await;
}

pub async fn a_row_that_was_changed_is_not_written_over(f: &mut Fixture) {
    let rows = f.store().rows(PORTAL);
    write_one(&rows, insert(TABLE, Some("a"), json!(1))).await;
    assert_eq!(
        write_one(&rows, update(1, Some(1), Some("a"), json!(2))).await,
        1
    );
    for stale in [0, 1, 3, u64::MAX] {
        let said = changed(
            rows.write(vec![update(1, Some(stale), None, json!(9))])
                .await,
        );
        assert!(said.contains("row 1"), "{said}");
        changed(rows.write(vec![delete(1, Some(stale))]).await);
    }
    for id in [0, 2, i64::MAX as u64, u64::MAX] {
        missing(rows.write(vec![update(id, None, None, json!(9))]).await);
        missing(rows.write(vec![update(id, Some(1), None, json!(9))]).await);
        missing(rows.write(vec![delete(id, None)]).await);
        assert_eq!(rows.get(TABLE, id).await.unwrap(), None);
        assert_eq!(rows.get("none", id).await.unwrap(), None);
    }
    f.everywhere(async |store| {
        let rows = store.rows(PORTAL);
        assert_eq!(all(&rows, TABLE).await, [row(1, 2, Some("a"), json!(2))]);
    })
    .await;
    rows_of(f).write(vec![delete(1, Some(2))]).await.unwrap();
    assert_eq!(all(&rows_of(f), TABLE).await, []);
}

fn rows_of(f: &Fixture) -> Rows {
    f.store().rows(PORTAL)
}

pub async fn changes_of_rows_are_made_all_or_none(f: &mut Fixture) {
    let rows = f.store().rows(PORTAL);
    rows.write(vec![
        insert(TABLE, Some("a"), json!(1)),
        insert(TABLE, Some("b"), json!(2)),
    ])
    .await
    .unwrap();
    let before = exported(&*f.store()).await;
    let good = || {
        vec![
            insert(TABLE, Some("c"), json!(3)),
            insert("demo.other", None, json!(4)),
            update(1, Some(1), None, json!(5)),
            // The key that was just given up.
            update(2, None, Some("a"), json!(6)),
            delete(2, Some(2)),
            insert(TABLE, Some("b"), json!(7)),
        ]
    };
    let mut failing = good();
    failing.push(insert(TABLE, Some("c"), json!(9)));
    conflict(rows.write(failing).await);
    let mut failing = good();
    failing.push(delete(2, None));
    missing(rows.write(failing).await);
    let mut failing = good();
    failing.insert(0, insert("", None, json!(9)));
    unstorable(rows.write(failing).await);
    f.everywhere(async |store| {
        assert_eq!(exported(store).await, before);
        let nothing = store.rows(PORTAL).write(Vec::new()).await.unwrap();
        assert!(nothing.is_empty(), "{nothing:?}");
        assert_eq!(exported(store).await, before);
    })
    .await;
    assert_eq!(rows_of(f).write(good()).await.unwrap(), [3, 1, 1, 2, 2, 4]);
    f.everywhere(async |store| {
        let rows = store.rows(PORTAL);
        let found = all(&rows, TABLE).await;
        let expected = [
            row(1, 2, None, json!(5)),
            row(3, 1, Some("c"), json!(3)),
            row(4, 1, Some("b"), json!(7)),
        ];
        assert_eq!(found, expected);
        assert_eq!(all(&rows, "demo.other").await, [row(1, 1, None, json!(4))]);
    })
    .await;
}

pub async fn pages_of_rows_cover_everything_once(f: &mut Fixture) {
    let rows = f.store().rows(PORTAL);
    let many = (1..=1203).map(|number| insert(TABLE, None, json!(number)));
    rows.write(many.collect()).await.unwrap();
    // Neighbours that pages must not run into.
    for (portal, table) in [
        ("my-porta", TABLE),
        ("my-portal2", TABLE),
        (PORTAL, "demo.ite"),
    ] {
        let neighbour = f.store().rows(portal);
        neighbour
            .write(vec![insert(table, None, json!(0)); 3])
            .await
            .unwrap();
    }
    let gone = (1..=1203)
        .filter(|id| id % 7 == 0)
        .map(|id| delete(id, None));
    rows.write(gone.collect()).await.unwrap();
    let expected: Vec<u64> = (1..=1203).filter(|id| id % 7 != 0).collect();
    f.everywhere(async |store| {
        let rows = store.rows(PORTAL);
        for limit in [1, 100, 5000] {
            let (mut ids, mut after) = (Vec::new(), 0);
            loop {
                let page = rows.list(TABLE, after, limit).await.unwrap();
                assert!(page.len() <= limit);
                let Some(last) = page.last() else { break };
                after = last.id;
                ids.extend(page.iter().map(|row| row.id));
            }
            assert_eq!(ids, expected, "by {limit}");
        }
        assert_eq!(rows.list(TABLE, 0, 0).await.unwrap(), []);
        assert_eq!(rows.list(TABLE, 1203, 10).await.unwrap(), []);
        assert_eq!(rows.list(TABLE, u64::MAX, 10).await.unwrap(), []);
        let table = rows.table::<u64>(TABLE);
        assert_eq!(table.count().await.unwrap(), 1032);
        let all: Vec<u64> = table
            .all()
            .await
            .unwrap()
            .iter()
            .map(|row| row.value)
            .collect();
        assert_eq!(all, expected);
    })
    .await;
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Item {
    title: String,
    price: f64,
}

pub async fn a_table_has_values_of_a_type(f: &mut Fixture) {
    let item = |title: &str| Item {
        title: title.to_owned(),
        price: 0.1 + 0.2,
    };
    let table = f.store().rows(PORTAL).table::<Item>(TABLE);
    assert_eq!(table.insert(Some("a"), &item("one")).await.unwrap(), 1);
    assert_eq!(table.insert(None, &item("two")).await.unwrap(), 2);
    conflict(table.insert(Some("a"), &item("three")).await);
    let stale = table.find("a").await.unwrap().unwrap();
    let written = table.change(1, |item| item.title.push('!')).await.unwrap();
    let expected = Stored {
        id: 1,
        version: 2,
        key: Some("a".into()),
        value: item("one!"),
    };
    assert_eq!(written, Some(expected.clone()));
    // What changes nothing is not written.
    assert_eq!(
        table.change(1, |_| {}).await.unwrap(),
        Some(expected.clone())
    );
    assert_eq!(
        table.change(9, |item| item.title.clear()).await.unwrap(),
        None
    );
    changed(table.update(&stale).await);
    missing(table.delete(9).await);
    f.everywhere(async |store| {
        let table = store.rows(PORTAL).table::<Item>(TABLE);
        assert_eq!(table.get(1).await.unwrap(), Some(expected.clone()));
        assert_eq!(table.find("a").await.unwrap(), Some(expected.clone()));
        assert_eq!(table.list(1, 10).await.unwrap()[0].value, item("two"));
        // A value of another type is told, and not made up.
        let other = store.rows(PORTAL).table::<u64>(TABLE);
        let error = other.get(1).await.unwrap_err().to_string();
        assert!(error.contains("row 1 of table `demo.item`"), "{error}");
    })
    .await;
    let table = f.store().rows(PORTAL).table::<Item>(TABLE);
    table.delete(1).await.unwrap();
    assert_eq!(table.get(1).await.unwrap(), None);
    let rows = f.store().rows(PORTAL);
    let changes = vec![
        table.inserting(Some("a"), &item("new")).unwrap(),
        table.deleting(2, Some(1)),
    ];
    assert_eq!(rows.write(changes).await.unwrap(), [3, 2]);
}
