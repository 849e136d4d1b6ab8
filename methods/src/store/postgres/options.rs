//! Options in PostgreSQL.

use std::sync::Arc;

use bitrix_rest::{Application, Array, BoxFuture, Key, Value};
use tokio_postgres::Row;

use super::engine::Engine;
use crate::StoreError;
use crate::options::{OptionStore, Owner};
use crate::store::sql::{OptionRow, user_column};

/// One statement, so that all or none is written. New keys go behind all others of their owner; who writes other keys at the
/// same time may share places with them, and then the hash decides, for ever. Rows are locked in the order of their hashes, so
/// that two who write the same keys wait for each other instead of dying.
const SET: &str = "\
    INSERT INTO rest_options (portal, application, user_id, key_hash, key, value, checksum, position) \
    SELECT $1::text, $2::text, $3::bigint, n.key_hash, n.key, n.value, n.checksum, \
        (SELECT coalesce(max(o.position), 0) FROM rest_options o \
            WHERE o.portal = $1 AND o.application = $2 AND o.user_id = $3) + n.place \
    FROM unnest($4::bytea[], $5::bytea[], $6::text[], $7::bigint[]) \
        WITH ORDINALITY AS n (key_hash, key, value, checksum, place) \
    ORDER BY n.key_hash \
    ON CONFLICT (portal, application, user_id, key_hash) \
    DO UPDATE SET value = excluded.value, checksum = excluded.checksum";
const ALL: &str = "SELECT key, value, checksum FROM rest_options \
    WHERE portal = $1 AND application = $2 AND user_id = $3 ORDER BY position, key_hash";
const ONE: &str = "SELECT key, value, checksum FROM rest_options \
    WHERE portal = $1 AND application = $2 AND user_id = $3 AND key_hash = $4 AND key = $5";
const FORGET: &str = "DELETE FROM rest_options WHERE portal = $1 AND application = $2";

/// The options of all portals in a database.
#[derive(Debug)]
pub(super) struct PostgresOptions(pub(super) Arc<Engine>);

/// The hash that stands in the primary key for a key.
fn key_hash(key: &str) -> Vec<u8> {
    blake3::hash(key.as_bytes()).as_bytes().to_vec()
}

/// Key, value and checksum, from this column on.
pub(super) fn option_row(row: &Row, at: usize) -> Result<OptionRow, StoreError> {
    let key: Vec<u8> = row.try_get(at).map_err(StoreError::failed)?;
    Ok(OptionRow {
        key: String::from_utf8(key)
            .map_err(|_| StoreError::Damaged("the key of an option is no UTF-8".to_owned()))?,
        value: row.try_get(at + 1).map_err(StoreError::failed)?,
        checksum: row.try_get(at + 2).map_err(StoreError::failed)?,
    })
}

impl PostgresOptions {
    async fn read_all(&self, owner: &Owner) -> Result<Array, StoreError> {
        // Nothing was written for an owner that cannot be.
        if owner.check().is_err() {
            return Ok(Array::new());
        }
        let (portal, client_id) = (owner.application.portal(), owner.application.client_id());
        let user = user_column(owner)?;
        let rows = self.0.rows(ALL, &[&portal, &client_id, &user]).await?;
        rows.iter()
            .map(|row| option_row(row, 0)?.read(owner))
            .collect()
    }

    async fn read_one(&self, owner: &Owner, key: &Key) -> Result<Option<Value>, StoreError> {
        if owner.check().is_err() {
            return Ok(None);
        }
        let (portal, client_id) = (owner.application.portal(), owner.application.client_id());
        let (user, key) = (user_column(owner)?, key.to_string());
        let rows = self
            .0
            .rows(
                ONE,
                &[&portal, &client_id, &user, &key_hash(&key), &key.as_bytes()],
            )
            .await?;
        match rows.first() {
            Some(row) => Ok(Some(option_row(row, 0)?.read(owner)?.1)),
            None => Ok(None),
        }
    }

    async fn write(&self, owner: &Owner, options: Array) -> Result<(), StoreError> {
        owner.check()?;
        let rows = options
            .iter()
            .map(|(key, value)| OptionRow::new(owner, key, value))
            .collect::<Result<Vec<_>, _>>()?;
        if rows.is_empty() {
            return Ok(());
        }
        let (portal, client_id) = (owner.application.portal(), owner.application.client_id());
        let user = user_column(owner)?;
        let hashes: Vec<Vec<u8>> = rows.iter().map(|row| key_hash(&row.key)).collect();
        let keys: Vec<&[u8]> = rows.iter().map(|row| row.key.as_bytes()).collect();
        let values: Vec<&str> = rows.iter().map(|row| row.value.as_str()).collect();
        let checksums: Vec<i64> = rows.iter().map(|row| row.checksum).collect();
        self.0
            .execute(
                SET,
                &[
                    &portal, &client_id, &user, &hashes, &keys, &values, &checksums,
                ],
            )
            .await
            .map(drop)
    }
}

impl OptionStore for PostgresOptions {
    fn all<'a>(&'a self, owner: &'a Owner) -> BoxFuture<'a, Result<Array, StoreError>> {
        Box::pin(self.read_all(owner))
    }

    fn one<'a>(
        &'a self,
        owner: &'a Owner,
        key: &'a Key,
    ) -> BoxFuture<'a, Result<Option<Value>, StoreError>> {
        Box::pin(self.read_one(owner, key))
    }

    fn set<'a>(
        &'a self,
        owner: &'a Owner,
        options: Array,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(self.write(owner, options))
    }

    fn forget<'a>(&'a self, application: &'a Application) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let everyone = Owner {
                application: application.clone(),
                user: None,
            };
            if everyone.check().is_err() {
                return Ok(());
            }
            let (portal, client_id) = (application.portal(), application.client_id());
            let forgotten = self.0.execute(FORGET, &[&portal, &client_id]).await;
            forgotten.map(drop)
        })
    }
}
