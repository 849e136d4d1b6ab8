//! Rows in PostgreSQL.

use std::collections::BTreeMap;
use std::sync::Arc;

use bitrix_rest::BoxFuture;
use tokio_postgres::error::SqlState;

use super::engine::{Engine, Work};
use super::fault::Fault;
use super::session::Session;
use crate::StoreError;
use crate::rows::{Row, RowChange, RowStore, changed, missing, taken};
use crate::store::sql::rows::{self as sql, SealedRow};
use crate::store::{check_name, check_number};

/// The version of a row, by portal, table and id. Nobody else changes it until the transaction ends.
const LOCK: &str = "SELECT version FROM rest_rows \
    WHERE portal = $1 AND name = $2 AND id = $3 FOR UPDATE";

/// Makes and locks counters, by portal, tables and seals. Whoever needs several locks takes them in this order, and no two wait
/// for each other.
const LOCK_COUNTERS: &str = "\
    INSERT INTO rest_row_tables (portal, name, last_id, seal) \
    SELECT $1::text, n.name, 0, n.seal FROM unnest($2::text[], $3::bigint[]) AS n (name, seal) \
    ORDER BY n.name \
    ON CONFLICT (portal, name) DO UPDATE SET last_id = rest_row_tables.last_id";

/// Rows, by portal, tables and ids; after the counters.
const LOCK_ROWS: &str = "SELECT r.id FROM rest_rows r \
    JOIN unnest($2::text[], $3::bigint[]) AS n (name, id) ON n.name = r.name AND n.id = r.id \
    WHERE r.portal = $1 ORDER BY r.name, r.id FOR UPDATE OF r";

/// The constraint that two rows with one id violate.
const BY_ID: &str = "rest_rows_by_id";

/// The rows of one portal in a database.
#[derive(Debug)]
pub(super) struct PostgresRows {
    pub(super) engine: Arc<Engine>,
    pub(super) portal: Arc<str>,
}

/// A row as it was found.
pub(super) fn row_of(
    portal: &str,
    table: &str,
    found: &tokio_postgres::Row,
) -> Result<Row, StoreError> {
    let read = || -> Result<SealedRow, tokio_postgres::Error> {
        Ok(SealedRow {
            id: found.try_get(0)?,
            version: found.try_get(1)?,
            key: found.try_get(2)?,
            value: found.try_get(3)?,
            checksum: found.try_get(4)?,
        })
    };
    read().map_err(StoreError::failed)?.read(portal, table)
}

impl PostgresRows {
    async fn read_one(&self, table: &str, id: u64) -> Result<Option<Row>, StoreError> {
        let id = match i64::try_from(id) {
            Ok(id) if sql::is_possible(&self.portal, table) => id,
            // There is none with such an id or in such a table.
            _ => return Ok(None),
        };
        let found = self
            .engine
            .rows(sql::GET, &[&&*self.portal, &table, &id])
            .await?;
        let row = found.first().map(|row| row_of(&self.portal, table, row));
        row.transpose()
    }

    async fn read_by_key(&self, table: &str, key: &str) -> Result<Option<Row>, StoreError> {
        if !sql::is_possible(&self.portal, table) || check_name("", key).is_err() {
            return Ok(None);
        }
        let found = self
            .engine
            .rows(sql::FIND, &[&&*self.portal, &table, &key])
            .await?;
        let row = found.first().map(|row| row_of(&self.portal, table, row));
        let row = row.transpose()?;
        row.map(|row| sql::with_key(table, key, row)).transpose()
    }

