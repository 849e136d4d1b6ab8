//! Reading everything, as it was at one moment.

use std::path::Path;
use std::sync::Arc;
use std::thread;

use bitrix_rest::{Application, BoxFuture};
use rusqlite::Connection;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::{accounts, failed, open, rows};
use crate::accounts::AccountKind;
use crate::options::Owner;
use crate::store::sql::{OptionRow, user_from};
use crate::store::{Export, Record, StoreError};

/// Records that are handed on together.
const PAGE: usize = 500;

const PORTALS: &str = "SELECT portal FROM rest_users UNION SELECT portal FROM rest_applications \
    UNION SELECT portal FROM rest_webhooks UNION SELECT portal FROM rest_tokens \
    UNION SELECT portal FROM rest_refresh_tokens UNION SELECT portal FROM rest_codes \
    UNION SELECT portal FROM rest_options \
    UNION SELECT portal FROM rest_row_tables ORDER BY 1";
const OPTIONS: &str = "SELECT application, user_id, key, value, checksum FROM rest_options \
    WHERE portal = $1 ORDER BY application, user_id, position";

type Page = Result<Vec<Record>, StoreError>;

/// Reads in a thread of its own, no further ahead than two pages.
pub(super) struct SqliteExport {
    pages: Receiver<Page>,
    ended: bool,
}

impl SqliteExport {
    pub(super) fn begin(path: &Path) -> Result<Self, StoreError> {
        let connection = open::connect_to_read(path).map_err(failed)?;
        // A transaction sees one moment from its first read on.
        connection
            .execute_batch("BEGIN; SELECT count(*) FROM sqlite_schema")
            .map_err(failed)?;
        let (pages, receiver) = channel(2);
        thread::Builder::new()
            .name("sqlite-export".to_owned())
            .spawn(move || {
                if let Err(error) = pour(&connection, &pages) {
                    // Whoever exports may have lost interest.
                    let _ = pages.blocking_send(Err(error));
                }
            })
            .map_err(StoreError::failed)?;
        Ok(Self {
            pages: receiver,
            ended: false,
        })
    }
}

impl Export for SqliteExport {
    fn next(&mut self) -> BoxFuture<'_, Page> {
        Box::pin(async {
            if self.ended {
                return Ok(Vec::new());
            }
            let page = self.pages.recv().await;
            let page =
                page.unwrap_or_else(|| Err(StoreError::failed("the export ended before its end")))?;
            self.ended = page.is_empty();
            Ok(page)
        })
    }
}

fn pour(connection: &Connection, pages: &Sender<Page>) -> Result<(), StoreError> {
    let mut page = Vec::with_capacity(PAGE);
    read(connection, &mut |record| {
        page.push(record);
        if page.len() < PAGE {
            return true;
        }
        let full = std::mem::replace(&mut page, Vec::with_capacity(PAGE));
        pages.blocking_send(Ok(full)).is_ok()
    })?;
    if !page.is_empty() {
        let _ = pages.blocking_send(Ok(page));
    }
    // The end, told apart from a thread that is gone.
    let _ = pages.blocking_send(Ok(Vec::new()));
    Ok(())
}

/// Every record in the order of [`Export`], until `take` has enough.
fn read(connection: &Connection, take: &mut impl FnMut(Record) -> bool) -> Result<(), StoreError> {
    for portal in portals(connection)? {
        for kind in AccountKind::ALL {
            let mut after = None;
            loop {
                let page = accounts::list(connection, &portal, kind, after.as_ref(), PAGE)?;
                let Some(last) = page.last() else { break };
                after = Some(last.key());
                for account in page {
                    let portal = portal.as_str().into();
                    if !take(Record::Account { portal, account }) {
                        return Ok(());
                    }
                }
            }
        }
        if !options(connection, &portal, take)? || !tables(connection, &portal, take)? {
            return Ok(());
        }
    }
    Ok(())
}

pub(super) fn portals(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare(PORTALS).map_err(failed)?;
    let portals = statement.query_map([], |row| row.get(0)).map_err(failed)?;
    portals.map(|portal| portal.map_err(failed)).collect()
}

/// The options of a portal; whether `take` wants more.
pub(super) fn options(
    connection: &Connection,
    portal: &str,
    take: &mut impl FnMut(Record) -> bool,
) -> Result<bool, StoreError> {
    let mut statement = connection.prepare(OPTIONS).map_err(failed)?;
    let rows = statement
        .query_map([portal], |row| {
            let option = OptionRow {
                key: row.get(2)?,
                value: row.get(3)?,
                checksum: row.get(4)?,
            };
            Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, option))
        })
        .map_err(failed)?;
    for row in rows {
        let (client_id, user, option) = row.map_err(failed)?;
        let owner = Owner {
            application: Application::new(portal, client_id),
            user: user_from(user),
        };
        let (key, value) = option.read(&owner)?;
        if !take(Record::Option { owner, key, value }) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The tables of a portal with their rows; whether `take` wants more.
pub(super) fn tables(
    connection: &Connection,
    portal: &str,
    take: &mut impl FnMut(Record) -> bool,
) -> Result<bool, StoreError> {
    let portal: Arc<str> = portal.into();
    let mut before: Arc<str> = "".into();
    while let Some((name, last)) = rows::next_table(connection, &portal, &before)? {
        let table: Arc<str> = name.into();
        before = table.clone();
        if !take(Record::Table {
            portal: portal.clone(),
            name: table.clone(),
            last,
        }) {
            return Ok(false);
        }
        let mut after = 0;
        loop {
            let page = rows::list(connection, &portal, &table, after, PAGE)?;
            let Some(last) = page.last() else { break };
            after = last.id;
            for row in page {
                let (portal, table) = (portal.clone(), table.clone());
                if !take(Record::Row { portal, table, row }) {
                    return Ok(false);
                }
            }
        }
    }
    Ok(true)
}
