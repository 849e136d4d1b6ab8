//! Rows in SQLite.

use std::sync::{Arc, Mutex, PoisonError};

use bitrix_rest::BoxFuture;
use rusqlite::{Connection, OptionalExtension, ffi, params};

use super::{Engine, all_or_none, failed};
use crate::StoreError;
use crate::rows::{Row, RowChange, RowStore, changed, missing, taken};
use crate::store::sql::rows::{self as sql, SealedRow};
use crate::store::{check_name, check_number};

/// The rows of one portal in a file.
#[derive(Debug)]
pub(super) struct SqliteRows {
    pub(super) engine: Arc<Engine>,
    pub(super) portal: Arc<str>,
}

fn sealed(row: &rusqlite::Row<'_>) -> rusqlite::Result<SealedRow> {
    Ok(SealedRow {
        id: row.get(0)?,
        version: row.get(1)?,
        key: row.get(2)?,
        value: row.get(3)?,
        checksum: row.get(4)?,
    })
}

fn get(
    connection: &Connection,
    portal: &str,
    table: &str,
    id: u64,
) -> Result<Option<Row>, StoreError> {
    let Ok(id) = i64::try_from(id) else {
        return Ok(None);
    };
    let mut statement = connection.prepare_cached(sql::GET).map_err(failed)?;
    let found = statement
        .query_row(params![portal, table, id], sealed)
        .optional()
        .map_err(failed)?;
    found.map(|row| row.read(portal, table)).transpose()
}

fn find(
    connection: &Connection,
    portal: &str,
    table: &str,
    key: &str,
) -> Result<Option<Row>, StoreError> {
    let mut statement = connection.prepare_cached(sql::FIND).map_err(failed)?;
    let found = statement
        .query_row(params![portal, table, key], sealed)
        .optional()
        .map_err(failed)?;
    let found = found.map(|row| row.read(portal, table)).transpose()?;
    found.map(|row| sql::with_key(table, key, row)).transpose()
}

pub(super) fn list(
    connection: &Connection,
    portal: &str,
    table: &str,
    after: u64,
    limit: usize,
) -> Result<Vec<Row>, StoreError> {
    let Ok(after) = i64::try_from(after) else {
        return Ok(Vec::new());
    };
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut statement = connection.prepare_cached(sql::LIST).map_err(failed)?;
    let found = statement
        .query_map(params![portal, table, after, limit], sealed)
        .map_err(failed)?;
    let rows = found
        .map(|row| row.map_err(failed)?.read(portal, table))
        .collect::<Result<Vec<_>, _>>()?;
    sql::in_order(table, after, &rows)?;
    Ok(rows)
}

fn count(connection: &Connection, portal: &str, table: &str) -> Result<u64, StoreError> {
    let mut statement = connection.prepare_cached(sql::COUNT).map_err(failed)?;
    statement
        .query_row(params![portal, table], |row| row.get::<_, i64>(0))
        .map(i64::unsigned_abs)
        .map_err(failed)
}

