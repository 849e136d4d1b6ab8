//! What the SQL engines have in common: tables, statements, and rows as they are written and read.
//!
//! Plain SQL: single statements, upserts in the place of read-modify-write, every key beginning with the portal, so that
//! the same text runs on SQLite, PostgreSQL and the engines that speak its protocol. A row keeps a checksum of what it
//! says: a file that changed underneath answers an error and not something that nobody wrote.

mod login;
pub(crate) mod rows;

use bitrix_rest::{Key, Value};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{StoreError, check_number, text};
use crate::accounts::{Account, AccountKey, AccountKind};
use crate::options::Owner;

pub(crate) use login::{Credential, Sealed, login};

/// The user of options that are for all users.
pub(crate) const ALL_USERS: i64 = -1;

/// A parameter of a statement. Cells of a column are ordered as the engines order them.
#[derive(Debug, Clone, PartialEq, PartialOrd)]
pub(crate) enum Cell {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

/// The statements of a table of accounts. Parameters: the columns in order.
#[derive(Debug)]
pub(crate) struct Statements {
    /// Adds a row or replaces the one with its key.
    pub(crate) put: String,
    /// Adds a row; does nothing if there is one with its key.
    pub(crate) add: String,
    /// By portal and key.
    pub(crate) remove: String,
    /// Record and checksum, by portal and key.
    pub(crate) get: String,
    /// Record and checksum, by portal, the key before and a limit.
    pub(crate) list: String,
    /// All columns of all rows of a portal, as [`row`] gives them.
    #[cfg(feature = "sqlite")]
    pub(crate) all: String,
}

struct Table {
    name: &'static str,
    key: &'static str,
    /// Between the key and the record: what other rows are found by.
    others: &'static [&'static str],
}

const fn table(kind: AccountKind) -> Table {
    match kind {
        AccountKind::User => Table {
            name: "rest_users",
            key: "id",
            others: &["login"],
        },
        AccountKind::Application => Table {
            name: "rest_applications",
            key: "client_id",
            others: &[],
        },
        AccountKind::Webhook => Table {
            name: "rest_webhooks",
            key: "id",
            others: &["user_id", "code", "application"],
        },
        AccountKind::Token => Table {
            name: "rest_tokens",
            key: "hash",
            others: &["application", "user_id", "expires"],
        },
        AccountKind::RefreshToken => Table {
            name: "rest_refresh_tokens",
            key: "hash",
            others: &["application", "user_id", "expires"],
        },
        AccountKind::Code => Table {
            name: "rest_codes",
            key: "hash",
            others: &["application", "user_id", "expires"],
        },
    }
}

/// The statements for accounts of this kind, made once.
pub(crate) fn statements(kind: AccountKind) -> &'static Statements {
    use std::sync::LazyLock;
    static ALL: LazyLock<[Statements; 6]> =
        LazyLock::new(|| AccountKind::ALL.map(|kind| Statements::of(&table(kind))));
    let [user, application, webhook, token, refresh_token, code] = &*ALL;
    match kind {
        AccountKind::User => user,
        AccountKind::Application => application,
        AccountKind::Webhook => webhook,
        AccountKind::Token => token,
        AccountKind::RefreshToken => refresh_token,
        AccountKind::Code => code,
    }
}

impl Statements {
    fn of(table: &Table) -> Self {
        let Table { name, key, others } = table;
        let mut columns = vec!["portal", *key];
        columns.extend(*others);
        columns.extend(["record", "checksum"]);
        let numbers: Vec<String> = (1..=columns.len()).map(|n| format!("${n}")).collect();
        let insert = format!(
            "INSERT INTO {name} ({}) VALUES ({}) ON CONFLICT (portal, {key}) DO",
            columns.join(", "),
            numbers.join(", ")
        );
        let changed = columns.iter().skip(2);
        let sets: Vec<String> = changed.map(|c| format!("{c} = excluded.{c}")).collect();
        Self {
            put: format!("{insert} UPDATE SET {}", sets.join(", ")),
            add: format!("{insert} NOTHING"),
            remove: format!("DELETE FROM {name} WHERE portal = $1 AND {key} = $2"),
            get: format!("SELECT record, checksum FROM {name} WHERE portal = $1 AND {key} = $2"),
            list: format!(
                "SELECT record, checksum FROM {name} WHERE portal = $1 AND {key} > $2 ORDER BY {key} LIMIT $3"
            ),
            #[cfg(feature = "sqlite")]
            all: format!(
                "SELECT {} FROM {name} WHERE portal = $1",
                columns.join(", ")
            ),
        }
    }
}

