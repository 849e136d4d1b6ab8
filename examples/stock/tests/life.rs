//! The life of parts, by typed requests in process.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use bitrix_rest::object::{Ask, Conditions, Direction, Selected, field};

use bitrix_rest::{CallError, Callable, RestApi, TestCall};
use bitrix_rest_methods::{MemoryStore, Store};
use serde_json::{Value, json};
use stock::{
    Part, Place, StockPartAdd, StockPartDelete, StockPartFieldGet, StockPartFieldList,
    StockPartGet, StockPartList, StockPartTail, StockPartTake, StockPartUpdate, Supplier, Unit,
    api, seed,
};

/// What there is no such part is told by.
const NOT_FOUND: &str = "BITRIX_REST_V3_EXCEPTION_ENTITYNOTFOUNDEXCEPTION";
/// What a broken rule is told by.
const INVALID: &str = "BITRIX_REST_V3_EXCEPTION_VALIDATION_DTOVALIDATIONEXCEPTION";

#[derive(Clone)]
struct Stock(RestApi);

impl Stock {
    /// Without parts.
    async fn empty() -> Self {
        let rows = MemoryStore::new().rows("stock");
        seed(&rows).await.unwrap();
        // Twice is once.
        seed(&rows).await.unwrap();
        Self(api(rows).unwrap())
    }

    /// Four parts of two suppliers.
    async fn filled() -> Self {
        let stock = Self::empty().await;
        for (name, quantity, supplier) in [
            ("Bolt", 40, 1),
            ("Nut", 3, 1),
            ("Pipe", 4, 2),
            ("Valve", 0, 2),
        ] {
            let fields = json!({"name": name, "quantity": quantity, "supplierId": supplier});
            stock.add(fields).await.unwrap();
        }
        stock
    }

    fn call<M: Callable>(&self, request: M) -> TestCall<M> {
        self.0.call(request).by_user(1).with_scope("stock")
    }

    async fn add(&self, fields: Value) -> Result<u64, CallError> {
        let added = self.call(StockPartAdd {}.ask().fields(fields)).await?;
        Ok(added.0)
    }

    async fn get(&self, id: u64) -> Result<Part, CallError> {
        Ok(self.call(StockPartGet { id }).await?.0.into_row())
    }

    async fn update(&self, id: u64, fields: Value) -> Result<bool, CallError> {
        let request = StockPartUpdate {}.ask().by_id(id).fields(fields);
        self.call(request).await
    }

    async fn update_all(&self, which: Conditions, fields: Value) -> Result<bool, CallError> {
        let request = StockPartUpdate {}.ask().by_filter(which).fields(fields);
        self.call(request).await
    }

    /// Names, in the order of the list.
    async fn names(&self, which: Conditions) -> Vec<String> {
        let by = [
            ("quantity", Direction::Ascending),
            ("name", Direction::Descending),
        ];
        let request = StockPartList {}.ask().filter(which).order(by);
        names(self.call(request).await.unwrap().items())
    }
}

fn names(parts: &[Selected<Part>]) -> Vec<String> {
    let names = parts.iter().map(|part| part.row().name.clone());
    names.collect()
}

// Proves: P-165, P-187
#[tokio::test]
async fn what_is_left_out_is_as_default_has_it() {
    let stock = Stock::empty().await;
    let fields = json!({"name": "Hose", "unit": "metre", "place": {"room": "cellar", "shelf": 2}});
    let id = stock.add(fields).await.unwrap();
    let part = Part {
        id: 1,
        name: "Hose".to_owned(),
        unit: Unit::Metre,
        place: Some(Place {
            room: "cellar".to_owned(),
            shelf: 2,
        }),
        ..Part::default()
    };
    assert_eq!((id, stock.get(1).await.unwrap()), (1, part));
}

// Proves: P-175, P-177
#[tokio::test]
async fn a_supplier_is_answered_if_it_is_selected() {
    let stock = Stock::filled().await;
    let request = StockPartGet { id: 3 }
        .ask()
        .select(["name", "supplier.name"]);
    let part = stock.call(request).await.unwrap().0.into_row();
    let supplier = Supplier {
        name: "Bob's Pipes".to_owned(),
        ..Supplier::default()
    };
    assert_eq!((part.id, part.supplier), (0, Some(supplier)));
    assert_eq!(stock.get(3).await.unwrap().supplier, None);
    // One that is not there is none.
    stock.update(3, json!({"supplierId": 9})).await.unwrap();
    let request = StockPartGet { id: 3 }.ask().select(["supplier.name"]);
    let part = stock.call(request).await.unwrap().0.into_row();
    assert_eq!(part.supplier, None);
}

// Proves: P-178, P-183
#[tokio::test]
async fn parts_are_found_by_conditions() {
    let stock = Stock::filled().await;
    let few = field("quantity").lt(5);
    assert_eq!(stock.names(few.clone()).await, ["Valve", "Nut", "Pipe"]);
    assert_eq!(
        stock.names(few & field("supplierId").ne(1)).await,
        ["Valve", "Pipe"]
    );
    assert_eq!(stock.names(field("unit").eq("litre")).await.len(), 0);
}

