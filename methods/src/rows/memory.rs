//! Rows in memory: for tests, gone with the process.

use std::collections::{BTreeMap, HashMap};
use std::future::ready;
use std::ops::Bound;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use bitrix_rest::BoxFuture;
use serde_json::Value;

use super::change::{LAST_ID, changed, exhausted, missing, taken};
use super::{Row, RowChange, RowStore};
use crate::StoreError;
use crate::store::check_name;

/// The rows of one portal, in memory.
#[derive(Debug)]
pub(crate) struct MemoryRows {
    portal: Arc<str>,
    tables: RwLock<Tables>,
}

#[derive(Debug, Default)]
struct Tables(BTreeMap<Box<str>, Shelf>);

/// A table.
#[derive(Debug, Default)]
struct Shelf {
    /// The last id that was given out.
    last: u64,
    rows: BTreeMap<u64, Row>,
    keys: HashMap<Box<str>, u64>,
}

/// What a change replaced.
struct Before {
    table: Box<str>,
    last: u64,
    id: u64,
    row: Option<Row>,
}

impl MemoryRows {
    /// No row of this portal.
    pub(crate) fn new(portal: &str) -> Self {
        Self {
            portal: portal.into(),
            tables: RwLock::default(),
        }
    }

    fn tables(&self) -> RwLockReadGuard<'_, Tables> {
        self.tables.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Each table with the last id that was given out and its rows by id.
    pub(crate) fn everything(&self) -> Vec<(Box<str>, u64, Vec<Row>)> {
        let tables = self.tables();
        let all = tables.0.iter().map(|(name, shelf)| {
            let rows = shelf.rows.values().cloned().collect();
            (name.clone(), shelf.last, rows)
        });
        all.collect()
    }

    fn change(&self, changes: Vec<RowChange>) -> Result<Vec<u64>, StoreError> {
        check_name("the member id of the portal", &self.portal)?;
        changes.iter().try_for_each(RowChange::check)?;
        let mut tables = self.tables.write().unwrap_or_else(PoisonError::into_inner);
        let mut undo: Vec<Before> = Vec::with_capacity(changes.len());
        for change in changes {
            match tables.apply(change) {
                Ok(before) => undo.push(before),
                Err(error) => {
                    for before in undo.into_iter().rev() {
                        tables.restore(before);
                    }
                    return Err(error);
                }
            }
        }
        Ok(undo.into_iter().map(|before| before.id).collect())
    }
}

impl Tables {
    fn apply(&mut self, change: RowChange) -> Result<Before, StoreError> {
        let name: Box<str> = change.table().into();
        let shelf = self.0.entry(name.clone()).or_default();
        let last = shelf.last;
        match shelf.apply(&name, change) {
            Ok((id, row)) => Ok(Before {
                table: name,
                last,
                id,
                row,
            }),
            Err(error) => {
                self.forget_unused(&name);
                Err(error)
            }
        }
    }

    fn restore(&mut self, before: Before) {
        let Before {
            table,
            last,
            id,
            row,
        } = before;
        if let Some(shelf) = self.0.get_mut(&table) {
            shelf.take(id);
            shelf.last = last;
            if let Some(row) = row {
                shelf.lay(row);
            }
            self.forget_unused(&table);
        }
    }

    /// A table that never had a row is none.
    fn forget_unused(&mut self, name: &str) {
        if self.0.get(name).is_some_and(|shelf| shelf.last == 0) {
            self.0.remove(name);
        }
    }
}

