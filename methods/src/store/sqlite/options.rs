//! Options in SQLite.

use std::sync::Arc;

use bitrix_rest::{Application, Array, BoxFuture, Key, Value};
use rusqlite::{Connection, OptionalExtension, params};

use super::{Engine, failed};
use crate::StoreError;
use crate::options::{OptionStore, Owner};
use crate::store::sql::{OptionRow, user_column};

const SET: &str = "INSERT INTO rest_options (portal, application, user_id, key, value, checksum) \
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (portal, application, user_id, key) \
    DO UPDATE SET value = excluded.value, checksum = excluded.checksum";
const ALL: &str = "SELECT key, value, checksum FROM rest_options \
    WHERE portal = $1 AND application = $2 AND user_id = $3 ORDER BY position";
const ONE: &str = "SELECT key, value, checksum FROM rest_options \
    WHERE portal = $1 AND application = $2 AND user_id = $3 AND key = $4";
const FORGET: &str = "DELETE FROM rest_options WHERE portal = $1 AND application = $2";

/// The options of all portals in a file.
#[derive(Debug)]
pub(super) struct SqliteOptions(pub(super) Arc<Engine>);

fn row(row: &rusqlite::Row<'_>) -> rusqlite::Result<OptionRow> {
    Ok(OptionRow {
        key: row.get(0)?,
        value: row.get(1)?,
        checksum: row.get(2)?,
    })
}

fn all(connection: &Connection, owner: &Owner) -> Result<Array, StoreError> {
    let (portal, client_id) = (owner.application.portal(), owner.application.client_id());
    let user = user_column(owner)?;
    let mut statement = connection.prepare_cached(ALL).map_err(failed)?;
    let rows = statement
        .query_map(params![portal, client_id, user], row)
        .map_err(failed)?;
    rows.map(|row| row.map_err(failed)?.read(owner)).collect()
}

fn one(connection: &Connection, owner: &Owner, key: &str) -> Result<Option<Value>, StoreError> {
    let (portal, client_id) = (owner.application.portal(), owner.application.client_id());
    let user = user_column(owner)?;
    let mut statement = connection.prepare_cached(ONE).map_err(failed)?;
    let found = statement
        .query_row(params![portal, client_id, user, key], row)
        .optional()
        .map_err(failed)?;
    let read = found.map(|row| row.read(owner)).transpose()?;
    Ok(read.map(|(_, value)| value))
}

fn set(connection: &Connection, owner: &Owner, rows: &[OptionRow]) -> Result<(), StoreError> {
    let (portal, client_id) = (owner.application.portal(), owner.application.client_id());
    let user = user_column(owner)?;
    let mut statement = connection.prepare_cached(SET).map_err(failed)?;
    for row in rows {
        statement
            .execute(params![
                portal,
                client_id,
                user,
                row.key,
                row.value,
                row.checksum
            ])
            .map_err(failed)?;
    }
    Ok(())
}

impl OptionStore for SqliteOptions {
    fn all<'a>(&'a self, owner: &'a Owner) -> BoxFuture<'a, Result<Array, StoreError>> {
        let owner = owner.clone();
        Box::pin(self.0.read(move |connection| match owner.check() {
            Ok(()) => all(connection, &owner),
            // What cannot be written is not there.
            Err(_) => Ok(Array::new()),
        }))
    }

    fn one<'a>(
        &'a self,
        owner: &'a Owner,
        key: &'a Key,
    ) -> BoxFuture<'a, Result<Option<Value>, StoreError>> {
        let (owner, key) = (owner.clone(), key.to_string());
        Box::pin(self.0.read(move |connection| match owner.check() {
            Ok(()) => one(connection, &owner, &key),
            Err(_) => Ok(None),
        }))
    }

    fn set<'a>(
        &'a self,
        owner: &'a Owner,
        options: Array,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            owner.check()?;
            let rows = options
                .iter()
                .map(|(key, value)| OptionRow::new(owner, key, value))
                .collect::<Result<Vec<_>, _>>()?;
            let owner = owner.clone();
            self.0
                .write(false, move |connection| set(connection, &owner, &rows))
                .await
        })
    }

    fn forget<'a>(&'a self, application: &'a Application) -> BoxFuture<'a, Result<(), StoreError>> {
        let application = application.clone();
        Box::pin(self.0.write(false, move |connection| {
            let mut statement = connection.prepare_cached(FORGET).map_err(failed)?;
            statement
                .execute(params![application.portal(), application.client_id()])
                .map_err(failed)?;
            Ok(())
        }))
    }
}