    async fn read_page(
        &self,
        table: &str,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Row>, StoreError> {
        let after = match i64::try_from(after) {
            Ok(after) if sql::is_possible(&self.portal, table) => after,
            _ => return Ok(Vec::new()),
        };
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let found = self
            .engine
            .rows(sql::LIST, &[&&*self.portal, &table, &after, &limit])
            .await?;
        let rows = found
            .iter()
            .map(|row| row_of(&self.portal, table, row))
            .collect::<Result<Vec<_>, _>>()?;
        sql::in_order(table, after, &rows)?;
        Ok(rows)
    }

    async fn number(&self, table: &str) -> Result<u64, StoreError> {
        if !sql::is_possible(&self.portal, table) {
            return Ok(0);
        }
        let found = self
            .engine
            .rows(sql::COUNT, &[&&*self.portal, &table])
            .await?;
        let count = found.first().map(|row| row.try_get::<_, i64>(0));
        let count = count.transpose().map_err(StoreError::failed)?;
        Ok(count.unwrap_or_default().unsigned_abs())
    }

    async fn change(&self, changes: &[RowChange]) -> Result<Vec<u64>, StoreError> {
        check_name("the member id of the portal", &self.portal)?;
        changes.iter().try_for_each(RowChange::check)?;
        if changes.is_empty() {
            return Ok(Vec::new());
        }
        let portal = &*self.portal;
        let done = self.engine.run(&Changes { portal, changes }).await;
        done.map_err(|fault| self.engine.explain(fault))
    }
}

/// All or none.
struct Changes<'a> {
    portal: &'a str,
    changes: &'a [RowChange],
}

impl Work for Changes<'_> {
    type Out = Vec<u64>;

    async fn run(&self, session: &mut Session) -> Result<Vec<u64>, Fault> {
        session.begin("BEGIN").await?;
        match self.make_all(session).await {
            Ok(ids) => {
                session.commit().await?;
                Ok(ids)
            }
            Err(fault) => {
                if !fault.loses_connection() {
                    session.roll_back().await?;
                }
                Err(fault)
            }
        }
    }
}

