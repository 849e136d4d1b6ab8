//! Accounts in PostgreSQL.

use std::error::Error;
use std::sync::Arc;

use bitrix_rest::BoxFuture;
use tokio_postgres::Row;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use super::engine::{Engine, Work};
use super::fault::Fault;
use super::session::{Parameters, Session};
use crate::StoreError;
use crate::accounts::{
    Account, AccountKey, AccountKind, AccountStore, Change, Login, Owner, SecretHash, TokenRecord,
    WebhookRecord,
};
use crate::store::check_name;
use crate::store::sql::{self, Cell, Credential, Sealed};

/// The accounts of one portal in a database.
#[derive(Debug)]
pub(super) struct PostgresAccounts {
    pub(super) engine: Arc<Engine>,
    pub(super) portal: Arc<str>,
}

impl ToSql for Cell {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(number) => number.to_sql_checked(kind, out),
            Self::Text(text) => text.to_sql_checked(kind, out),
            Self::Bytes(bytes) => bytes.to_sql_checked(kind, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        // Each cell checks the type itself.
        true
    }

    to_sql_checked!();
}

/// A record with its checksum, from this column on.
fn sealed(row: &Row, at: usize) -> Result<Sealed<&str>, StoreError> {
    let record: Option<&str> = row.try_get(at).map_err(StoreError::failed)?;
    Ok(match record {
        Some(record) => Some((record, row.try_get(at + 1).map_err(StoreError::failed)?)),
        None => None,
    })
}

pub(super) fn account_of(
    kind: AccountKind,
    portal: &str,
    row: &Row,
) -> Result<Account, StoreError> {
    match sealed(row, 0)? {
        Some((record, checksum)) => sql::account(kind, portal, record, checksum),
        None => Err(StoreError::Damaged(format!("a row of {kind:?} is empty"))),
    }
}

/// What no account has in its name, and the engine does not take.
fn is_unstorable(cell: &Cell) -> bool {
    matches!(cell, Cell::Text(text) if text.contains('\0'))
}

/// What is greater than `a\0…` and has no NUL itself, is greater than `a`.
fn without_nul(cell: Cell) -> Cell {
    match cell {
        Cell::Text(mut text) => {
            text.truncate(text.find('\0').unwrap_or(text.len()));
            Cell::Text(text)
        }
        other => other,
    }
}

impl PostgresAccounts {
    /// Whether something can be written for this portal at all.
    fn is_possible(&self) -> bool {
        check_name("", &self.portal).is_ok()
    }

    /// A credential with what it names: the three records of a row, as far as they are there.
    async fn login<C: Credential>(
        &self,
        secret: &SecretHash,
        statement: &'static str,
        parameters: Parameters<'_>,
    ) -> Result<Option<Arc<Login<C>>>, StoreError> {
        let rows = self.engine.rows(statement, parameters).await?;
        let Some(row) = rows.first() else {
            return Ok(None);
        };
        let records = [sealed(row, 0)?, sealed(row, 2)?, sealed(row, 4)?];
        sql::login(&self.portal, secret, records)
    }

    async fn find_token(
        &self,
        hash: &SecretHash,
    ) -> Result<Option<Arc<Login<TokenRecord>>>, StoreError> {
        if !self.is_possible() {
            return Ok(None);
        }
        let bytes = &hash.as_bytes()[..];
        self.login(hash, sql::TOKEN, &[&&*self.portal, &bytes])
            .await
    }

    async fn find_webhook(
        &self,
        owner: Owner<'_>,
        code: &SecretHash,
    ) -> Result<Option<Arc<Login<WebhookRecord>>>, StoreError> {
        if !self.is_possible() {
            return Ok(None);
        }
        let (portal, bytes) = (&*self.portal, &code.as_bytes()[..]);
        match owner {
            Owner::Id(id) => match i64::try_from(id) {
                Ok(id) => {
                    self.login(code, sql::WEBHOOK, &[&portal, &id, &bytes])
                        .await
                }
                Err(_) => Ok(None),
            },
            Owner::Login(name) if name.contains('\0') => Ok(None),
            Owner::Login(name) => {
                self.login(code, sql::WEBHOOK_BY_LOGIN, &[&portal, &name, &bytes])
                    .await
            }
        }
    }

    async fn find(&self, key: &AccountKey) -> Result<Option<Account>, StoreError> {
        let cell = match sql::key_cell(key) {
            Ok(cell) if self.is_possible() && !is_unstorable(&cell) => cell,
            // There is none with such a key.
            _ => return Ok(None),
        };
        let kind = key.kind();
        let get = &sql::statements(kind).get;
        let rows = self.engine.rows(get, &[&&*self.portal, &cell]).await?;
        let found = rows.first();
        found
            .map(|row| account_of(kind, &self.portal, row))
            .transpose()
    }

