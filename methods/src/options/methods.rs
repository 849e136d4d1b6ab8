//! `user.option.get`, `user.option.set`, `app.option.get`, `app.option.set`.

use bitrix_rest::{
    Administrator, Application, Array, CurrentUser, Key, RestError, State, Value, rest_method,
};

use super::{Options, Owner};
use crate::StoreError;
use crate::store::text;

/// What the option methods fail with (P-204, P-208, P-211, P-219).
#[derive(Debug, thiserror::Error, RestError)]
pub enum OptionError {
    /// The call has no application context: it came by a webhook.
    #[error("Application context required")]
    #[rest(code = "AccessException", status = 400, replaces = application_required)]
    NoApplication,
    /// The call has no user.
    #[error("User authorization required")]
    #[rest(code = "AccessException", status = 400, replaces = user_required)]
    NoUser,
    /// Options of the application are written by administrators only.
    #[error("Administrator authorization required")]
    #[rest(code = "AccessException", status = 400, replaces = administrator_required)]
    NoAdministrator,
    /// Nothing to write.
    #[error("options is empty")]
    #[rest(code = "ArgumentNullException", status = 400, replaces = argument_empty)]
    NoOptions,
    /// An option is larger than the server keeps.
    #[error("option `{argument}` is larger than the {limit} bytes that this server keeps")]
    #[rest(code = "ERROR_ARGUMENT", status = 400)]
    TooLarge {
        /// The key.
        #[rest(extra)]
        argument: String,
        /// The limit in bytes, of key and value together.
        limit: usize,
    },
    /// No server can keep it: a number that JSON does not have, such as 1e999, or arrays too deep within each other.
    #[error("option `{argument}` cannot be kept: {why}")]
    #[rest(code = "ERROR_ARGUMENT", status = 400)]
    Unstorable {
        /// The key.
        #[rest(extra)]
        argument: String,
        /// What is wrong with it.
        why: String,
    },
    /// The store failed.
    #[error(transparent)]
    #[rest(internal)]
    Store(#[from] StoreError),
}

/// Reads what the calling application stored for the calling user.
///
/// Without `option` it answers everything that `user.option.set` wrote, as an object; with it, the value of that key, or
/// `null` if the key was never written.
///
/// # Examples
///
/// ```json
/// {"option": "no such key"}
/// ```
/// ```json
/// {"result": null}
/// ```
#[rest_method("user.option.get", scope = "basic", versions(v2, v3), read_only)]
pub async fn user_option_get(
    application: Application,
    user: CurrentUser,
    State(options): State<Options>,
    /// A key that `user.option.set` wrote.
    #[param]
    option: Option<String>,
) -> Result<Value, OptionError> {
    read(
        &options,
        Owner {
            application,
            user: Some(user.id),
        },
        option,
    )
    .await
}

/// Stores settings of the calling application for the calling user.
///
/// A new key is written, an existing one is replaced whole, keys that are not mentioned stay. Values keep their JSON type.
///
/// # Examples
///
/// ```json
/// {"options": {"theme": "dark", "columns": [1, 2]}}
/// ```
/// ```json
/// {"result": true}
/// ```
/// ```json
/// {"options": {}}
/// ```
/// ```json
/// {"error": "ArgumentNullException", "error_description": "options is empty"}
/// ```
#[rest_method("user.option.set", scope = "basic", versions(v2, v3))]
pub async fn user_option_set(
    application: Application,
    user: CurrentUser,
    State(store): State<Options>,
    /// Settings to write, key to value. Left out, all parameters of the call are the settings.
    #[param(non_empty, or_rest)]
    options: Array,
) -> Result<bool, OptionError> {
    let owner = Owner {
        application,
        user: Some(user.id),
    };
    write(&store, &owner, options).await
}

/// Reads what the calling application stored for all its users.
///
/// Without `option` it answers everything that `app.option.set` wrote, as an object; with it, the value of that key, or
/// `null` if the key was never written.
///
/// # Examples
///
/// ```json
/// {"option": "no such key"}
/// ```
/// ```json
/// {"result": null}
/// ```
#[rest_method("app.option.get", scope = "basic", versions(v2, v3), read_only)]
pub async fn app_option_get(
    application: Application,
    _user: CurrentUser,
    State(options): State<Options>,
    /// A key that `app.option.set` wrote.
    #[param]
    option: Option<String>,
) -> Result<Value, OptionError> {
    read(
        &options,
        Owner {
            application,
            user: None,
        },
        option,
    )
    .await
}

/// Stores settings of the calling application for all its users; for administrators only.
///
/// A new key is written, an existing one is replaced whole, keys that are not mentioned stay. Values keep their JSON type.
///
/// # Examples
///
/// ```json
/// {"options": {"theme": "dark", "columns": [1, 2]}}
/// ```
/// ```json
/// {"result": true}
/// ```
/// ```json
/// {"options": {}}
/// ```
/// ```json
/// {"error": "ArgumentNullException", "error_description": "options is empty"}
/// ```
#[rest_method("app.option.set", scope = "basic", versions(v2, v3))]
pub async fn app_option_set(
    application: Application,
    State(store): State<Options>,
    /// Settings to write, key to value. Left out, all parameters of the call are the settings.
    #[param(non_empty, or_rest)]
    options: Array,
    _administrator: Administrator,
) -> Result<bool, OptionError> {
    let owner = Owner {
        application,
        user: None,
    };
    write(&store, &owner, options).await
}

async fn write(store: &Options, owner: &Owner, options: Array) -> Result<bool, OptionError> {
    if let Some(key) = store.too_large(&options) {
        return Err(OptionError::TooLarge {
            argument: key.to_string(),
            limit: store.limit,
        });
    }
    for (key, value) in &options {
        text::check(value).map_err(|why| OptionError::Unstorable {
            argument: key.to_string(),
            why: why.to_string(),
        })?;
    }
    store.set(owner, options).await?;
    Ok(true)
}

async fn read(
    options: &Options,
    owner: Owner,
    option: Option<String>,
) -> Result<Value, OptionError> {
    Ok(match option {
        Some(key) => options
            .one(&owner, &Key::from(key))
            .await?
            .unwrap_or(Value::Null),
        None => Value::Array(options.all(&owner).await?),
    })
}
