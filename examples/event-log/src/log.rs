//! Where entries are kept.

use bitrix_rest_methods::StoreError;
use bitrix_rest_methods::rows::Table;

use crate::{EventLog, Rows};

/// The name is enough: a table is there as soon as it has a row.
pub(crate) fn table(rows: &Rows) -> Table<EventLog> {
    rows.table("main.eventlog")
}

/// Adds an entry and answers its id; whatever id it says it has is not looked at.
///
/// # Errors
/// Whatever the store says.
pub async fn record(rows: &Rows, entry: &EventLog) -> Result<u64, StoreError> {
    table(rows).insert(None, entry).await
}

/// All entries, by id. They are read whole, since this log is small. A large one would ask its database, with
/// the feature `sea-query` of `bitrix-rest`.
pub(crate) async fn all(rows: &Rows) -> Result<Vec<EventLog>, StoreError> {
    let stored = table(rows).all().await?.into_iter();
    let entries = stored.map(|row| EventLog {
        id: row.id,
        ..row.value
    });
    Ok(entries.collect())
}