/// A token with its application and user, by portal and hash: records with their checksums.
pub(crate) const TOKEN: &str = "\
    SELECT c.record, c.checksum, a.record, a.checksum, u.record, u.checksum FROM rest_tokens c \
    LEFT JOIN rest_applications a ON a.portal = c.portal AND a.client_id = c.application \
    LEFT JOIN rest_users u ON u.portal = c.portal AND u.id = c.user_id \
    WHERE c.portal = $1 AND c.hash = $2";

/// A webhook with its application and user, by portal, owner and code.
pub(crate) const WEBHOOK: &str = "\
    SELECT c.record, c.checksum, a.record, a.checksum, u.record, u.checksum FROM rest_webhooks c \
    LEFT JOIN rest_applications a ON a.portal = c.portal AND a.client_id = c.application \
    LEFT JOIN rest_users u ON u.portal = c.portal AND u.id = c.user_id \
    WHERE c.portal = $1 AND c.user_id = $2 AND c.code = $3";

/// The same, by portal, login and code.
pub(crate) const WEBHOOK_BY_LOGIN: &str = "\
    SELECT c.record, c.checksum, a.record, a.checksum, u.record, u.checksum FROM rest_users u \
    JOIN rest_webhooks c ON c.portal = u.portal AND c.user_id = u.id \
    LEFT JOIN rest_applications a ON a.portal = c.portal AND a.client_id = c.application \
    WHERE u.portal = $1 AND u.login = $2 AND c.code = $3";

/// The columns of an account, in the order of the statements.
pub(crate) fn row(portal: &str, account: &Account) -> Result<Vec<Cell>, StoreError> {
    let kind = account.key().kind();
    let mut cells = vec![Cell::Text(portal.to_owned()), key_cell(&account.key())?];
    let number = |what, number| check_number(what, number).map(Cell::Int);
    let record = match account {
        Account::User(user) => {
            cells.push(Cell::Text(user.login.clone()));
            to_json(user)?
        }
        Account::Application(application) => to_json(application)?,
        Account::Webhook(webhook) => {
            cells.push(number("the user id", webhook.user)?);
            cells.push(Cell::Bytes(webhook.code.as_bytes().to_vec()));
            cells.push(match &webhook.application {
                Some(id) => Cell::Text(id.to_string()),
                None => Cell::Null,
            });
            to_json(webhook)?
        }
        Account::Token(token) => {
            cells.push(Cell::Text(token.application.to_string()));
            cells.push(number("the user id", token.user)?);
            cells.push(number("the time in seconds", token.expires)?);
            to_json(token)?
        }
        Account::RefreshToken(token) => {
            cells.push(Cell::Text(token.application.to_string()));
            cells.push(number("the user id", token.user)?);
            cells.push(number("the time in seconds", token.expires)?);
            to_json(token)?
        }
        Account::Code(code) => {
            cells.push(Cell::Text(code.application.to_string()));
            cells.push(number("the user id", code.user)?);
            cells.push(number("the time in seconds", code.expires)?);
            to_json(code)?
        }
    };
    let sum = account_checksum(kind, portal, &record);
    cells.extend([Cell::Text(record), Cell::Int(sum)]);
    Ok(cells)
}

/// The key of an account as a parameter.
pub(crate) fn key_cell(key: &AccountKey) -> Result<Cell, StoreError> {
    Ok(match key {
        AccountKey::User(id) => Cell::Int(check_number("the user id", *id)?),
        AccountKey::Webhook(id) => Cell::Int(check_number("the webhook id", *id)?),
        AccountKey::Application(id) => Cell::Text(id.to_string()),
        AccountKey::Token(hash) | AccountKey::RefreshToken(hash) | AccountKey::Code(hash) => {
            Cell::Bytes(hash.as_bytes().to_vec())
        }
    })
}

/// A key before all others of its kind.
pub(crate) const fn before_all(kind: AccountKind) -> Cell {
    match kind {
        AccountKind::User | AccountKind::Webhook => Cell::Int(-1),
        // No application has an empty client_id: not every engine tells one from the beginning.
        AccountKind::Application => Cell::Text(String::new()),
        AccountKind::Token | AccountKind::RefreshToken | AccountKind::Code => {
            Cell::Bytes(Vec::new())
        }
    }
}

/// Accounts of a list, which come one after the other. A key that is damaged is found again after itself: whoever turns the
/// pages would never come to the end.
pub(crate) fn in_order(
    after: &Cell,
    accounts: impl Iterator<Item = Result<Account, StoreError>>,
) -> Result<Vec<Account>, StoreError> {
    let mut last = after.clone();
    accounts
        .map(|account| {
            let account = account?;
            let key = key_cell(&account.key())?;
            if key <= last {
                let key = account.key();
                return Err(StoreError::Damaged(format!("{key} stands out of order")));
            }
            last = key;
            Ok(account)
        })
        .collect()
}

