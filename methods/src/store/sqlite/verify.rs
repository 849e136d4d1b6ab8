//! Whether a file says what was written to it.

use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row};

use super::{export, failed, open};
use crate::StoreError;
use crate::accounts::AccountKind;
use crate::store::sql::rows::counter_is_behind;
use crate::store::sql::{self, Cell};

const AHEAD: &str = "SELECT r.name, r.id FROM rest_rows r WHERE NOT EXISTS (\
    SELECT 1 FROM rest_row_tables t \
    WHERE t.portal = r.portal AND t.name = r.name AND t.last_id >= r.id) LIMIT 1";

/// Reads all of it: the trees and indexes by SQLite's own check, every row against its checksum, and what accounts are found by
/// against their records.
pub(super) fn verify(path: &Path) -> Result<(), StoreError> {
    let connection = open::connect_to_read(path).map_err(failed)?;
    // One moment for all checks.
    connection.execute_batch("BEGIN").map_err(failed)?;
    structure(&connection)?;
    rows(&connection).map_err(damaged)
}

fn rows(connection: &Connection) -> Result<(), StoreError> {
    for portal in export::portals(connection)? {
        for kind in AccountKind::ALL {
            columns(connection, &portal, kind)?;
        }
        export::options(connection, &portal, &mut |_| true)?;
        export::tables(connection, &portal, &mut |_| true)?;
    }
    counters(connection)
}

/// Every row has an id that the counter of its table has given out.
fn counters(connection: &Connection) -> Result<(), StoreError> {
    let ahead: Option<(String, i64)> = connection
        .query_row(AHEAD, [], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()
        .map_err(failed)?;
    match ahead {
        Some((table, id)) => Err(counter_is_behind(&table, id)),
        None => Ok(()),
    }
}

fn structure(connection: &Connection) -> Result<(), StoreError> {
    let mut statement = connection
        .prepare("PRAGMA integrity_check(3)")
        .map_err(failed)?;
    let found = statement
        .query_map([], |row| row.get::<_, String>(0))
        .and_then(Iterator::collect::<rusqlite::Result<Vec<String>>>)
        .map_err(|error| damaged(failed(error)))?;
    match found.as_slice() {
        [one] if one == "ok" => Ok(()),
        faults => Err(StoreError::Damaged(faults.join("; "))),
    }
}

/// An error of the engine while everything is read says the same: a type that does not fit, a page that makes no sense.
fn damaged(error: StoreError) -> StoreError {
    match error {
        StoreError::Failed(cause) => StoreError::Damaged(cause.to_string()),
        other => other,
    }
}

fn columns(connection: &Connection, portal: &str, kind: AccountKind) -> Result<(), StoreError> {
    let mut statement = connection
        .prepare(&sql::statements(kind).all)
        .map_err(failed)?;
    let count = statement.column_count();
    let mut rows = statement.query([portal]).map_err(failed)?;
    while let Some(row) = rows.next().map_err(failed)? {
        let cells = (0..count)
            .map(|at| cell(row, at))
            .collect::<Result<Vec<_>, _>>()?;
        let [.., Cell::Text(record), Cell::Int(checksum)] = cells.as_slice() else {
            return Err(StoreError::Damaged(format!(
                "a row of {kind:?} has no record"
            )));
        };
        let account = sql::account(kind, portal, record, *checksum)?;
        if sql::row(portal, &account)? != cells {
            let key = account.key();
            return Err(StoreError::Damaged(format!(
                "the columns of {key} do not match its record"
            )));
        }
    }
    Ok(())
}

fn cell(row: &Row<'_>, at: usize) -> Result<Cell, StoreError> {
    Ok(match row.get_ref(at).map_err(failed)? {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Int(number),
        ValueRef::Text(text) => Cell::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Cell::Bytes(bytes.to_vec()),
        ValueRef::Real(_) => {
            return Err(StoreError::Damaged("a number with a fraction".to_owned()));
        }
    })
}
