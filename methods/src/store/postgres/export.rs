//! Reading everything, as it was at one moment.

use std::sync::Arc;

use bitrix_rest::{Application, BoxFuture};
use tokio_postgres::Row;

use super::accounts::account_of;
use super::engine::Engine;
use super::fault::Fault;
use super::options::option_row;
use super::rows::row_of;
use super::session::Session;
use crate::accounts::{Account, AccountKey, AccountKind};
use crate::options::Owner;
use crate::store::sql::{self, user_from};
use crate::store::{Export, Record, StoreError};

/// Records that are read together.
const PAGE: i64 = 500;
const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
// One step in each index, however many rows a portal has.
const FIRST_PORTAL: &str = "SELECT min(p.portal) FROM (\
    SELECT min(portal) AS portal FROM rest_users \
    UNION ALL SELECT min(portal) FROM rest_applications \
    UNION ALL SELECT min(portal) FROM rest_webhooks \
    UNION ALL SELECT min(portal) FROM rest_tokens \
    UNION ALL SELECT min(portal) FROM rest_refresh_tokens \
    UNION ALL SELECT min(portal) FROM rest_codes \
    UNION ALL SELECT min(portal) FROM rest_options \
    UNION ALL SELECT min(portal) FROM rest_row_tables) p";
const NEXT_PORTAL: &str = "SELECT min(p.portal) FROM (\
    SELECT min(portal) AS portal FROM rest_users WHERE portal > $1 \
    UNION ALL SELECT min(portal) FROM rest_applications WHERE portal > $1 \
    UNION ALL SELECT min(portal) FROM rest_webhooks WHERE portal > $1 \
    UNION ALL SELECT min(portal) FROM rest_tokens WHERE portal > $1 \
    UNION ALL SELECT min(portal) FROM rest_refresh_tokens WHERE portal > $1 \
    UNION ALL SELECT min(portal) FROM rest_codes WHERE portal > $1 \
    UNION ALL SELECT min(portal) FROM rest_options WHERE portal > $1 \
    UNION ALL SELECT min(portal) FROM rest_row_tables WHERE portal > $1) p";
const OPTIONS: &str = "SELECT application, user_id, position, key_hash, key, value, checksum FROM rest_options \
    WHERE portal = $1 AND (application, user_id, position, key_hash) > ($2, $3, $4, $5) \
    ORDER BY application, user_id, position, key_hash LIMIT $6";

/// Reads page by page, on a connection beside the pool: however slow the reader is, no call waits for it.
pub(super) struct PostgresExport {
    session: Session,
    engine: Arc<Engine>,
    at: Place,
}

/// What is read next.
enum Place {
    Accounts {
        portal: Arc<str>,
        kind: AccountKind,
        after: Option<AccountKey>,
    },
    Options {
        portal: Arc<str>,
        after: OptionPlace,
    },
    /// The table behind this one.
    Tables {
        portal: Arc<str>,
        after: Arc<str>,
    },
    Rows {
        portal: Arc<str>,
        table: Arc<str>,
        after: i64,
    },
    End,
}

/// Application, user, position and hash of the key.
type OptionPlace = (String, i64, i64, Vec<u8>);

/// No user is less than that of the options for all.
const BEFORE_ALL_USERS: i64 = sql::ALL_USERS - 1;

impl PostgresExport {
    pub(super) async fn begin(engine: &Arc<Engine>) -> Result<Self, Fault> {
        let mut session = engine.session_aside().await?;
        session.begin(BEGIN).await?;
        // The first read fixes the moment.
        let rows = session.rows(FIRST_PORTAL, &[]).await?;
        Ok(Self {
            session,
            engine: engine.clone(),
            at: first_of(rows.first())?,
        })
    }

    async fn page(&mut self) -> Result<Vec<Record>, Fault> {
        loop {
            let (page, next) = match &self.at {
                Place::End => return Ok(Vec::new()),
                Place::Accounts {
                    portal,
                    kind,
                    after,
                } => accounts(&mut self.session, portal, *kind, after.as_ref()).await?,
                Place::Options { portal, after } => {
                    options(&mut self.session, portal, after).await?
                }
                Place::Tables { portal, after } => table(&mut self.session, portal, after).await?,
                Place::Rows {
                    portal,
                    table,
                    after,
                } => rows(&mut self.session, portal, table, *after).await?,
            };
            self.at = next;
            if !page.is_empty() {
                return Ok(page);
            }
        }
    }
}

/// Where a portal begins.
fn first_of(row: Option<&Row>) -> Result<Place, Fault> {
    let portal: Option<String> = match row {
        Some(row) => row.try_get(0)?,
        None => None,
    };
    Ok(match portal {
        Some(portal) => Place::Accounts {
            portal: portal.into(),
            kind: AccountKind::User,
            after: None,
        },
        None => Place::End,
    })
}

