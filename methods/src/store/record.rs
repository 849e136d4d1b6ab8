//! What is moved between stores.

use std::sync::Arc;

use bitrix_rest::params::json;
use bitrix_rest::{Application, Key, Value};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::StoreError;
use crate::accounts::Account;
use crate::options::Owner;
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

impl Record {
    /// The member id of the portal that it belongs to.
    pub fn portal(&self) -> &str {
        match self {
            Self::Account { portal, .. } => portal,
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

/// Strictly, unlike the values that callers send.
fn exactly<T: DeserializeOwned>(value: &Value) -> Result<T, String> {
    let text = serde_json::to_string(value).map_err(|error| error.to_string())?;
    serde_json::from_str(&text).map_err(|error| match error.to_string().rsplit_once(" at line") {
        // The place is one in a text that nobody sees.
        Some((what, _)) => what.to_owned(),
        None => error.to_string(),
    })
}