    async fn page(
        &self,
        kind: AccountKind,
        after: Option<&AccountKey>,
        limit: usize,
    ) -> Result<Vec<Account>, StoreError> {
        let after = match after.map(sql::key_cell) {
            None => sql::before_all(kind),
            Some(Ok(cell)) => without_nul(cell),
            // Nothing is behind what is larger than anything that can be.
            Some(Err(_)) => return Ok(Vec::new()),
        };
        if !self.is_possible() {
            return Ok(Vec::new());
        }
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let list = &sql::statements(kind).list;
        let rows = self
            .engine
            .rows(list, &[&&*self.portal, &after, &limit])
            .await?;
        let accounts = rows.iter().map(|row| account_of(kind, &self.portal, row));
        sql::in_order(&after, accounts)
    }

    async fn change(&self, changes: Vec<Change>) -> Result<(), StoreError> {
        check_name("the member id of the portal", &self.portal)?;
        changes.iter().try_for_each(Change::check)?;
        let steps = changes
            .into_iter()
            .map(|change| Step::new(&self.portal, change))
            .collect::<Result<Vec<_>, _>>()?;
        let done = match steps.as_slice() {
            [] => Ok(()),
            [one] => self.engine.run(one).await,
            many => self.engine.run(&Steps(many)).await,
        };
        done.map_err(|fault| self.engine.explain(fault))
    }
}

/// A change as a statement.
struct Step {
    change: Change,
    statement: &'static str,
    cells: Vec<Cell>,
}

impl Step {
    fn new(portal: &str, change: Change) -> Result<Self, StoreError> {
        let (statement, cells) = match &change {
            Change::Remove(key) => {
                let cell = sql::key_cell(key).map_err(|_| key.missing())?;
                if is_unstorable(&cell) {
                    return Err(key.missing());
                }
                let remove = &sql::statements(key.kind()).remove;
                (remove, vec![Cell::Text(portal.to_owned()), cell])
            }
            Change::Add(account) => {
                let add = &sql::statements(account.key().kind()).add;
                (add, sql::row(portal, account)?)
            }
            Change::Put(account) => {
                let put = &sql::statements(account.key().kind()).put;
                (put, sql::row(portal, account)?)
            }
        };
        Ok(Self {
            change,
            statement,
            cells,
        })
    }

    /// Nothing was changed, so it is as the change must not find it.
    fn refused(&self) -> StoreError {
        match &self.change {
            Change::Remove(key) => key.missing(),
            Change::Add(account) | Change::Put(account) => account.key().taken(),
        }
    }
}

impl Work for Step {
    type Out = ();

    async fn run(&self, session: &mut Session) -> Result<(), Fault> {
        let cells: Vec<&(dyn ToSql + Sync)> = self
            .cells
            .iter()
            .map(|cell| cell as &(dyn ToSql + Sync))
            .collect();
        match (session.execute(self.statement, &cells).await, &self.change) {
            (Ok(0), _) => Err(Fault::Store(self.refused())),
            (Ok(_), _) => Ok(()),
            (Err(fault), Change::Add(account) | Change::Put(account))
                if fault.has(&[SqlState::UNIQUE_VIOLATION]) =>
            {
                Err(Fault::Store(account.clash()))
            }
            (Err(fault), _) => Err(fault),
        }
    }
}

/// All or none.
struct Steps<'a>(&'a [Step]);

impl Work for Steps<'_> {
    type Out = ();

    async fn run(&self, session: &mut Session) -> Result<(), Fault> {
        session.begin("BEGIN").await?;
        for step in self.0 {
            if let Err(fault) = step.run(session).await {
                if !fault.loses_connection() {
                    session.roll_back().await?;
                }
                return Err(fault);
            }
        }
        session.commit().await
    }
}

impl AccountStore for PostgresAccounts {
    fn portal(&self) -> &Arc<str> {
        &self.portal
    }

    fn token<'a>(
        &'a self,
        hash: &'a SecretHash,
    ) -> BoxFuture<'a, Result<Option<Arc<Login<TokenRecord>>>, StoreError>> {
        Box::pin(self.find_token(hash))
    }

    fn webhook<'a>(
        &'a self,
        owner: Owner<'a>,
        code: &'a SecretHash,
    ) -> BoxFuture<'a, Result<Option<Arc<Login<WebhookRecord>>>, StoreError>> {
        Box::pin(self.find_webhook(owner, code))
    }

    fn get<'a>(
        &'a self,
        key: &'a AccountKey,
    ) -> BoxFuture<'a, Result<Option<Account>, StoreError>> {
        Box::pin(self.find(key))
    }

    fn list<'a>(
        &'a self,
        kind: AccountKind,
        after: Option<&'a AccountKey>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<Account>, StoreError>> {
        Box::pin(self.page(kind, after, limit))
    }

    fn write(&self, changes: Vec<Change>) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(self.change(changes))
    }
}
