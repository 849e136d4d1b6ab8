//! Users, applications, webhooks and tokens under one name, to be written, listed and moved.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::SecretHash;
use super::records::{
    Access, ApplicationRecord, CodeRecord, RefreshTokenRecord, TokenRecord, UserRecord,
    WebhookRecord,
};
use crate::StoreError;
use crate::store::{check_name, check_number};

/// Anything that a portal knows of who may call. Every record is one, by [`From`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Account {
    /// A user.
    User(UserRecord),
    /// An application.
    Application(ApplicationRecord),
    /// A webhook.
    Webhook(WebhookRecord),
    /// An access token.
    Token(TokenRecord),
    /// A refresh token.
    RefreshToken(RefreshTokenRecord),
    /// An authorization code.
    Code(CodeRecord),
}

/// What kind of account, in the order of exports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum AccountKind {
    /// Users.
    User,
    /// Applications.
    Application,
    /// Webhooks.
    Webhook,
    /// Access tokens.
    Token,
    /// Refresh tokens.
    RefreshToken,
    /// Authorization codes.
    Code,
}

/// Names an account of a portal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AccountKey {
    /// A user, by id.
    User(u64),
    /// An application, by `client_id`.
    Application(Arc<str>),
    /// A webhook, by id.
    Webhook(u64),
    /// An access token.
    Token(SecretHash),
    /// A refresh token.
    RefreshToken(SecretHash),
    /// An authorization code.
    Code(SecretHash),
}

/// A change of the accounts of a portal.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// Adds an account. [`StoreError::Conflict`] if there is one with its key.
    Add(Account),
    /// Adds an account, or replaces the one with its key.
    Put(Account),
    /// Removes an account. [`StoreError::Missing`] if there is none: of two who remove it at the same time, one is told.
    Remove(AccountKey),
}

impl AccountKind {
    /// All of them, in the order of exports.
    pub const ALL: [Self; 6] = [
        Self::User,
        Self::Application,
        Self::Webhook,
        Self::Token,
        Self::RefreshToken,
        Self::Code,
    ];
}

impl AccountKey {
    /// Of what kind.
    pub const fn kind(&self) -> AccountKind {
        match self {
            Self::User(_) => AccountKind::User,
            Self::Application(_) => AccountKind::Application,
            Self::Webhook(_) => AccountKind::Webhook,
            Self::Token(_) => AccountKind::Token,
            Self::RefreshToken(_) => AccountKind::RefreshToken,
            Self::Code(_) => AccountKind::Code,
        }
    }

    /// What it sorts by, among its kind.
    pub(crate) fn rank(&self) -> (u64, &[u8]) {
        match self {
            Self::User(id) | Self::Webhook(id) => (*id, &[]),
            Self::Application(id) => (0, id.as_bytes()),
            Self::Token(hash) | Self::RefreshToken(hash) | Self::Code(hash) => (0, hash.as_bytes()),
        }
    }

    pub(crate) fn missing(&self) -> StoreError {
        StoreError::Missing(format!("there is no {self}"))
    }

    pub(crate) fn taken(&self) -> StoreError {
        StoreError::Conflict(format!("there is {self} already"))
    }
}

/// As messages name it: never more of a secret than its hash has.
impl fmt::Display for AccountKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(id) => write!(f, "user {id}"),
            Self::Application(id) => write!(f, "application `{id}`"),
            Self::Webhook(id) => write!(f, "webhook {id}"),
            Self::Token(hash) => write!(f, "token {}", hash.id()),
            Self::RefreshToken(hash) => write!(f, "refresh token {}", hash.id()),
            Self::Code(hash) => write!(f, "code {}", hash.id()),
        }
    }
}

impl Account {
    /// What names it.
    pub fn key(&self) -> AccountKey {
        match self {
            Self::User(user) => AccountKey::User(user.id),
            Self::Application(application) => {
                AccountKey::Application(application.client_id.clone())
            }
            Self::Webhook(webhook) => AccountKey::Webhook(webhook.id),
            Self::Token(token) => AccountKey::Token(token.hash),
            Self::RefreshToken(token) => AccountKey::RefreshToken(token.hash),
            Self::Code(code) => AccountKey::Code(code.hash),
        }
    }

    /// The same bounds for every engine.
    pub(crate) fn check(&self) -> Result<(), StoreError> {
        let number = |what, number| check_number(what, number).map(drop);
        let user = |id| number("the user id", id);
        let time = |seconds| number("the time in seconds", seconds);
        match self {
            Self::User(record) => {
                check_name("the login", &record.login)?;
                user(record.id)
            }
            Self::Application(record) if record.client_id.is_empty() => Err(
                StoreError::Unstorable("a client_id cannot be empty".to_owned()),
            ),
            Self::Application(record) => {
                check_name("the client_id", &record.client_id)?;
                match &record.access {
                    Access::Users(users) => users.iter().try_for_each(|id| user(*id)),
                    Access::Everybody => Ok(()),
                }
            }
            Self::Webhook(record) => {
                number("the webhook id", record.id)?;
                record.expires.map_or(Ok(()), time)?;
                if let Some(application) = &record.application {
                    check_name("the client_id", application)?;
                }
                user(record.user)
            }
            Self::Token(record) => {
                check_name("the client_id", &record.application)?;
                time(record.expires)?;
                user(record.user)
            }
            Self::RefreshToken(record) => {
                check_name("the client_id", &record.application)?;
                time(record.expires)?;
                user(record.user)
            }
            Self::Code(record) => {
                check_name("the client_id", &record.application)?;
                time(record.expires)?;
                user(record.user)
            }
        }
    }

    /// What of it is unique on a portal beside its key, and belongs to another.
    pub(crate) fn clash(&self) -> StoreError {
        StoreError::Conflict(match self {
            Self::User(user) => format!("another user has the login `{}`", user.login),
            Self::Webhook(webhook) => format!(
                "another webhook of user {} has the code of webhook {}",
                webhook.user, webhook.id
            ),
            other => format!("something of {} belongs to another", other.key()),
        })
    }
}

impl Change {
    pub(crate) fn check(&self) -> Result<(), StoreError> {
        match self {
            Self::Add(account) | Self::Put(account) => account.check(),
            Self::Remove(_) => Ok(()),
        }
    }
}

macro_rules! accounts {
    ($($variant:ident: $record:ty,)*) => { $(
        impl From<$record> for Account {
            fn from(record: $record) -> Self {
                Self::$variant(record)
            }
        }
    )* };
}

accounts! {
    User: UserRecord,
    Application: ApplicationRecord,
    Webhook: WebhookRecord,
    Token: TokenRecord,
    RefreshToken: RefreshTokenRecord,
    Code: CodeRecord,
}