// Proves: P-187
#[tokio::test]
async fn a_part_is_changed_by_its_id_and_many_by_conditions() {
    let stock = Stock::filled().await;
    let before = stock.get(2).await.unwrap();
    stock.update(2, json!({"name": "Hex nut"})).await.unwrap();
    let renamed = Part {
        name: "Hex nut".to_owned(),
        ..before
    };
    assert_eq!(stock.get(2).await.unwrap(), renamed);

    let of_bob = field("supplierId").eq(2);
    let refilled = stock.update_all(of_bob.clone(), json!({"quantity": 50}));
    refilled.await.unwrap();
    assert_eq!(
        stock.names(field("quantity").eq(50)).await,
        ["Valve", "Pipe"]
    );
    // That there is no such part is a mistake of who names one, and none of who sets conditions.
    let refused = stock.update(9, json!({"quantity": 1})).await.unwrap_err();
    assert_eq!(refused.code(), NOT_FOUND);
    let nobody = field("quantity").gt(50);
    assert!(
        stock
            .update_all(nobody, json!({"quantity": 1}))
            .await
            .unwrap()
    );
}

// Proves: P-170, P-197
#[tokio::test]
async fn a_part_has_a_place_or_a_supplier() {
    let stock = Stock::filled().await;
    let refused = stock.add(json!({"name": "Lost"})).await.unwrap_err();
    assert_eq!(refused.code(), INVALID);
    let place = json!({"room": "hall", "shelf": 1});
    stock.update(4, json!({"place": place})).await.unwrap();
    // A rule that one of them would break keeps all from being changed.
    let orphaned = stock.update_all(field("supplierId").eq(2), json!({"supplierId": null}));
    assert_eq!(orphaned.await.unwrap_err().code(), INVALID);
    assert_eq!(stock.get(4).await.unwrap().supplier_id, Some(2));
    stock.update(4, json!({"supplierId": null})).await.unwrap();
    assert_eq!(stock.get(4).await.unwrap().supplier_id, None);
}

// Proves: P-294
#[tokio::test]
async fn nobody_takes_what_is_not_there() {
    let stock = Stock::filled().await;
    let take = |id, quantity| stock.call(StockPartTake { id, quantity });
    assert_eq!(take(1, 3).await.unwrap(), 37);
    let refused = take(1, 38).await.unwrap_err();
    assert_eq!(
        (refused.code(), refused.error().status().as_u16()),
        ("TOO_FEW", 409)
    );
    assert_eq!(refused.error().to_string(), "only 37 left");
    assert_eq!(take(9, 1).await.unwrap_err().code(), NOT_FOUND);
    assert_eq!(stock.get(1).await.unwrap().quantity, 37);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_writes_at_the_same_time_loses_nothing() {
    let stock = Stock::filled().await;
    let mut tasks = Vec::new();
    for number in 0..50_u32 {
        let stock = stock.clone();
        tasks.push(tokio::spawn(async move {
            if number.is_multiple_of(10) {
                let shelf = number / 10 + 1;
                let place = json!({"room": "hall", "shelf": shelf});
                stock.update(1, json!({"place": place})).await.unwrap();
                return 0;
            }
            let taken = StockPartTake { id: 1, quantity: 1 };
            u32::from(stock.call(taken).await.is_ok())
        }));
    }
    let mut taken = 0;
    for task in tasks {
        taken += task.await.unwrap();
    }
    let part = stock.get(1).await.unwrap();
    assert_eq!((taken, part.quantity), (40, 0));
    assert_eq!(part.place.unwrap().room, "hall");
}

// Proves: P-185
#[tokio::test]
async fn parts_are_read_on_from_the_last_one() {
    let stock = Stock::filled().await;
    let mut read = Vec::new();
    loop {
        let last = read.last().map_or(0, |part: &Selected<Part>| part.row().id);
        let request = StockPartTail {}.ask();
        let request = request.after("id", last, Direction::Ascending, 3);
        let parts = stock.call(request).await.unwrap().0;
        if parts.is_empty() {
            break;
        }
        read.extend(parts);
    }
    assert_eq!(names(&read), ["Bolt", "Nut", "Pipe", "Valve"]);
}

// Proves: P-187
#[tokio::test]
async fn parts_are_deleted_by_id_or_by_conditions() {
    let stock = Stock::filled().await;
    let delete = |request| stock.call(request);
    delete(StockPartDelete {}.ask().by_id(1)).await.unwrap();
    assert_eq!(stock.get(1).await.unwrap_err().code(), NOT_FOUND);
    let again = delete(StockPartDelete {}.ask().by_id(1)).await;
    assert_eq!(again.unwrap_err().code(), NOT_FOUND);
    let few = StockPartDelete {}.ask().by_filter(field("quantity").lt(4));
    delete(few).await.unwrap();
    assert_eq!(stock.names(field("id").gt(0)).await, ["Pipe"]);
    // An id is never given twice.
    let fields = json!({"name": "Tap", "supplierId": 1});
    assert_eq!(stock.add(fields).await.unwrap(), 5);
}

// Proves: P-193
#[tokio::test]
async fn callers_can_ask_what_a_part_is() {
    let stock = Stock::empty().await;
    let fields = stock.call(StockPartFieldList {}).await.unwrap().0;
    let names: Vec<_> = fields
        .iter()
        .map(|field| field.row().name.clone())
        .collect();
    let all = [
        "id",
        "name",
        "quantity",
        "unit",
        "place",
        "supplierId",
        "supplier",
    ];
    assert_eq!(names, all);
    let name = "quantity".to_owned();
    let quantity = stock
        .call(StockPartFieldGet { name })
        .await
        .unwrap()
        .0
        .into_row();
    assert!(quantity.editable && quantity.filterable && quantity.sortable);
}
