//! Accounts in SQLite.

use std::future::ready;
use std::sync::Arc;

use bitrix_rest::BoxFuture;
use rusqlite::types::{ToSqlOutput, Value as SqlValue, ValueRef};
use rusqlite::{Connection, ErrorCode, OptionalExtension, ToSql, params, params_from_iter};

use super::{Engine, all_or_none, failed};
use crate::StoreError;
use crate::accounts::cache::LoginCache;
use crate::accounts::{
    Account, AccountKey, AccountKind, AccountStore, Change, Login, Owner, SecretHash, TokenRecord,
    WebhookRecord,
};
use crate::store::sql::{self, Cell, Credential, Sealed};

/// The accounts of one portal in a file.
#[derive(Debug)]
pub(super) struct SqliteAccounts {
    pub(super) engine: Arc<Engine>,
    pub(super) logins: Arc<LoginCache>,
    pub(super) portal: Arc<str>,
}

impl ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Owned(SqlValue::Null),
            Self::Int(number) => ToSqlOutput::Owned(SqlValue::Integer(*number)),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
        })
    }
}

/// A credential with what it names: the three records of a row, as far as they are there.
fn login<C: Credential>(
    connection: &Connection,
    portal: &str,
    secret: &SecretHash,
    statement: &str,
    parameters: &[&dyn ToSql],
) -> Result<Option<Arc<Login<C>>>, StoreError> {
    let mut statement = connection.prepare_cached(statement).map_err(failed)?;
    let found = statement
        .query_row(parameters, |row| {
            let sealed = |at: usize| -> rusqlite::Result<Sealed<String>> {
                let record: Option<String> = row.get(at)?;
                Ok(match record {
                    Some(record) => Some((record, row.get(at + 1)?)),
                    None => None,
                })
            };
            Ok([sealed(0)?, sealed(2)?, sealed(4)?])
        })
        .optional()
        .map_err(failed)?;
    match found {
        Some(records) => sql::login(portal, secret, records),
        None => Ok(None),
    }
}

fn find_webhook(
    connection: &Connection,
    portal: &str,
    owner: Owner<'_>,
    code: &SecretHash,
) -> Result<Option<Arc<Login<WebhookRecord>>>, StoreError> {
    let bytes = &code.as_bytes()[..];
    match owner {
        Owner::Id(id) => match i64::try_from(id) {
            Ok(id) => {
                let parameters: &[&dyn ToSql] = &[&portal, &id, &bytes];
                login(connection, portal, code, sql::WEBHOOK, parameters)
            }
            Err(_) => Ok(None),
        },
        Owner::Login(name) => {
            let parameters: &[&dyn ToSql] = &[&portal, &name, &bytes];
            login(connection, portal, code, sql::WEBHOOK_BY_LOGIN, parameters)
        }
    }
}

fn get(
    connection: &Connection,
    portal: &str,
    key: &AccountKey,
) -> Result<Option<Account>, StoreError> {
    let kind = key.kind();
    let Ok(cell) = sql::key_cell(key) else {
        // Beyond what can be written.
        return Ok(None);
    };
    let mut statement = connection
        .prepare_cached(&sql::statements(kind).get)
        .map_err(failed)?;
    let found: Option<(String, i64)> = statement
        .query_row(params![portal, cell], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()
        .map_err(failed)?;
    found
        .map(|(record, checksum)| sql::account(kind, portal, &record, checksum))
        .transpose()
}

pub(super) fn list(
    connection: &Connection,
    portal: &str,
    kind: AccountKind,
    after: Option<&AccountKey>,
    limit: usize,
) -> Result<Vec<Account>, StoreError> {
    let after = match after.map(sql::key_cell) {
        Some(Ok(cell)) => cell,
        // Nothing comes after what is beyond all that can be written.
        Some(Err(_)) => return Ok(Vec::new()),
        None => sql::before_all(kind),
    };
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut statement = connection
        .prepare_cached(&sql::statements(kind).list)
        .map_err(failed)?;
    let rows = statement
        .query_map(params![portal, after, limit], |row| {
            Ok((row.get::<_, String>(0)?, row.get(1)?))
        })
        .map_err(failed)?;
    let accounts = rows.map(|row| {
        let (record, checksum) = row.map_err(failed)?;
        sql::account(kind, portal, &record, checksum)
    });
    sql::in_order(&after, accounts)
}

fn change(connection: &Connection, portal: &str, change: &Change) -> Result<(), StoreError> {
    let (account, replace) = match change {
        Change::Remove(key) => {
            let statement = &sql::statements(key.kind()).remove;
            let mut statement = connection.prepare_cached(statement).map_err(failed)?;
            let cell = sql::key_cell(key).map_err(|_| key.missing())?;
            let removed = statement.execute(params![portal, cell]).map_err(failed)?;
            return if removed == 0 {
                Err(key.missing())
            } else {
                Ok(())
            };
        }
        Change::Add(account) => (account, false),
        Change::Put(account) => (account, true),
    };
    let statements = sql::statements(account.key().kind());
    let statement = if replace {
        &statements.put
    } else {
        &statements.add
    };
    let mut statement = connection.prepare_cached(statement).map_err(failed)?;
    let written = statement.execute(params_from_iter(sql::row(portal, account)?));
    match written {
        Ok(0) => Err(account.key().taken()),
        Ok(_) => Ok(()),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
            Err(account.clash())
        }
        Err(error) => Err(failed(error)),
    }
}

