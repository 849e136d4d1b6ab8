//! Rows of tables, as the SQL engines keep them.
//!
//! A table has a counter: the last id that was given out. It is raised in one statement and never read before it is
//! written; beside it stands its seal, a number of the table less the counter, so that a counter that changed underneath is
//! noticed.

use super::{check_number, checksum};
use crate::StoreError;
use crate::rows::{LAST_ID, Row, check_table, exhausted};

/// Raises the counter by a number and answers it with its seal. By portal, table, the number and [`seal`] of it.
pub(crate) const RAISE: &str = "\
    INSERT INTO rest_row_tables (portal, name, last_id, seal) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (portal, name) DO UPDATE SET last_id = rest_row_tables.last_id + excluded.last_id, \
    seal = rest_row_tables.seal - excluded.last_id RETURNING last_id, seal";

/// Raises the counter to at least this number. By portal, table, the number and [`seal`] of it.
pub(crate) const RESERVE: &str = "\
    INSERT INTO rest_row_tables (portal, name, last_id, seal) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (portal, name) DO UPDATE SET last_id = excluded.last_id, seal = excluded.seal \
    WHERE rest_row_tables.last_id < excluded.last_id";

/// Adds a row. All columns.
pub(crate) const INSERT: &str = "\
    INSERT INTO rest_rows (portal, name, id, version, key, value, checksum) \
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

/// Adds a row or replaces the one with its id. All columns.
pub(crate) const PUT: &str = "\
    INSERT INTO rest_rows (portal, name, id, version, key, value, checksum) \
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (portal, name, id) DO UPDATE \
    SET version = excluded.version, key = excluded.key, value = excluded.value, \
    checksum = excluded.checksum";

/// By portal, table and id.
pub(crate) const DELETE: &str = "DELETE FROM rest_rows WHERE portal = $1 AND name = $2 AND id = $3";

/// By portal, table and id.
pub(crate) const GET: &str = "\
    SELECT id, version, key, value, checksum FROM rest_rows \
    WHERE portal = $1 AND name = $2 AND id = $3";

/// By portal, table and key.
pub(crate) const FIND: &str = "\
    SELECT id, version, key, value, checksum FROM rest_rows \
    WHERE portal = $1 AND name = $2 AND key = $3";

/// By portal, table, the id before and a limit.
pub(crate) const LIST: &str = "\
    SELECT id, version, key, value, checksum FROM rest_rows \
    WHERE portal = $1 AND name = $2 AND id > $3 ORDER BY id LIMIT $4";

/// By portal and table.
pub(crate) const COUNT: &str = "SELECT COUNT(*) FROM rest_rows WHERE portal = $1 AND name = $2";

/// The next table with its counter. By portal and the name before.
pub(crate) const NEXT_TABLE: &str = "\
    SELECT name, last_id, seal FROM rest_row_tables \
    WHERE portal = $1 AND name > $2 ORDER BY name LIMIT 1";

/// A row as columns have it, behind portal and table.
#[derive(Debug)]
pub(crate) struct SealedRow {
    pub(crate) id: i64,
    pub(crate) version: i64,
    pub(crate) key: Option<String>,
    pub(crate) value: String,
    pub(crate) checksum: i64,
}

impl SealedRow {
    pub(crate) fn new(
        portal: &str,
        table: &str,
        id: u64,
        version: u64,
        key: Option<&str>,
        value: &serde_json::Value,
    ) -> Result<Self, StoreError> {
        let mut row = Self {
            id: check_number("the id of a row", id)?,
            version: check_number("the version of a row", version)?,
            key: key.map(ToOwned::to_owned),
            value: serde_json::to_string(value)
                .map_err(|error| StoreError::Unstorable(error.to_string()))?,
            checksum: 0,
        };
        row.checksum = row.sum(portal, table);
        Ok(row)
    }

    /// The row, after its checksum.
    pub(crate) fn read(self, portal: &str, table: &str) -> Result<Row, StoreError> {
        let damaged = |what: &str| {
            StoreError::Damaged(format!(
                "row {} of table `{table}` of portal `{portal}` {what}",
                self.id
            ))
        };
        if self.sum(portal, table) != self.checksum {
            return Err(damaged("does not match its checksum"));
        }
        let unread = |_| damaged("has a number that is less than 0");
        Ok(Row {
            id: u64::try_from(self.id).map_err(unread)?,
            version: u64::try_from(self.version).map_err(unread)?,
            value: serde_json::from_str(&self.value)
                .map_err(|error| damaged(&format!("cannot be read: {error}")))?,
            key: self.key.map(Into::into),
        })
    }

    fn sum(&self, portal: &str, table: &str) -> i64 {
        let key = self.key.as_deref();
        checksum([
            b"rest_rows",
            portal.as_bytes(),
            table.as_bytes(),
            &self.id.to_be_bytes(),
            &self.version.to_be_bytes(),
            // No key is not the empty one.
            &[u8::from(key.is_some())],
            key.unwrap_or_default().as_bytes(),
            self.value.as_bytes(),
        ])
    }
}

/// Rows of a list, as the engine answers them. An id that is damaged is found again after itself: whoever turns the pages
/// would never come to the end.
pub(crate) fn in_order(table: &str, after: i64, rows: &[Row]) -> Result<(), StoreError> {
    let mut last = u64::try_from(after).unwrap_or(0);
    for row in rows {
        if row.id <= last {
            let id = row.id;
            return Err(StoreError::Damaged(format!(
                "row {id} of table `{table}` stands out of order"
            )));
        }
        last = row.id;
    }
    Ok(())
}

/// The row that was found by its key, if it has that key.
pub(crate) fn with_key(table: &str, key: &str, row: Row) -> Result<Row, StoreError> {
    match row.key.as_deref() == Some(key) {
        true => Ok(row),
        false => Err(StoreError::Damaged(format!(
            "row {} of table `{table}` is found by a key that it does not have",
            row.id
        ))),
    }
}

/// The number that stands beside a counter.
pub(crate) fn seal(portal: &str, table: &str, last: i64) -> i64 {
    // So small that the difference has no overflow, and so large that no chance makes it right.
    let whole = checksum([b"rest_row_tables", portal.as_bytes(), table.as_bytes()]);
    (whole & (i64::MAX >> 1)).wrapping_sub(last)
}

/// A counter that was read, if it is right.
pub(crate) fn counter(portal: &str, table: &str, last: i64, found: i64) -> Result<u64, StoreError> {
    match u64::try_from(last) {
        Ok(counter) if seal(portal, table, last) == found => Ok(counter),
        _ => Err(StoreError::Damaged(format!(
            "the counter of table `{table}` of portal `{portal}` does not match its seal"
        ))),
    }
}

/// The first of so many ids, after the counter was raised.
pub(crate) fn first_id(table: &str, last: u64, count: usize) -> Result<u64, StoreError> {
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    match last.checked_sub(count) {
        Some(before) if last <= LAST_ID => Ok(before + 1),
        _ => Err(exhausted(table)),
    }
}

/// An id that was just given out is there already.
pub(crate) fn counter_is_behind(table: &str, id: i64) -> StoreError {
    StoreError::Damaged(format!(
        "the counter of table `{table}` is behind its row {id}"
    ))
}

/// Whether there can be a row of this table, so that the engine can be asked for one.
pub(crate) fn is_possible(portal: &str, table: &str) -> bool {
    crate::store::check_name("", portal).is_ok() && check_table(table).is_ok()
}