/// The next table with its counter.
pub(super) fn next_table(
    connection: &Connection,
    portal: &str,
    after: &str,
) -> Result<Option<(String, u64)>, StoreError> {
    let mut statement = connection.prepare_cached(sql::NEXT_TABLE).map_err(failed)?;
    let found: Option<(String, i64, i64)> = statement
        .query_row(params![portal, after], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()
        .map_err(failed)?;
    let Some((table, last, seal)) = found else {
        return Ok(None);
    };
    let last = sql::counter(portal, &table, last, seal)?;
    Ok(Some((table, last)))
}

fn raise(
    connection: &Connection,
    portal: &str,
    table: &str,
    count: usize,
) -> Result<u64, StoreError> {
    let by = i64::try_from(count).unwrap_or(i64::MAX);
    let mut statement = connection.prepare_cached(sql::RAISE).map_err(failed)?;
    let (last, seal) = statement
        .query_row(
            params![portal, table, by, sql::seal(portal, table, by)],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .map_err(failed)?;
    sql::first_id(table, sql::counter(portal, table, last, seal)?, count)
}

fn reserve(
    connection: &Connection,
    portal: &str,
    table: &str,
    last: u64,
) -> Result<(), StoreError> {
    let last = check_number("the id of a row", last)?;
    let mut statement = connection.prepare_cached(sql::RESERVE).map_err(failed)?;
    statement
        .execute(params![portal, table, last, sql::seal(portal, table, last)])
        .map_err(failed)?;
    Ok(())
}

/// Writes a row with one of the statements that take all columns.
fn lay(
    connection: &Connection,
    portal: &str,
    table: &str,
    statement: &str,
    row: &SealedRow,
) -> Result<(), StoreError> {
    let SealedRow {
        id,
        version,
        key,
        value,
        checksum,
    } = row;
    let mut statement = connection.prepare_cached(statement).map_err(failed)?;
    let written = statement.execute(params![portal, table, id, version, key, value, checksum]);
    match written {
        Ok(_) => Ok(()),
        Err(rusqlite::Error::SqliteFailure(error, said)) => Err(match error.extended_code {
            ffi::SQLITE_CONSTRAINT_UNIQUE => taken(table, key.as_deref()),
            ffi::SQLITE_CONSTRAINT_PRIMARYKEY => sql::counter_is_behind(table, *id),
            _ => failed(rusqlite::Error::SqliteFailure(error, said)),
        }),
        Err(error) => Err(failed(error)),
    }
}

/// The version of a row, if it is the expected one.
fn at_version(
    connection: &Connection,
    portal: &str,
    table: &str,
    id: u64,
    expected: Option<u64>,
) -> Result<u64, StoreError> {
    let row = get(connection, portal, table, id)?.ok_or_else(|| missing(table, id))?;
    match expected {
        Some(version) if version != row.version => Err(changed(table, id)),
        _ => Ok(row.version),
    }
}

/// Makes changes that share a look at the counter; the ids of their rows go behind `ids`.
fn change(
    connection: &Connection,
    portal: &str,
    run: &[RowChange],
    ids: &mut Vec<u64>,
) -> Result<(), StoreError> {
    let mut next = match run.first() {
        Some(RowChange::Insert { table, .. }) => raise(connection, portal, table, run.len())?,
        _ => 0,
    };
    if let Some((table, last)) = RowChange::reserved(run) {
        reserve(connection, portal, table, last)?;
    }
    for change in run {
        let id = match change {
            RowChange::Insert { table, key, value } => {
                let id = next;
                next += 1;
                let row = SealedRow::new(portal, table, id, 1, key.as_deref(), value)?;
                lay(connection, portal, table, sql::INSERT, &row)?;
                id
            }
            RowChange::Put { table, row } => {
                let (key, value) = (row.key.as_deref(), &row.value);
                let sealed = SealedRow::new(portal, table, row.id, row.version, key, value)?;
                lay(connection, portal, table, sql::PUT, &sealed)?;
                row.id
            }
            RowChange::Update {
                table,
                id,
                version,
                key,
                value,
            } => {
                let found = at_version(connection, portal, table, *id, *version)?;
                let row = SealedRow::new(portal, table, *id, found + 1, key.as_deref(), value)?;
                lay(connection, portal, table, sql::PUT, &row)?;
                *id
            }
            RowChange::Delete { table, id, version } => {
                at_version(connection, portal, table, *id, *version)?;
                let id = check_number("the id of a row", *id)?;
                let mut statement = connection.prepare_cached(sql::DELETE).map_err(failed)?;
                statement
                    .execute(params![portal, table, id])
                    .map_err(failed)?;
                id.unsigned_abs()
            }
            RowChange::Reserve { last, .. } => *last,
        };
        ids.push(id);
    }
    Ok(())
}

impl RowStore for SqliteRows {
    fn portal(&self) -> &Arc<str> {
        &self.portal
    }

    fn get<'a>(
        &'a self,
        table: &'a str,
        id: u64,
    ) -> BoxFuture<'a, Result<Option<Row>, StoreError>> {
        let (portal, table) = (self.portal.clone(), table.to_owned());
        Box::pin(
            self.engine
                .read(move |connection| get(connection, &portal, &table, id)),
        )
    }

    fn find<'a>(
        &'a self,
        table: &'a str,
        key: &'a str,
    ) -> BoxFuture<'a, Result<Option<Row>, StoreError>> {
        let (portal, table, key) = (self.portal.clone(), table.to_owned(), key.to_owned());
        Box::pin(
            self.engine
                .read(move |connection| find(connection, &portal, &table, &key)),
        )
    }

    fn list<'a>(
        &'a self,
        table: &'a str,
        after: u64,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<Row>, StoreError>> {
        let (portal, table) = (self.portal.clone(), table.to_owned());
        Box::pin(
            self.engine
                .read(move |connection| list(connection, &portal, &table, after, limit)),
        )
    }

    fn count<'a>(&'a self, table: &'a str) -> BoxFuture<'a, Result<u64, StoreError>> {
        let (portal, table) = (self.portal.clone(), table.to_owned());
        Box::pin(
            self.engine
                .read(move |connection| count(connection, &portal, &table)),
        )
    }

    fn write(&self, changes: Vec<RowChange>) -> BoxFuture<'_, Result<Vec<u64>, StoreError>> {
        let portal = self.portal.clone();
        Box::pin(async move {
            check_name("the member id of the portal", &portal)?;
            changes.iter().try_for_each(RowChange::check)?;
            let ids = Arc::new(Mutex::new(Vec::new()));
            let given = ids.clone();
            self.engine
                .write(false, move |connection| {
                    // It may be begun a second time.
                    let mut ids = Vec::with_capacity(changes.len());
                    all_or_none(connection, || {
                        RowChange::runs(&changes)
                            .try_for_each(|run| change(connection, &portal, run, &mut ids))
                    })?;
                    *given.lock().unwrap_or_else(PoisonError::into_inner) = ids;
                    Ok(())
                })
                .await?;
            let mut ids = ids.lock().unwrap_or_else(PoisonError::into_inner);
            Ok(std::mem::take(&mut *ids))
        })
    }
}