impl SqliteAccounts {
    /// A login that was looked up before and still holds.
    fn kept<T>(&self, find: impl FnOnce(&LoginCache) -> Option<T>) -> Option<T> {
        self.engine.with(|_| ()).ok()?;
        self.engine.logins.refresh();
        find(&self.logins)
    }
}

impl AccountStore for SqliteAccounts {
    fn portal(&self) -> &Arc<str> {
        &self.portal
    }

    fn token<'a>(
        &'a self,
        hash: &'a SecretHash,
    ) -> BoxFuture<'a, Result<Option<Arc<Login<TokenRecord>>>, StoreError>> {
        if let Some(login) = self.kept(|logins| logins.token(hash)) {
            return Box::pin(ready(Ok(Some(login))));
        }
        let since = self.logins.epoch();
        let (portal, hash) = (self.portal.clone(), *hash);
        let read = self.engine.read(move |connection| {
            let parameters: &[&dyn ToSql] = &[&&*portal, &&hash.as_bytes()[..]];
            login(connection, &portal, &hash, sql::TOKEN, parameters)
        });
        Box::pin(async move {
            let found = read.await?;
            if let Some(login) = &found {
                self.logins.keep_token(since, login);
            }
            Ok(found)
        })
    }

    fn webhook<'a>(
        &'a self,
        owner: Owner<'a>,
        code: &'a SecretHash,
    ) -> BoxFuture<'a, Result<Option<Arc<Login<WebhookRecord>>>, StoreError>> {
        if let Some(login) = self.kept(|logins| logins.webhook(owner, code)) {
            return Box::pin(ready(Ok(Some(login))));
        }
        let since = self.logins.epoch();
        let (portal, code) = (self.portal.clone(), *code);
        let (id, name) = match owner {
            Owner::Id(id) => (id, None),
            Owner::Login(name) => (0, Some(name.to_owned())),
        };
        let read = self.engine.read(move |connection| {
            let owner = name.as_deref().map_or(Owner::Id(id), Owner::Login);
            find_webhook(connection, &portal, owner, &code)
        });
        Box::pin(async move {
            let found = read.await?;
            if let Some(login) = &found {
                self.logins.keep_webhook(since, owner, login);
            }
            Ok(found)
        })
    }

    fn get<'a>(
        &'a self,
        key: &'a AccountKey,
    ) -> BoxFuture<'a, Result<Option<Account>, StoreError>> {
        let (portal, key) = (self.portal.clone(), key.clone());
        Box::pin(
            self.engine
                .read(move |connection| get(connection, &portal, &key)),
        )
    }

    fn list<'a>(
        &'a self,
        kind: AccountKind,
        after: Option<&'a AccountKey>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<Account>, StoreError>> {
        let (portal, after) = (self.portal.clone(), after.cloned());
        Box::pin(
            self.engine
                .read(move |connection| list(connection, &portal, kind, after.as_ref(), limit)),
        )
    }

    fn write(&self, changes: Vec<Change>) -> BoxFuture<'_, Result<(), StoreError>> {
        let portal = self.portal.clone();
        Box::pin(async move {
            crate::store::check_name("the member id of the portal", &portal)?;
            changes.iter().try_for_each(Change::check)?;
            self.engine
                .write(true, move |connection| {
                    all_or_none(connection, || {
                        changes
                            .iter()
                            .try_for_each(|one| change(connection, &portal, one))
                    })
                })
                .await
        })
    }
}
