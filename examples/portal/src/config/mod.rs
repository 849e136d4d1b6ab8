//! The configuration: what a portal is made of.

mod accounts;
mod check;
mod problem;
mod read;

use std::num::{NonZeroU64, NonZeroUsize};

use bitrix_rest::Secret;
use serde::{Deserialize, Deserializer, de};
use toml::Spanned;

pub(crate) use problem::Problems;

/// The whole file. The sections are read by `read`, which knows their names.
#[derive(Debug, Default)]
pub(crate) struct Config {
    pub(crate) server: Server,
    pub(crate) limits: Limits,
    pub(crate) users: Vec<User>,
    pub(crate) applications: Vec<Application>,
    pub(crate) tokens: Vec<Token>,
    pub(crate) webhooks: Vec<Webhook>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Server {
    pub(crate) listen: String,
    pub(crate) time_zone: String,
    pub(crate) php_escaping: bool,
    pub(crate) https_only_webhooks: bool,
    pub(crate) behind_proxy: bool,
    pub(crate) member_id: String,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8624".to_owned(),
            time_zone: "UTC".to_owned(),
            php_escaping: false,
            https_only_webhooks: false,
            behind_proxy: false,
            member_id: "portal.demo".to_owned(),
        }
    }
}

/// What is not given stays as the framework has it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Limits {
    pub(crate) body_bytes: Option<NonZeroUsize>,
    pub(crate) header_bytes: Option<NonZeroUsize>,
    pub(crate) body_seconds: Option<NonZeroU64>,
    pub(crate) call_seconds: Option<NonZeroU64>,
    pub(crate) shutdown_seconds: Option<NonZeroU64>,
    pub(crate) form_variables: Option<NonZeroUsize>,
    pub(crate) form_depth: Option<NonZeroUsize>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct User {
    pub(crate) id: Spanned<u64>,
    pub(crate) login: Spanned<String>,
    #[serde(default)]
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) last_name: String,
    #[serde(default)]
    pub(crate) administrator: bool,
    #[serde(default = "yes")]
    pub(crate) active: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Application {
    pub(crate) client_id: Spanned<String>,
    pub(crate) client_secret: Spanned<Hidden>,
    #[serde(default)]
    pub(crate) code: String,
    #[serde(default)]
    pub(crate) scopes: Vec<Spanned<String>>,
    #[serde(default)]
    pub(crate) status: Status,
    #[serde(default = "yes")]
    pub(crate) active: bool,
    pub(crate) access: Option<Vec<Spanned<u64>>>,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Status {
    #[default]
    Local,
    Free,
    Demo,
    Trial,
    Paid,
    Subscription,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Token {
    pub(crate) token: Spanned<Hidden>,
    pub(crate) refresh: Option<Spanned<Hidden>>,
    pub(crate) application: Spanned<String>,
    pub(crate) user: Spanned<u64>,
    pub(crate) scopes: Option<Vec<Spanned<String>>>,
    pub(crate) expires_in: Option<Spanned<u64>>,
    #[serde(default)]
    pub(crate) expired: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Webhook {
    pub(crate) user: Spanned<u64>,
    pub(crate) code: Spanned<Hidden>,
    #[serde(default)]
    pub(crate) scopes: Vec<Spanned<String>>,
    pub(crate) application: Option<Spanned<String>>,
    #[serde(default = "yes")]
    pub(crate) active: bool,
    pub(crate) expires_in: Option<Spanned<u64>>,
    #[serde(default)]
    pub(crate) expired: bool,
}

/// A secret in the file. A message about a wrong one does not show it.
#[derive(Debug)]
pub(crate) struct Hidden(Secret);

impl Hidden {
    pub(crate) fn expose(&self) -> &str {
        self.0.expose()
    }
}

impl<'de> Deserialize<'de> for Hidden {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match toml::Value::deserialize(deserializer)? {
            toml::Value::String(text) if !text.is_empty() => Ok(Self(text.into())),
            toml::Value::String(_) => Err(de::Error::custom(
                "a secret cannot be empty; write a long random text",
            )),
            other => Err(de::Error::custom(format_args!(
                "a secret is a text, not a value of type {}; put it in double quotes",
                other.type_str()
            ))),
        }
    }
}

const fn yes() -> bool {
    true
}
