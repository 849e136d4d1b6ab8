//! Everything in memory.

use std::collections::BTreeMap;
use std::future::ready;
use std::sync::{Arc, Mutex, PoisonError};

use bitrix_rest::BoxFuture;

use super::{Export, Record, Store, StoreError};
use crate::accounts::memory::MemoryAccounts;
use crate::accounts::{AccountKind, Accounts};
use crate::options::Options;
use crate::options::memory::MemoryOptions;
use crate::rows::Rows;
use crate::rows::memory::MemoryRows;

/// Keeps everything in memory: for tests, gone with the process.
///
/// ```
/// use bitrix_rest_methods::{MemoryStore, Store};
///
/// let store = MemoryStore::new();
/// let (options, accounts) = (store.options(), store.accounts("my-portal"));
/// ```
#[derive(Debug, Default)]
pub struct MemoryStore {
    options: Arc<MemoryOptions>,
    portals: Mutex<BTreeMap<Box<str>, Arc<MemoryAccounts>>>,
    rows: Mutex<BTreeMap<Box<str>, Arc<MemoryRows>>>,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    fn everything(&self) -> Vec<Record> {
        let portals = self.portals.lock().unwrap_or_else(PoisonError::into_inner);
        let mut options = self.options.everything();
        options.sort_by(|(a, _), (b, _)| a.order().cmp(&b.order()));
        let mut names: Vec<&str> = portals.keys().map(AsRef::as_ref).collect();
        names.extend(options.iter().map(|(owner, _)| owner.application.portal()));
        let rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        names.extend(rows.keys().map(AsRef::as_ref));
        names.sort_unstable();
        names.dedup();
        let mut records = Vec::new();
        for name in names {
            if let Some(accounts) = portals.get(name) {
                for kind in AccountKind::ALL {
                    let page = accounts.page(kind, None, usize::MAX);
                    records.extend(page.into_iter().map(|account| Record::Account {
                        portal: name.into(),
                        account,
                    }));
                }
            }
            for (owner, array) in &options {
                if owner.application.portal() == name {
                    records.extend(array.iter().map(|(key, value)| Record::Option {
                        owner: owner.clone(),
                        key: key.clone(),
                        value: value.clone(),
                    }));
                }
            }
            for (table, last, rows) in rows.get(name).iter().flat_map(|rows| rows.everything()) {
                let (portal, table): (Arc<str>, Arc<str>) = (name.into(), table.into());
                records.push(Record::Table {
                    portal: portal.clone(),
                    name: table.clone(),
                    last,
                });
                records.extend(rows.into_iter().map(|row| Record::Row {
                    portal: portal.clone(),
                    table: table.clone(),
                    row,
                }));
            }
        }
        records
    }
}

impl Store for MemoryStore {
    fn options(&self) -> Options {
        Options::new(self.options.clone())
    }

    fn accounts(&self, portal: &str) -> Accounts {
        let mut portals = self.portals.lock().unwrap_or_else(PoisonError::into_inner);
        let accounts = portals
            .entry(portal.into())
            .or_insert_with(|| Arc::new(MemoryAccounts::new(portal)));
        Accounts::new(accounts.clone())
    }

    fn rows(&self, portal: &str) -> Rows {
        let mut portals = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let rows = portals
            .entry(portal.into())
            .or_insert_with(|| Arc::new(MemoryRows::new(portal)));
        Rows::new(rows.clone())
    }

    fn check(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(ready(Ok(())))
    }

    fn export(&self) -> BoxFuture<'_, Result<Box<dyn Export>, StoreError>> {
        let export: Box<dyn Export> = Box::new(Once(self.everything()));
        Box::pin(ready(Ok(export)))
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        Box::pin(ready(()))
    }
}

/// All in one page.
struct Once(Vec<Record>);

impl Export for Once {
    fn next(&mut self) -> BoxFuture<'_, Result<Vec<Record>, StoreError>> {
        Box::pin(ready(Ok(std::mem::take(&mut self.0))))
    }
}
