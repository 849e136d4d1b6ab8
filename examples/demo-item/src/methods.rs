//! The methods, each a function.

use std::collections::BTreeMap;

use bitrix_rest::listing::{Filter, Order};
use bitrix_rest::params::encode;
use bitrix_rest::{
    ArgumentError, Array, Call, Created, Error, Page, Paged, State, Value, rest_method,
};
use bitrix_rest_methods::Events;
use bitrix_rest_methods::rows::Table;

use crate::events::{ItemAdded, ItemDeleted, ItemId, ItemUpdated};
use crate::fields::FIELDS;
use crate::{Change, FieldDescription, Item, ItemError, ItemFields, NewItem, Row, Rows};

/// The name is enough: a table is there as soon as it has a row.
pub(crate) fn items(rows: &Rows) -> Table<Item> {
    rows.table("demo.item")
}

/// Adds an item and answers its id.
#[rest_method("demo.item.add", scope = custom("demo"), versions(v2, v3))]
pub async fn demo_item_add(
    call: Call,
    events: Events,
    State(rows): State<Rows>,
    /// The item: `TITLE`, and if wanted `PRICE` and `ACTIVE`.
    #[param(ignore_case)]
    fields: NewItem,
) -> Result<Created, ItemError> {
    titled(&fields.title)?;
    let item = Item {
        title: fields.title,
        price: fields.price,
        active: fields.active,
        date_create: call.now(),
    };
    let id = items(&rows).insert(None, &item).await?;
    // Once it is kept, and not before: receivers may ask for it at once. They are called later, and delay nobody.
    let fields = ItemId { id };
    events.fire(ItemAdded { fields }).await;
    Ok(Created(id))
}

/// Answers an item.
///
/// # Examples
///
/// ```json
/// {"id": 7}
/// ```
/// ```json
/// {"result": {"ID": 7, "TITLE": "…", "…": "…"}}
/// ```
/// ```json
/// {"id": 1000000}
/// ```
/// ```json
/// {"error": "NOT_FOUND", "error_description": "…"}
/// ```
#[rest_method("demo.item.get", scope = custom("demo"), versions(v2, v3), read_only)]
pub async fn demo_item_get(
    State(rows): State<Rows>,
    /// Which.
    #[param(ignore_case)]
    id: u64,
) -> Result<bitrix_rest::Item<Row>, ItemError> {
    let found = items(&rows).get(id).await?;
    Ok(bitrix_rest::Item(found.ok_or(ItemError::NotFound)?.into()))
}

/// Lists items, 50 a page, by their ids unless another order is asked for.
#[rest_method("demo.item.list", scope = custom("demo"), read_only)]
pub async fn demo_item_list(
    page: Page,
    State(rows): State<Rows>,
    /// Which items: `{">PRICE": 10, "%TITLE": "cup"}`.
    #[param(ignore_case)]
    filter: Filter<ItemFields>,
    /// In which order: `{"PRICE": "DESC"}`.
    #[param(ignore_case)]
    order: Order<ItemFields>,
    /// The fields to answer, all if it is left out; names that no field has are ignored.
    #[param(ignore_case)]
    select: Option<Vec<String>>,
) -> Result<Paged<Array>, ItemError> {
    // All are read, since this table is small. A large one would ask its database with `filter.conditions()` and
    // `order.by()`.
    let mut found = Vec::new();
    for stored in items(&rows).all().await? {
        let row = as_array(&Row::from(stored))?;
        if filter.accepts(&row) {
            found.push(row);
        }
    }
    found.sort_by(|one, other| order.compare(one, other));
    let select = select.unwrap_or_default();
    Ok(page.cut(found).map(|mut row| {
        row.retain(|field, _| is_selected(&select, &field.to_string()));
        row
    }))
}

/// Changes fields of an item; those that are left out stay.
#[rest_method("demo.item.update", scope = custom("demo"), versions(v2, v3))]
pub async fn demo_item_update(
    events: Events,
    State(rows): State<Rows>,
    /// Which.
    #[param(ignore_case)]
    id: u64,
    /// The fields to change: `TITLE`, `PRICE`, `ACTIVE`.
    #[param(ignore_case)]
    fields: Change,
) -> Result<bool, ItemError> {
    fields.title.as_deref().map_or(Ok(()), titled)?;
    // Begun anew if somebody else changes the item at the same time: no change is lost.
    let changed = items(&rows).change(id, |item| fields.apply(item)).await?;
    changed.ok_or(ItemError::NotFound)?;
    let fields = ItemId { id };
    events.fire(ItemUpdated { fields }).await;
    Ok(true)
}

/// Deletes an item. Its id is never given to another.
#[rest_method("demo.item.delete", scope = custom("demo"), versions(v2, v3))]
pub async fn demo_item_delete(
    events: Events,
    State(rows): State<Rows>,
    /// Which.
    #[param(ignore_case)]
    id: u64,
) -> Result<bool, ItemError> {
    items(&rows).delete(id).await?;
    let fields = ItemId { id };
    events.fire(ItemDeleted { fields }).await;
    Ok(true)
}

/// Describes the fields of an item.
#[rest_method("demo.item.fields", scope = custom("demo"), read_only)]
pub async fn demo_item_fields() -> Result<BTreeMap<String, FieldDescription>, ItemError> {
    let described = FIELDS.map(|(name, kind, is_required, is_read_only, title)| {
        let description = FieldDescription {
            kind: kind.to_owned(),
            is_required,
            is_read_only,
            title: title.to_owned(),
        };
        (name.to_owned(), description)
    });
    Ok(described.into_iter().collect())
}

/// Checks what the type of the field leaves open.
fn titled(title: &str) -> Result<(), Error> {
    match title.trim() {
        "" => Err(ArgumentError::empty("fields[TITLE]").into()),
        _ => Ok(()),
    }
}

fn as_array(row: &Row) -> Result<Array, Error> {
    match encode::to_value(row).map_err(Error::internal)? {
        Value::Array(array) => Ok(array),
        other => Err(Error::internal(format!("a row is {}", other.kind()))),
    }
}

fn is_selected(select: &[String], field: &str) -> bool {
    let mut names = select.iter();
    select.is_empty() || names.any(|name| name == "*" || name.eq_ignore_ascii_case(field))
}
