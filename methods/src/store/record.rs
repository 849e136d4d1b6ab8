//! What is moved between stores.

use std::sync::Arc;

use bitrix_rest::params::json;
use bitrix_rest::{Application, Key, Value};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::StoreError;
use crate::accounts::Account;
use crate::options::Owner;
use crate::rows::{Row, RowChange};
use crate::store::check_name;

/// One thing that a store keeps, as it is moved to another store.
///
/// ```
/// use bitrix_rest_methods::store::Record;
///
/// let line = r#"{"portal":"my-portal","option":{"application":"app.1","user":7,"key":"theme","value":"dark"}}"#;
/// let record = Record::from_json(line)?;
/// assert_eq!(record.to_json()?, line);
/// # Ok::<(), bitrix_rest_methods::StoreError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Record {
    /// A user, application, webhook, token or code.
    Account {
        /// The member id of the portal.
        portal: Arc<str>,
        /// The account.
        account: Account,
    },
    /// An option of an application.
    Option {
        /// Whose.
        owner: Owner,
        /// Its key.
        key: Key,
        /// Its value.
        value: Value,
    },
    /// How many ids a table of rows has given out; it stands before the rows.
    Table {
        /// The member id of the portal.
        portal: Arc<str>,
        /// The name of the table.
        name: Arc<str>,
        /// The last id that was given out.
        last: u64,
    },
    /// A row of a table.
    Row {
        /// The member id of the portal.
        portal: Arc<str>,
        /// The name of the table.
        table: Arc<str>,
        /// The row.
        row: Row,
    },
}

#[derive(Serialize)]
struct AccountLine<'a> {
    portal: &'a str,
    #[serde(flatten)]
    account: &'a Account,
}

#[derive(Serialize)]
struct OptionLine<'a> {
    portal: &'a str,
    option: OptionFields<'a>,
}

#[derive(Serialize)]
struct OptionFields<'a> {
    application: &'a str,
    user: Option<u64>,
    key: String,
    value: &'a Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OptionRead {
    application: String,
    user: Option<u64>,
    key: Value,
}

#[derive(Serialize)]
struct TableLine<'a> {
    portal: &'a str,
    table: TableFields<'a>,
}

#[derive(Serialize)]
struct TableFields<'a> {
    name: &'a str,
    last: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TableRead {
    name: String,
    last: u64,
}

#[derive(Serialize)]
struct RowLine<'a> {
    portal: &'a str,
    row: RowFields<'a>,
}

#[derive(Serialize)]
struct RowFields<'a> {
    table: &'a str,
    id: u64,
    version: u64,
    key: Option<&'a str>,
    value: &'a serde_json::Value,
}

#[derive(Deserialize)]
struct RowLineRead {
    row: RowRead,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowRead {
    table: String,
    id: u64,
    version: u64,
    key: Option<Box<str>>,
    value: serde_json::Value,
}

impl Record {
    /// The member id of the portal that it belongs to.
    pub fn portal(&self) -> &str {
        match self {
            Self::Account { portal, .. }
            | Self::Table { portal, .. }
            | Self::Row { portal, .. } => portal,
            Self::Option { owner, .. } => owner.application.portal(),
        }
    }

    /// One line of JSON, without its end. Secrets are in it as their hashes.
    ///
    /// # Errors
    /// A number that JSON does not have.
    pub fn to_json(&self) -> Result<String, StoreError> {
        let text = match self {
            Self::Account { portal, account } => {
                serde_json::to_string(&AccountLine { portal, account })
            }
            Self::Option { owner, key, value } => {
                super::text::check(value)?;
                serde_json::to_string(&OptionLine {
                    portal: owner.application.portal(),
                    option: OptionFields {
                        application: owner.application.client_id(),
                        user: owner.user,
                        key: key.to_string(),
                        value,
                    },
                })
            }
            Self::Table { portal, name, last } => {
                let table = TableFields { name, last: *last };
                serde_json::to_string(&TableLine { portal, table })
            }
            Self::Row { portal, table, row } => serde_json::to_string(&RowLine {
                portal,
                row: RowFields {
                    table,
                    id: row.id,
                    version: row.version,
                    key: row.key.as_deref(),
                    value: &row.value,
                },
            }),
        };
        text.map_err(|error| StoreError::Unstorable(error.to_string()))
    }