impl Changes<'_> {
    async fn make_all(&self, session: &mut Session) -> Result<Vec<u64>, Fault> {
        let mut ids = Vec::with_capacity(self.changes.len());
        if RowChange::runs(self.changes).nth(1).is_some() {
            self.lock_all(session).await?;
        }
        for run in RowChange::runs(self.changes) {
            self.make(session, run, &mut ids).await?;
        }
        Ok(ids)
    }

    /// What several runs need, at once and in one order for everybody.
    async fn lock_all(&self, session: &mut Session) -> Result<(), Fault> {
        let (mut counters, mut tables, mut ids) = (BTreeMap::new(), Vec::new(), Vec::new());
        for change in self.changes {
            match change {
                RowChange::Update { table, id, .. } | RowChange::Delete { table, id, .. } => {
                    // One beyond all ids is not there to be locked.
                    tables.push(&**table);
                    ids.push(i64::try_from(*id).unwrap_or(i64::MAX));
                }
                other => {
                    let table = other.table();
                    counters.insert(table, sql::seal(self.portal, table, 0));
                }
            }
        }
        if !counters.is_empty() {
            let (names, seals): (Vec<&str>, Vec<i64>) = counters.into_iter().unzip();
            session
                .execute(LOCK_COUNTERS, &[&self.portal, &names, &seals])
                .await?;
        }
        if !ids.is_empty() {
            session
                .rows(LOCK_ROWS, &[&self.portal, &tables, &ids])
                .await?;
        }
        Ok(())
    }

    /// Makes changes that share a look at the counter; the ids of their rows go behind `ids`.
    async fn make(
        &self,
        session: &mut Session,
        run: &[RowChange],
        ids: &mut Vec<u64>,
    ) -> Result<(), Fault> {
        let portal = self.portal;
        let mut next = match run.first() {
            Some(RowChange::Insert { table, .. }) => self.raise(session, table, run.len()).await?,
            _ => 0,
        };
        if let Some((table, last)) = RowChange::reserved(run) {
            self.reserve(session, table, last).await?;
        }
        for change in run {
            let id = match change {
                RowChange::Insert { table, key, value } => {
                    let id = next;
                    next += 1;
                    let row = SealedRow::new(portal, table, id, 1, key.as_deref(), value)?;
                    self.lay(session, table, sql::INSERT, &row).await?;
                    id
                }
                RowChange::Put { table, row } => {
                    let (key, value) = (row.key.as_deref(), &row.value);
                    let sealed = SealedRow::new(portal, table, row.id, row.version, key, value)?;
                    self.lay(session, table, sql::PUT, &sealed).await?;
                    row.id
                }
                RowChange::Update {
                    table,
                    id,
                    version,
                    key,
                    value,
                } => {
                    let found = self.lock(session, table, *id, *version).await?;
                    let row = SealedRow::new(portal, table, *id, found + 1, key.as_deref(), value)?;
                    self.lay(session, table, sql::PUT, &row).await?;
                    *id
                }
                RowChange::Delete { table, id, version } => {
                    self.lock(session, table, *id, *version).await?;
                    let found = check_number("the id of a row", *id)?;
                    session
                        .execute(sql::DELETE, &[&portal, &&**table, &found])
                        .await?;
                    *id
                }
                RowChange::Reserve { last, .. } => *last,
            };
            ids.push(id);
        }
        Ok(())
    }

    async fn raise(&self, session: &mut Session, table: &str, count: usize) -> Result<u64, Fault> {
        let by = i64::try_from(count).unwrap_or(i64::MAX);
        let seal = sql::seal(self.portal, table, by);
        let found = session
            .rows(sql::RAISE, &[&self.portal, &table, &by, &seal])
            .await?;
        let Some(found) = found.first() else {
            return Err(StoreError::failed("a counter was raised and is not there").into());
        };
        let last = sql::counter(self.portal, table, found.try_get(0)?, found.try_get(1)?)?;
        Ok(sql::first_id(table, last, count)?)
    }

    async fn reserve(&self, session: &mut Session, table: &str, last: u64) -> Result<(), Fault> {
        let last = check_number("the id of a row", last)?;
        let seal = sql::seal(self.portal, table, last);
        session
            .execute(sql::RESERVE, &[&self.portal, &table, &last, &seal])
            .await?;
        Ok(())
    }

    /// The version of a row, if it is the expected one. It stays until the transaction ends.
    async fn lock(
        &self,
        session: &mut Session,
        table: &str,
        id: u64,
        expected: Option<u64>,
    ) -> Result<u64, Fault> {
        let Ok(number) = i64::try_from(id) else {
            return Err(missing(table, id).into());
        };
        let found = session.rows(LOCK, &[&self.portal, &table, &number]).await?;
        let Some(found) = found.first() else {
            return Err(missing(table, id).into());
        };
        let version = u64::try_from(found.try_get::<_, i64>(0)?).unwrap_or_default();
        match expected {
            Some(expected) if expected != version => Err(changed(table, id).into()),
            _ => Ok(version),
        }
    }

    /// Writes a row with one of the statements that take all columns.
    async fn lay(
        &self,
        session: &mut Session,
        table: &str,
        statement: &'static str,
        row: &SealedRow,
    ) -> Result<(), Fault> {
        let SealedRow {
            id,
            version,
            key,
            value,
            checksum,
        } = row;
        let written = session
            .execute(
                statement,
                &[&self.portal, &table, id, version, key, value, checksum],
            )
            .await;
        match written {
            Ok(_) => Ok(()),
            Err(fault) if !fault.has(&[SqlState::UNIQUE_VIOLATION]) => Err(fault),
            Err(fault) if fault.constraint() == Some(BY_ID) => {
                Err(sql::counter_is_behind(table, *id).into())
            }
            Err(_) => Err(taken(table, key.as_deref()).into()),
        }
    }
}

impl RowStore for PostgresRows {
    fn portal(&self) -> &Arc<str> {
        &self.portal
    }

    fn get<'a>(
        &'a self,
        table: &'a str,
        id: u64,
    ) -> BoxFuture<'a, Result<Option<Row>, StoreError>> {
        Box::pin(self.read_one(table, id))
    }

    fn find<'a>(
        &'a self,
        table: &'a str,
        key: &'a str,
    ) -> BoxFuture<'a, Result<Option<Row>, StoreError>> {
        Box::pin(self.read_by_key(table, key))
    }

    fn list<'a>(
        &'a self,
        table: &'a str,
        after: u64,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<Row>, StoreError>> {
        Box::pin(self.read_page(table, after, limit))
    }

    fn count<'a>(&'a self, table: &'a str) -> BoxFuture<'a, Result<u64, StoreError>> {
        Box::pin(self.number(table))
    }

    fn write(&self, changes: Vec<RowChange>) -> BoxFuture<'_, Result<Vec<u64>, StoreError>> {
        Box::pin(async move { self.change(&changes).await })
    }
}