/// An account from its record.
pub(crate) fn account(
    kind: AccountKind,
    portal: &str,
    record: &str,
    checksum: i64,
) -> Result<Account, StoreError> {
    Ok(match kind {
        AccountKind::User => Account::User(from_json(kind, portal, record, checksum)?),
        AccountKind::Application => {
            Account::Application(from_json(kind, portal, record, checksum)?)
        }
        AccountKind::Webhook => Account::Webhook(from_json(kind, portal, record, checksum)?),
        AccountKind::Token => Account::Token(from_json(kind, portal, record, checksum)?),
        AccountKind::RefreshToken => {
            Account::RefreshToken(from_json(kind, portal, record, checksum)?)
        }
        AccountKind::Code => Account::Code(from_json(kind, portal, record, checksum)?),
    })
}

/// A record of one kind, after its checksum.
pub(crate) fn from_json<T: DeserializeOwned>(
    kind: AccountKind,
    portal: &str,
    record: &str,
    checksum: i64,
) -> Result<T, StoreError> {
    let name = table(kind).name;
    if account_checksum(kind, portal, record) != checksum {
        return Err(StoreError::Damaged(format!(
            "a row of {name} of portal `{portal}` does not match its checksum"
        )));
    }
    serde_json::from_str(record).map_err(|error| {
        StoreError::Damaged(format!(
            "a row of {name} of portal `{portal}` cannot be read: {error}"
        ))
    })
}

fn to_json<T: Serialize>(record: &T) -> Result<String, StoreError> {
    serde_json::to_string(record).map_err(|error| StoreError::Unstorable(error.to_string()))
}

fn account_checksum(kind: AccountKind, portal: &str, record: &str) -> i64 {
    let name = table(kind).name;
    checksum([name.as_bytes(), portal.as_bytes(), record.as_bytes()])
}

/// The user of an owner as a column has it.
pub(crate) fn user_column(owner: &Owner) -> Result<i64, StoreError> {
    match owner.user {
        Some(user) => check_number("the user id", user),
        None => Ok(ALL_USERS),
    }
}

/// The user that a column has.
pub(crate) fn user_from(column: i64) -> Option<u64> {
    u64::try_from(column).ok()
}

/// A row of options.
#[derive(Debug)]
pub(crate) struct OptionRow {
    pub(crate) key: String,
    pub(crate) value: String,
    pub(crate) checksum: i64,
}

impl OptionRow {
    pub(crate) fn new(owner: &Owner, key: &Key, value: &Value) -> Result<Self, StoreError> {
        let (key, value) = (key.to_string(), text::write(value)?);
        Ok(Self {
            checksum: option_checksum(owner, &key, &value)?,
            key,
            value,
        })
    }

    /// Key and value, after the checksum.
    pub(crate) fn read(self, owner: &Owner) -> Result<(Key, Value), StoreError> {
        if option_checksum(owner, &self.key, &self.value)? != self.checksum {
            let application = &owner.application;
            return Err(StoreError::Damaged(format!(
                "an option of application `{}` of portal `{}` does not match its checksum",
                application.client_id(),
                application.portal()
            )));
        }
        Ok((Key::from(self.key), text::read(&self.value)?))
    }
}

fn option_checksum(owner: &Owner, key: &str, value: &str) -> Result<i64, StoreError> {
    let user = user_column(owner)?.to_be_bytes();
    let application = &owner.application;
    Ok(checksum([
        application.portal().as_bytes(),
        application.client_id().as_bytes(),
        &user,
        key.as_bytes(),
        value.as_bytes(),
    ]))
}

fn checksum<const N: usize>(fields: [&[u8]; N]) -> i64 {
    let mut hasher = blake3::Hasher::new();
    for field in fields {
        // With its length, so that nothing moves from one field to the next.
        hasher.update(&(field.len() as u64).to_le_bytes());
        hasher.update(field);
    }
    let hash = hasher.finalize();
    let first = hash.as_bytes().first_chunk().copied();
    i64::from_le_bytes(first.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::accounts::UserRecord;

    #[test]
    fn a_list_never_goes_back() {
        let list = |after: i64, ids: &[u64]| {
            let users = ids.iter().map(|id| Ok(UserRecord::new(*id, "ada").into()));
            in_order(&Cell::Int(after), users)
        };
        assert_eq!(list(-1, &[0, 1, 5]).unwrap().len(), 3);
        assert!(list(7, &[]).unwrap().is_empty());
        for (after, ids) in [(-1, &[2, 2][..]), (-1, &[3, 2]), (4, &[4]), (4, &[3, 9])] {
            let refused = list(after, ids).unwrap_err();
            assert!(
                matches!(&refused, StoreError::Damaged(why) if why.contains("out of order")),
                "{refused}"
            );
        }
    }
}