async fn accounts(
    session: &mut Session,
    portal: &Arc<str>,
    kind: AccountKind,
    after: Option<&AccountKey>,
) -> Result<(Vec<Record>, Place), Fault> {
    let cell = match after {
        Some(key) => sql::key_cell(key)?,
        None => sql::before_all(kind),
    };
    let list = &sql::statements(kind).list;
    let rows = session.rows(list, &[&&**portal, &cell, &PAGE]).await?;
    let found = rows.iter().map(|row| account_of(kind, portal, row));
    let found = sql::in_order(&cell, found)?;
    let last = found.last().map(Account::key);
    let accounts = found.into_iter().map(|account| Record::Account {
        portal: portal.clone(),
        account,
    });
    let page = accounts.collect();
    let portal = portal.clone();
    let following = AccountKind::ALL.into_iter().find(|other| *other > kind);
    let next = match (last, following) {
        (Some(last), _) => Place::Accounts {
            portal,
            kind,
            after: Some(last),
        },
        (None, Some(kind)) => Place::Accounts {
            portal,
            kind,
            after: None,
        },
        (None, None) => Place::Options {
            portal,
            after: (String::new(), BEFORE_ALL_USERS, 0, Vec::new()),
        },
    };
    Ok((page, next))
}

async fn options(
    session: &mut Session,
    portal: &Arc<str>,
    after: &OptionPlace,
) -> Result<(Vec<Record>, Place), Fault> {
    let (client_id, user, position, hash) = after;
    let rows = session
        .rows(
            OPTIONS,
            &[&&**portal, client_id, user, position, hash, &PAGE],
        )
        .await?;
    let Some(last) = rows.last() else {
        let (portal, after) = (portal.clone(), "".into());
        return Ok((Vec::new(), Place::Tables { portal, after }));
    };
    let after = (
        last.try_get(0)?,
        last.try_get(1)?,
        last.try_get(2)?,
        last.try_get(3)?,
    );
    let mut page = Vec::with_capacity(rows.len());
    for row in &rows {
        let owner = Owner {
            application: Application::new(portal.clone(), row.try_get::<_, &str>(0)?),
            user: user_from(row.try_get(1)?),
        };
        let (key, value) = option_row(row, 4)?.read(&owner)?;
        page.push(Record::Option { owner, key, value });
    }
    let portal = portal.clone();
    Ok((page, Place::Options { portal, after }))
}

/// The next table, or the next portal.
async fn table(
    session: &mut Session,
    portal: &Arc<str>,
    after: &str,
) -> Result<(Vec<Record>, Place), Fault> {
    let found = session
        .rows(sql::rows::NEXT_TABLE, &[&&**portal, &after])
        .await?;
    let Some(found) = found.first() else {
        let rows = session.rows(NEXT_PORTAL, &[&&**portal]).await?;
        return Ok((Vec::new(), first_of(rows.first())?));
    };
    let name: Arc<str> = found.try_get::<_, &str>(0)?.into();
    let last = sql::rows::counter(portal, &name, found.try_get(1)?, found.try_get(2)?)?;
    let record = Record::Table {
        portal: portal.clone(),
        name: name.clone(),
        last,
    };
    let next = Place::Rows {
        portal: portal.clone(),
        table: name,
        after: 0,
    };
    Ok((vec![record], next))
}

async fn rows(
    session: &mut Session,
    portal: &Arc<str>,
    table: &Arc<str>,
    after: i64,
) -> Result<(Vec<Record>, Place), Fault> {
    let found = session
        .rows(sql::rows::LIST, &[&&**portal, &&**table, &after, &PAGE])
        .await?;
    let page = found
        .iter()
        .map(|row| row_of(portal, table, row))
        .collect::<Result<Vec<_>, _>>()?;
    sql::rows::in_order(table, after, &page)?;
    let (portal, table) = (portal.clone(), table.clone());
    let next = match found.last() {
        Some(last) => Place::Rows {
            portal: portal.clone(),
            table: table.clone(),
            after: last.try_get(0)?,
        },
        None => Place::Tables {
            portal: portal.clone(),
            after: table.clone(),
        },
    };
    let records = page.into_iter().map(|row| Record::Row {
        portal: portal.clone(),
        table: table.clone(),
        row,
    });
    Ok((records.collect(), next))
}

impl Export for PostgresExport {
    fn next(&mut self) -> BoxFuture<'_, Result<Vec<Record>, StoreError>> {
        Box::pin(async {
            let page = self.page().await;
            page.map_err(|fault| self.engine.explain(fault))
        })
    }
}