    /// What [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    /// [`StoreError::Unstorable`]: it is none of that, or nothing that a store keeps.
    pub fn from_json(line: &str) -> Result<Self, StoreError> {
        let refuse = |why: String| StoreError::Unstorable(why);
        let tree = json::value_from_slice(line.as_bytes())
            .map_err(|error| refuse(format!("no JSON: {error}")))?;
        let Value::Array(mut fields) = tree else {
            return Err(refuse("no JSON object".to_owned()));
        };
        let portal: Arc<str> = match fields.remove("portal") {
            Some(Value::Text(portal)) => portal.into(),
            _ => {
                return Err(refuse(
                    "`portal` is missing, the member id as a text".to_owned(),
                ));
            }
        };
        // What is left is one field, named after what it is.
        if fields.len() != 1 {
            return Err(refuse(format!(
                "besides `portal` one field is expected, there are {}",
                fields.len()
            )));
        }
        if let Some(option) = fields.remove("option") {
            return option_from(portal, option).map_err(|why| refuse(format!("option: {why}")));
        }
        if let Some(table) = fields.remove("table") {
            return table_from(portal, &table).map_err(|why| refuse(format!("table: {why}")));
        }
        if fields.contains("row") {
            return row_from(portal, line).map_err(|why| refuse(format!("row: {why}")));
        }
        let account: Account = exactly(&Value::Array(fields)).map_err(refuse)?;
        check_name("the member id of the portal", &portal)?;
        account.check()?;
        Ok(Self::Account { portal, account })
    }
}

fn option_from(portal: Arc<str>, mut option: Value) -> Result<Record, String> {
    // The value is taken out first: it may be deeper than serde_json goes, and its whole floats must stay floats.
    let fields = option.as_array_mut().ok_or("no JSON object")?;
    let value = fields
        .remove("value")
        .ok_or_else(|| "missing field `value`".to_owned())?;
    let read: OptionRead = exactly(&option)?;
    let key = match read.key {
        Value::Text(key) => Key::from(key),
        other => return Err(format!("`key` is a text, not {}", other.kind())),
    };
    let owner = Owner {
        application: Application::new(portal, read.application),
        user: read.user,
    };
    owner.check().map_err(|error| error.to_string())?;
    super::text::check(&value).map_err(|error| error.to_string())?;
    Ok(Record::Option { owner, key, value })
}

fn table_from(portal: Arc<str>, table: &Value) -> Result<Record, String> {
    let TableRead { name, last } = exactly(table)?;
    check_portal(&portal)?;
    let change = RowChange::Reserve {
        table: name.as_str().into(),
        last,
    };
    change.check().map_err(|error| error.to_string())?;
    let name = name.into();
    Ok(Record::Table { portal, name, last })
}

fn row_from(portal: Arc<str>, line: &str) -> Result<Record, String> {
    // Read anew: to the tree `{}` and `[]` are one, and the largest numbers are floats.
    let read: RowLineRead = serde_json::from_str(line).map_err(without_place)?;
    let RowRead {
        table,
        id,
        version,
        key,
        value,
    } = read.row;
    let row = Row {
        id,
        version,
        key,
        value,
    };
    check_portal(&portal)?;
    row.check(&table).map_err(|error| error.to_string())?;
    Ok(Record::Row {
        portal,
        table: table.into(),
        row,
    })
}

fn check_portal(portal: &str) -> Result<(), String> {
    check_name("the member id of the portal", portal).map_err(|error| error.to_string())
}

/// Strictly, unlike the values that callers send.
fn exactly<T: DeserializeOwned>(value: &Value) -> Result<T, String> {
    let text = serde_json::to_string(value).map_err(|error| error.to_string())?;
    serde_json::from_str(&text).map_err(without_place)
}

/// What is wrong. The place is one in a text that nobody sees.
fn without_place(error: serde_json::Error) -> String {
    match error.to_string().rsplit_once(" at line") {
        Some((what, _)) => what.to_owned(),
        None => error.to_string(),
    }
}