impl Shelf {
    /// The id of the row that it is about, and what the row was before.
    fn apply(&mut self, table: &str, change: RowChange) -> Result<(u64, Option<Row>), StoreError> {
        match change {
            RowChange::Insert { key, value, .. } => {
                let id = self.last + 1;
                if id > LAST_ID {
                    return Err(exhausted(table));
                }
                self.free(table, id, key.as_deref())?;
                self.last = id;
                self.lay(row(id, 1, key, value));
                Ok((id, None))
            }
            RowChange::Update {
                id,
                version,
                key,
                value,
                ..
            } => {
                let found = self.at_version(table, id, version)?;
                self.free(table, id, key.as_deref())?;
                let before = self.take(id);
                self.lay(row(id, found + 1, key, value));
                Ok((id, before))
            }
            RowChange::Delete { id, version, .. } => {
                self.at_version(table, id, version)?;
                Ok((id, self.take(id)))
            }
            RowChange::Put { row, .. } => {
                let id = row.id;
                self.free(table, id, row.key.as_deref())?;
                let before = self.take(id);
                self.last = self.last.max(id);
                self.lay(row);
                Ok((id, before))
            }
            RowChange::Reserve { last, .. } => {
                self.last = self.last.max(last);
                // As it is, since the change is about no row.
                Ok((last, self.rows.get(&last).cloned()))
            }
        }
    }

    /// The version of a row, if it is the expected one.
    fn at_version(&self, table: &str, id: u64, expected: Option<u64>) -> Result<u64, StoreError> {
        let row = self.rows.get(&id).ok_or_else(|| missing(table, id))?;
        match expected {
            Some(version) if version != row.version => Err(changed(table, id)),
            _ => Ok(row.version),
        }
    }

    /// Whether a row may have this key.
    fn free(&self, table: &str, id: u64, key: Option<&str>) -> Result<(), StoreError> {
        let holder = key.and_then(|key| self.keys.get(key));
        match holder.is_none_or(|holder| *holder == id) {
            true => Ok(()),
            false => Err(taken(table, key)),
        }
    }

    fn lay(&mut self, row: Row) {
        if let Some(key) = &row.key {
            self.keys.insert(key.clone(), row.id);
        }
        self.rows.insert(row.id, row);
    }

    fn take(&mut self, id: u64) -> Option<Row> {
        let row = self.rows.remove(&id)?;
        if let Some(key) = &row.key {
            self.keys.remove(key);
        }
        Some(row)
    }
}

fn row(id: u64, version: u64, key: Option<Box<str>>, value: Value) -> Row {
    Row {
        id,
        version,
        key,
        value,
    }
}

impl RowStore for MemoryRows {
    fn portal(&self) -> &Arc<str> {
        &self.portal
    }

    fn get<'a>(
        &'a self,
        table: &'a str,
        id: u64,
    ) -> BoxFuture<'a, Result<Option<Row>, StoreError>> {
        let tables = self.tables();
        let found = tables.0.get(table).and_then(|shelf| shelf.rows.get(&id));
        Box::pin(ready(Ok(found.cloned())))
    }

    fn find<'a>(
        &'a self,
        table: &'a str,
        key: &'a str,
    ) -> BoxFuture<'a, Result<Option<Row>, StoreError>> {
        let tables = self.tables();
        let found = tables.0.get(table).and_then(|shelf| {
            let id = shelf.keys.get(key)?;
            shelf.rows.get(id).cloned()
        });
        Box::pin(ready(Ok(found)))
    }

    fn list<'a>(
        &'a self,
        table: &'a str,
        after: u64,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<Row>, StoreError>> {
        let tables = self.tables();
        let rows = tables.0.get(table).map(|shelf| {
            let behind = (Bound::Excluded(after), Bound::Unbounded);
            let rows = shelf.rows.range(behind).take(limit);
            rows.map(|(_, row)| row.clone()).collect()
        });
        Box::pin(ready(Ok(rows.unwrap_or_default())))
    }

    fn count<'a>(&'a self, table: &'a str) -> BoxFuture<'a, Result<u64, StoreError>> {
        let tables = self.tables();
        let count = tables.0.get(table).map_or(0, |shelf| shelf.rows.len());
        Box::pin(ready(Ok(u64::try_from(count).unwrap_or(u64::MAX))))
    }

    fn write(&self, changes: Vec<RowChange>) -> BoxFuture<'_, Result<Vec<u64>, StoreError>> {
        Box::pin(ready(self.change(changes)))
    }
}
