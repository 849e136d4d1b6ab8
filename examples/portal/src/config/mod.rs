//! The configuration: what a portal is made of.

mod accounts;
mod check;
mod expected;
mod problem;
mod read;
mod services;

use std::num::{NonZeroU32, NonZeroU64, NonZeroUsize};

use bitrix_rest::Secret;
use clap::ValueEnum;
use serde::{Deserialize, Deserializer, de};
use toml::Spanned;

pub(crate) use problem::Problems;

use crate::faults::{self, Kind};
pub(crate) use services::{Events, Licence, OAuth, Rate};

/// The whole file. The sections are read by `read`, which knows their names.
#[derive(Debug, Default)]
pub(crate) struct Config {
    pub(crate) server: Server,
    pub(crate) limits: Limits,
    pub(crate) oauth: OAuth,
    pub(crate) events: Events,
    pub(crate) licence: Licence,
    pub(crate) users: Vec<User>,
    pub(crate) applications: Vec<Application>,
    pub(crate) tokens: Vec<Token>,
    pub(crate) webhooks: Vec<Webhook>,
    pub(crate) faults: Vec<Fault>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Server {
    #[serde(deserialize_with = "expected::address")]
    pub(crate) listen: Spanned<String>,
    #[serde(deserialize_with = "expected::text")]
    pub(crate) public_url: Option<Spanned<String>>,
    #[serde(deserialize_with = "expected::text")]
    pub(crate) time_zone: Spanned<String>,
    #[serde(deserialize_with = "expected::flag")]
    pub(crate) php_escaping: bool,
    #[serde(deserialize_with = "expected::flag")]
    pub(crate) https_only_webhooks: bool,
    #[serde(deserialize_with = "expected::flag")]
    pub(crate) behind_proxy: bool,
    #[serde(deserialize_with = "expected::text")]
    pub(crate) member_id: String,
    /// An address may have a password in it.
    #[serde(deserialize_with = "expected::store")]
    pub(crate) store: Option<Spanned<Hidden>>,
    #[serde(deserialize_with = "expected::flag")]
    pub(crate) tls_self_signed: bool,
    #[serde(deserialize_with = "expected::names")]
    pub(crate) tls_names: Vec<Spanned<String>>,
    #[serde(deserialize_with = "expected::text")]
    pub(crate) tls_folder: Option<String>,
    #[serde(deserialize_with = "expected::text")]
    pub(crate) tls_cert: Option<Spanned<String>>,
    #[serde(deserialize_with = "expected::text")]
    pub(crate) tls_key: Option<Spanned<String>>,
    #[serde(deserialize_with = "expected::private")]
    pub(crate) admin: Option<Spanned<String>>,
}

impl Server {
    /// Whether it ends TLS itself.
    pub(crate) const fn speaks_tls(&self) -> bool {
        self.tls_self_signed || self.tls_cert.is_some()
    }
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: Spanned::new(0..0, "127.0.0.1:8624".to_owned()),
            public_url: None,
            time_zone: Spanned::new(0..0, "UTC".to_owned()),
            php_escaping: false,
            https_only_webhooks: false,
            behind_proxy: false,
            member_id: "portal.demo".to_owned(),
            store: None,
            tls_self_signed: false,
            tls_names: Vec::new(),
            tls_folder: None,
            tls_cert: None,
            tls_key: None,
            admin: None,
        }
    }
}

