//! The methods, each a function.

use bitrix_rest::object::{
    self, Aggregate, Aggregates, Cursor, FieldInfo, Filter, Order, Select, Selected,
};
use bitrix_rest::{Administrator, Error, Exception, Item, Items, Page, Paged, State, rest_method};

use crate::log::{all, table};
use crate::{EventLog, Rows};

/// Lists entries, 50 a page, by their ids unless another order is asked for.
#[rest_method("main.eventlog.list", scope = "main", versions(v3), read_only)]
pub async fn main_eventlog_list(
    _: Administrator,
    State(rows): State<Rows>,
    select: Select<EventLog>,
    filter: Filter<EventLog>,
    order: Order<EventLog>,
    page: Page,
) -> Result<Paged<Selected<EventLog>>, Error> {
    let mut entries = all(&rows).await.map_err(Error::internal)?;
    entries.retain(|entry| filter.accepts(entry));
    order.sort(&mut entries);
    Ok(page.cut(entries).map(|entry| select.of(entry)))
}

/// Answers an entry.
///
/// # Examples
///
/// ```json
/// {"id": 1, "select": ["id", "severity"]}
/// ```
/// ```json
/// {"result": {"item": {"id": 1, "severity": "…"}}}
/// ```
/// ```json
/// {"id": 1000000}
/// ```
/// ```json
/// {"error": {"code": "BITRIX_REST_V3_EXCEPTION_ENTITYNOTFOUNDEXCEPTION", "message": "…"}}
/// ```
#[rest_method("main.eventlog.get", scope = "main", versions(v3), read_only)]
pub async fn main_eventlog_get(
    _: Administrator,
    State(rows): State<Rows>,
    select: Select<EventLog>,
    /// Which.
    #[param]
    id: u64,
) -> Result<Item<Selected<EventLog>>, Error> {
    let found = table(&rows).get(id).await.map_err(Error::internal)?;
    let found = found.ok_or_else(|| Exception::EntityNotFound(id.to_string()))?;
    let entry = EventLog { id, ..found.value };
    Ok(Item(select.of(entry)))
}

/// Reads on: the entries behind the last one that the caller has.
#[rest_method("main.eventlog.tail", scope = "main", versions(v3), read_only)]
pub async fn main_eventlog_tail(
    _: Administrator,
    State(rows): State<Rows>,
    select: Select<EventLog>,
    filter: Filter<EventLog>,
    cursor: Cursor<EventLog>,
) -> Result<Items<Selected<EventLog>>, Error> {
    let entries = all(&rows).await.map_err(Error::internal)?.into_iter();
    let entries = cursor.take(entries.filter(|entry| filter.accepts(entry)));
    let selected = entries.into_iter().map(|entry| select.of(entry));
    Ok(Items(selected.collect()))
}

/// Counts entries, and answers the least and the greatest of what they have.
#[rest_method("main.eventlog.aggregate", scope = "main", versions(v3), read_only)]
pub async fn main_eventlog_aggregate(
    _: Administrator,
    State(rows): State<Rows>,
    aggregate: Aggregate<EventLog>,
    filter: Filter<EventLog>,
) -> Result<Aggregates, Error> {
    let entries = all(&rows).await.map_err(Error::internal)?.into_iter();
    Ok(aggregate.of(entries.filter(|entry| filter.accepts(entry))))
}

/// Describes the fields of an entry.
#[rest_method("main.eventlog.field.list", scope = "main", versions(v3), read_only)]
pub async fn main_eventlog_field_list(
    select: Select<FieldInfo>,
) -> Result<Items<Selected<FieldInfo>>, Error> {
    Ok(object::field_list::<EventLog>(&select))
}

/// Describes a field of an entry.
///
/// # Examples
///
/// ```json
/// {"name": "severity", "select": ["name", "type"]}
/// ```
/// ```json
/// {"result": {"item": {"name": "severity", "type": "string"}}}
/// ```
#[rest_method("main.eventlog.field.get", scope = "main", versions(v3), read_only)]
pub async fn main_eventlog_field_get(
    select: Select<FieldInfo>,
    /// Which field.
    #[param]
    name: String,
) -> Result<Item<Selected<FieldInfo>>, Error> {
    object::field_get::<EventLog>(&name, &select)
}
