//! The methods, each a function.

use std::collections::HashMap;

use bitrix_rest::object::{
    self, Add, Cursor, FieldInfo, Fields, Filter, Order, Select, Selected, Target, Update,
};
use bitrix_rest::{Created, Error, Exception, Item, Items, Page, Paged, State, rest_method};
use bitrix_rest_methods::rows::Stored;
use bitrix_rest_methods::{Rows, StoreError};

use crate::part::{parts, suppliers};
use crate::{Part, StockError};

/// How often parts are read again because somebody else changed one of them meanwhile. Of those who collide one gets through.
const ATTEMPTS: usize = 100;

/// Adds a part and answers its id.
///
/// # Examples
///
/// ```json
/// {"fields": {"name": "Bolt M8", "quantity": 40, "place": {"room": "cellar", "shelf": 2}, "supplierId": 1}}
/// ```
/// ```json
/// {"result": {"id": "…"}}
/// ```
#[rest_method("stock.part.add", scope = custom("stock"), versions(v3))]
pub async fn stock_part_add(
    State(rows): State<Rows>,
    fields: Fields<Part, Add>,
) -> Result<Created, StockError> {
    // What was sent, and of the rest the defaults.
    let part = fields.onto(&Part::default())?;
    let id = parts(&rows).insert(None, &part).await?;
    Ok(Created(id))
}

/// Changes a part, or all for which conditions hold: all of them, or none. Fields that are left out stay as they are.
#[rest_method("stock.part.update", scope = custom("stock"), versions(v3))]
pub async fn stock_part_update(
    State(rows): State<Rows>,
    target: Target<Part>,
    fields: Fields<Part, Update>,
) -> Result<bool, StockError> {
    let parts = parts(&rows);
    let mut attempt = 1;
    loop {
        let mut changes = Vec::new();
        for mut row in meant(&rows, &target).await? {
            row.value = fields.onto(&row.value)?;
            changes.push(parts.updating(&row)?);
        }
        match rows.write(changes).await {
            // Somebody else changed or deleted one of them since it was read: none was changed, and no change is lost.
            Err(StoreError::Changed(_) | StoreError::Missing(_)) if attempt < ATTEMPTS => {}
            written => return Ok(written.map(|_| true)?),
        }
        attempt += 1;
    }
}

/// Answers a part.
///
/// # Examples
///
/// ```json
/// {"id": 1, "select": ["name", "supplier.name"]}
/// ```
/// ```json
/// {"result": {"item": {"name": "Bolt M8", "supplier": {"name": "Ada's Bolts"}}}}
/// ```
#[rest_method("stock.part.get", scope = custom("stock"), versions(v3), read_only)]
pub async fn stock_part_get(
    State(rows): State<Rows>,
    select: Select<Part>,
    /// Which.
    #[param]
    id: u64,
) -> Result<Item<Selected<Part>>, StockError> {
    let part = found(&rows, id).await?.value;
    let view = view(&rows, select).await?;
    Ok(Item(view(part)))
}

/// Lists parts, 50 a page, by their ids unless another order is asked for.
#[rest_method("stock.part.list", scope = custom("stock"), versions(v3), read_only)]
pub async fn stock_part_list(
    State(rows): State<Rows>,
    select: Select<Part>,
    filter: Filter<Part>,
    order: Order<Part>,
    page: Page,
) -> Result<Paged<Selected<Part>>, StockError> {
    let mut parts = all(&rows).await?;
    parts.retain(|part| filter.accepts(part));
    order.sort(&mut parts);
    Ok(page.cut(parts).map(view(&rows, select).await?))
}

/// Reads on: the parts behind the last one that the caller has.
#[rest_method("stock.part.tail", scope = custom("stock"), versions(v3), read_only)]
pub async fn stock_part_tail(
    State(rows): State<Rows>,
    select: Select<Part>,
    filter: Filter<Part>,
    cursor: Cursor<Part>,
) -> Result<Items<Selected<Part>>, StockError> {
    let parts = all(&rows).await?.into_iter();
    let parts = cursor.take(parts.filter(|part| filter.accepts(part)));
    let view = view(&rows, select).await?;
    Ok(Items(parts.into_iter().map(view).collect()))
}