/// What is not given stays as the framework has it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Limits {
    #[serde(deserialize_with = "expected::bytes")]
    pub(crate) body_bytes: Option<NonZeroUsize>,
    #[serde(deserialize_with = "expected::bytes")]
    pub(crate) header_bytes: Option<NonZeroUsize>,
    #[serde(deserialize_with = "expected::seconds")]
    pub(crate) header_seconds: Option<NonZeroU64>,
    #[serde(deserialize_with = "expected::seconds")]
    pub(crate) body_seconds: Option<NonZeroU64>,
    #[serde(deserialize_with = "expected::seconds")]
    pub(crate) call_seconds: Option<NonZeroU64>,
    #[serde(deserialize_with = "expected::seconds")]
    pub(crate) shutdown_seconds: Option<NonZeroU64>,
    #[serde(deserialize_with = "expected::count")]
    pub(crate) form_variables: Option<NonZeroUsize>,
    #[serde(deserialize_with = "expected::count")]
    pub(crate) form_depth: Option<NonZeroUsize>,
    #[serde(deserialize_with = "expected::count")]
    pub(crate) json_values: Option<NonZeroUsize>,
    #[serde(deserialize_with = "expected::bytes")]
    pub(crate) option_bytes: Option<NonZeroUsize>,
    pub(crate) rate: Rate,
    #[serde(deserialize_with = "expected::lifetime")]
    pub(crate) operating_seconds: Option<u64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct User {
    #[serde(deserialize_with = "expected::id")]
    pub(crate) id: Spanned<u64>,
    #[serde(deserialize_with = "expected::text")]
    pub(crate) login: Spanned<String>,
    #[serde(default, deserialize_with = "expected::text")]
    pub(crate) name: String,
    #[serde(default, deserialize_with = "expected::text")]
    pub(crate) last_name: String,
    #[serde(default, deserialize_with = "expected::flag")]
    pub(crate) administrator: bool,
    #[serde(default = "yes", deserialize_with = "expected::flag")]
    pub(crate) active: bool,
    #[serde(default, deserialize_with = "expected::text")]
    pub(crate) email: String,
    #[serde(default, deserialize_with = "expected::text")]
    pub(crate) work_position: String,
    #[serde(default, deserialize_with = "expected::departments")]
    pub(crate) departments: Vec<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Application {
    #[serde(deserialize_with = "expected::text")]
    pub(crate) client_id: Spanned<String>,
    pub(crate) client_secret: Spanned<Hidden>,
    #[serde(default, deserialize_with = "expected::text")]
    pub(crate) code: String,
    #[serde(default, deserialize_with = "expected::scopes")]
    pub(crate) scopes: Vec<Spanned<String>>,
    #[serde(default, deserialize_with = "expected::status")]
    pub(crate) status: Status,
    #[serde(default = "yes", deserialize_with = "expected::flag")]
    pub(crate) active: bool,
    #[serde(default, deserialize_with = "expected::ids")]
    pub(crate) access: Option<Vec<Spanned<u64>>>,
    #[serde(default, deserialize_with = "expected::text")]
    pub(crate) redirect_uri: Option<Spanned<String>>,
    #[serde(default, deserialize_with = "expected::text")]
    pub(crate) install_uri: Option<Spanned<String>>,
    #[serde(default, deserialize_with = "expected::version")]
    pub(crate) version: Option<NonZeroU32>,
    #[serde(default = "yes", deserialize_with = "expected::flag")]
    pub(crate) installed: bool,
    #[serde(default, deserialize_with = "expected::flag")]
    pub(crate) payment_expired: bool,
    #[serde(default)]
    pub(crate) rate: Option<Rate>,
}

/// How an application came to the portal, as the file and the command line have it.
#[derive(Debug, Clone, Copy, Default, Deserialize, ValueEnum)]
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
    #[serde(deserialize_with = "expected::text")]
    pub(crate) application: Spanned<String>,
    #[serde(deserialize_with = "expected::id")]
    pub(crate) user: Spanned<u64>,
    #[serde(default, deserialize_with = "expected::scopes")]
    pub(crate) scopes: Option<Vec<Spanned<String>>>,
    #[serde(default, deserialize_with = "expected::lifetime")]
    pub(crate) expires_in: Option<Spanned<u64>>,
    #[serde(default, deserialize_with = "expected::flag")]
    pub(crate) expired: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Webhook {
    #[serde(deserialize_with = "expected::id")]
    pub(crate) user: Spanned<u64>,
    pub(crate) code: Spanned<Hidden>,
    #[serde(default, deserialize_with = "expected::scopes")]
    pub(crate) scopes: Vec<Spanned<String>>,
    #[serde(default, deserialize_with = "expected::text")]
    pub(crate) application: Option<Spanned<String>>,
    #[serde(default = "yes", deserialize_with = "expected::flag")]
    pub(crate) active: bool,
    #[serde(default, deserialize_with = "expected::lifetime")]
    pub(crate) expires_in: Option<Spanned<u64>>,
    #[serde(default, deserialize_with = "expected::flag")]
    pub(crate) expired: bool,
    #[serde(default)]
    pub(crate) rate: Option<Rate>,
}

/// A fault that is on from the start.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fault {
    #[serde(deserialize_with = "expected::text")]
    pub(crate) method: Spanned<String>,
    #[serde(deserialize_with = "expected::kind")]
    pub(crate) kind: Spanned<Kind>,
    #[serde(default, deserialize_with = "expected::milliseconds")]
    pub(crate) milliseconds: Option<Spanned<u64>>,
    #[serde(default, deserialize_with = "expected::rate")]
    pub(crate) rate: Option<Spanned<f64>>,
    #[serde(default, deserialize_with = "expected::count")]
    pub(crate) count: Option<Spanned<u64>>,
}

impl Fault {
    /// As it is switched on.
    pub(crate) fn wanted(&self) -> faults::Fault {
        faults::Fault {
            method: self.method.get_ref().clone(),
            kind: *self.kind.get_ref(),
            milliseconds: self.milliseconds.as_ref().map(|it| *it.get_ref()),
            rate: self.rate.as_ref().map(|it| *it.get_ref()),
            count: self.count.as_ref().map(|it| *it.get_ref()),
        }
    }
}

impl Token {
    /// Whether it can be used when the portal starts.
    pub(crate) fn lives(&self) -> bool {
        lasts(self.expires_in.as_ref(), self.expired)
    }
}

impl Webhook {
    /// Whether it can be used when the portal starts.
    pub(crate) fn lives(&self) -> bool {
        self.active && lasts(self.expires_in.as_ref(), self.expired)
    }
}

fn lasts(expires_in: Option<&Spanned<u64>>, expired: bool) -> bool {
    !expired && expires_in.is_none_or(|seconds| *seconds.get_ref() > 0)
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
