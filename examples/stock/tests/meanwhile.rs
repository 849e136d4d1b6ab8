//! What others do between the reading of parts and their writing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::{Arc, Mutex};

use bitrix_rest::object::{Ask, field};
use bitrix_rest::{BoxFuture, CallError, Method};
use bitrix_rest_methods::rows::{Row, RowChange, RowStore};
use bitrix_rest_methods::{MemoryStore, Rows, Store, StoreError};
use serde_json::json;
use stock::{Part, StockError, StockPartUpdate, api};

/// A store to which somebody else writes first.
struct Raced {
    rows: Rows,
    quicker: Mutex<Option<RowChange>>,
}

impl RowStore for Raced {
    fn portal(&self) -> &Arc<str> {
        self.rows.portal()
    }

    fn get<'a>(
        &'a self,
        table: &'a str,
        id: u64,
    ) -> BoxFuture<'a, Result<Option<Row>, StoreError>> {
        self.rows.get(table, id)
    }

    fn find<'a>(
        &'a self,
        table: &'a str,
        key: &'a str,
    ) -> BoxFuture<'a, Result<Option<Row>, StoreError>> {
        self.rows.find(table, key)
    }

    fn list<'a>(
        &'a self,
        table: &'a str,
        after: u64,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<Row>, StoreError>> {
        self.rows.list(table, after, limit)
    }

    fn count<'a>(&'a self, table: &'a str) -> BoxFuture<'a, Result<u64, StoreError>> {
        self.rows.count(table)
    }

    fn write(&self, changes: Vec<RowChange>) -> BoxFuture<'_, Result<Vec<u64>, StoreError>> {
        Box::pin(async move {
            let quicker = self.quicker.lock().unwrap().take();
            if let Some(change) = quicker {
                self.rows.write(vec![change]).await?;
            }
            self.rows.write(changes).await
        })
    }
}

/// Two parts, 1 and 2, each with a place and a supplier.
async fn stocked() -> Rows {
    let rows = MemoryStore::new().rows("stock");
    for name in ["Pipe", "Valve"] {
        let place = json!({"room": "hall", "shelf": 1});
        let part = json!({"name": name, "place": place, "supplierId": 2});
        let part: Part = serde_json::from_value(part).unwrap();
        rows.table("stock.part").insert(None, &part).await.unwrap();
    }
    rows
}

/// Updates parts, while somebody makes this change first.
async fn update<M>(rows: &Rows, quicker: RowChange, request: M) -> Result<bool, CallError>
where
    M: Method<Outcome = Result<bool, StockError>>,
{
    let raced = Rows::new(Arc::new(Raced {
        rows: rows.clone(),
        quicker: Mutex::new(Some(quicker)),
    }));
    let api = api(raced).unwrap();
    api.call(request).by_user(1).with_scope("stock").await
}

async fn part(rows: &Rows, id: u64) -> Part {
    let stored = rows.table::<Part>("stock.part").get(id).await.unwrap();
    stored.unwrap().value
}

/// What somebody makes of a part.
async fn changing(rows: &Rows, id: u64, change: impl FnOnce(&mut Part)) -> RowChange {
    let table = rows.table::<Part>("stock.part");
    let mut row = table.get(id).await.unwrap().unwrap();
    change(&mut row.value);
    table.updating(&row).unwrap()
}

// Before, that was no error.
#[tokio::test]
async fn a_part_that_is_gone_is_not_changed() {
    let rows = stocked().await;
    let gone = rows.table::<Part>("stock.part").deleting(1, None);
    let request = StockPartUpdate {}
        .ask()
        .by_id(1)
        .fields(json!({"quantity": 5}));
    let refused = update(&rows, gone, request).await.unwrap_err();
    assert_eq!(
        refused.code(),
        "BITRIX_REST_V3_EXCEPTION_ENTITYNOTFOUNDEXCEPTION"
    );
    // Of those that conditions mean, it is none any more.
    let gone = rows.table::<Part>("stock.part").deleting(2, None);
    let request = StockPartUpdate {}.ask().by_filter(field("quantity").eq(0));
    let request = request.fields(json!({"quantity": 5}));
    assert!(update(&rows, gone, request).await.unwrap());
}

#[tokio::test]
async fn no_change_of_anybody_is_lost() {
    let rows = stocked().await;
    let renamed = changing(&rows, 2, |part| part.name = "Ball valve".to_owned()).await;
    let request = StockPartUpdate {}
        .ask()
        .by_filter(field("supplierId").eq(2));
    let request = request.fields(json!({"quantity": 5}));
    assert!(update(&rows, renamed, request).await.unwrap());
    let part = part(&rows, 2).await;
    assert_eq!((part.name.as_str(), part.quantity), ("Ball valve", 5));
}

// Before, those that came earlier were changed.
#[tokio::test]
async fn a_rule_that_a_part_breaks_by_then_keeps_all_from_being_changed() {
    let rows = stocked().await;
    let moved = changing(&rows, 2, |part| part.place = None).await;
    let request = StockPartUpdate {}
        .ask()
        .by_filter(field("supplierId").eq(2));
    let request = request.fields(json!({"supplierId": null}));
    let refused = update(&rows, moved, request).await.unwrap_err();
    assert_eq!(
        refused.code(),
        "BITRIX_REST_V3_EXCEPTION_VALIDATION_DTOVALIDATIONEXCEPTION"
    );
    for id in [1, 2] {
        assert_eq!(part(&rows, id).await.supplier_id, Some(2), "{id}");
    }
}