/// Takes some of a part, and answers how much is left.
///
/// # Examples
///
/// ```json
/// {"id": 1, "quantity": 1000}
/// ```
/// ```json
/// {"error": {"code": "TOO_FEW", "message": "…", "…": "…"}}
/// ```
#[rest_method("stock.part.take", scope = custom("stock"), versions(v3))]
pub async fn stock_part_take(
    State(rows): State<Rows>,
    /// Of which.
    #[param]
    id: u64,
    /// How much.
    #[param(range = 1..=1000)]
    quantity: u32,
) -> Result<u32, StockError> {
    // Of two who take the last one at the same time, one gets it.
    let parts = parts(&rows);
    let changed = parts.try_change::<StockError>(id, |part| {
        let left = part.quantity;
        let too_few = StockError::TooFew { left };
        part.quantity = left.checked_sub(quantity).ok_or(too_few)?;
        Ok(())
    });
    let changed = changed.await?.ok_or_else(|| no_part(id))?;
    Ok(changed.value.quantity)
}

/// Deletes a part, or all for which conditions hold when it is called.
#[rest_method("stock.part.delete", scope = custom("stock"), versions(v3))]
pub async fn stock_part_delete(
    State(rows): State<Rows>,
    target: Target<Part>,
) -> Result<bool, StockError> {
    for part in meant(&rows, &target).await? {
        match parts(&rows).delete(part.id).await {
            // Somebody else was quicker: it is gone.
            Ok(()) | Err(StoreError::Missing(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(true)
}

/// Describes the fields of a part.
#[rest_method("stock.part.field.list", scope = custom("stock"), versions(v3), read_only)]
pub async fn stock_part_field_list(
    select: Select<FieldInfo>,
) -> Result<Items<Selected<FieldInfo>>, Error> {
    Ok(object::field_list::<Part>(&select))
}

/// Describes a field of a part.
///
/// # Examples
///
/// ```json
/// {"name": "quantity", "select": ["type", "editable"]}
/// ```
/// ```json
/// {"result": {"item": {"type": "int", "editable": true}}}
/// ```
#[rest_method("stock.part.field.get", scope = custom("stock"), versions(v3), read_only)]
pub async fn stock_part_field_get(
    select: Select<FieldInfo>,
    /// Which field.
    #[param]
    name: String,
) -> Result<Item<Selected<FieldInfo>>, Error> {
    object::field_get::<Part>(&name, &select)
}

/// All parts, by id. They are read whole, since this stock is small. A large one would ask its database, with the feature
/// `sea-query` of `bitrix-rest`.
async fn all(rows: &Rows) -> Result<Vec<Part>, StockError> {
    let stored = all_stored(rows).await?.into_iter();
    Ok(stored.map(|row| row.value).collect())
}

/// The same with the versions that they have, for who writes them.
async fn all_stored(rows: &Rows) -> Result<Vec<Stored<Part>>, StockError> {
    let stored = parts(rows).all().await?;
    Ok(stored.into_iter().map(whole).collect())
}

async fn found(rows: &Rows, id: u64) -> Result<Stored<Part>, StockError> {
    let stored = parts(rows).get(id).await?;
    Ok(whole(stored.ok_or_else(|| no_part(id))?))
}

/// The id of a row stands beside its value.
fn whole(mut row: Stored<Part>) -> Stored<Part> {
    row.value.id = row.id;
    row
}

fn no_part(id: u64) -> Error {
    Exception::EntityNotFound(id.to_string()).into()
}

/// The part with an id, which must be there; or all for which conditions hold, which may be none.
async fn meant(rows: &Rows, target: &Target<Part>) -> Result<Vec<Stored<Part>>, StockError> {
    match target {
        Target::Id(id) => Ok(vec![found(rows, *id).await?]),
        Target::Filter(filter) => {
            let mut meant = all_stored(rows).await?;
            meant.retain(|row| filter.accepts(&row.value));
            Ok(meant)
        }
    }
}

/// How parts are answered: cut to the fields that are selected, and with their suppliers if these are. Those are read once for
/// all parts.
async fn view(
    rows: &Rows,
    select: Select<Part>,
) -> Result<impl Fn(Part) -> Selected<Part>, StockError> {
    let mut by_id = HashMap::new();
    if select.wants("supplier") {
        let stored = suppliers(rows).all().await?.into_iter();
        by_id.extend(stored.map(|row| (row.id, row.value)));
    }
    Ok(move |part: Part| {
        let supplier = part.supplier_id.and_then(|id| by_id.get(&id).cloned());
        select.of(Part { supplier, ..part })
    })
}
