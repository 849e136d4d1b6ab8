//! What a portal knows of its users, applications, tokens and webhooks.

use std::sync::Arc;

use bitrix_rest::Scopes;
use serde::{Deserialize, Serialize};

use super::SecretHash;
pub use super::user_record::{Gender, UserRecord};

/// How an application came to the portal (P-105).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ApplicationStatus {
    /// Made on the portal itself.
    #[default]
    Local,
    /// Free of charge.
    Free,
    /// A demonstration version.
    Demo,
    /// In its trial period.
    Trial,
    /// Paid.
    Paid,
    /// By subscription.
    Subscription,
}

impl ApplicationStatus {
    /// The letter that stands for it on the wire (P-105).
    pub const fn letter(self) -> char {
        match self {
            Self::Local => 'L',
            Self::Free => 'F',
            Self::Demo => 'D',
            Self::Trial => 'T',
            Self::Paid => 'P',
            Self::Subscription => 'S',
        }
    }
}

/// Who may use an application.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Access {
    /// Every user of the portal.
    #[default]
    Everybody,
    /// The users with these ids; the others get `user_access_error` (P-89).
    Users(Vec<u64>),
}

impl Access {
    /// Whether this user may use it.
    pub fn allows(&self, user: u64) -> bool {
        match self {
            Self::Everybody => true,
            Self::Users(users) => users.contains(&user),
        }
    }
}

/// An application, as installed on the portal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ApplicationRecord {
    /// The `client_id`.
    pub client_id: Arc<str>,
    /// The hash of the `client_secret`.
    pub client_secret: SecretHash,
    /// The code that the application has in the catalogue.
    pub code: String,
    /// The scopes it was granted.
    #[serde(with = "scopes")]
    pub scopes: Scopes,
    /// Whether it is switched on.
    pub active: bool,
    /// How it came to the portal.
    pub status: ApplicationStatus,
    /// Who may use it.
    pub access: Access,
    /// The installed version, from 1.
    #[serde(default = "first_version", skip_serializing_if = "is_first_version")]
    pub version: u32,
    /// Whether its installation was finished.
    #[serde(default = "installed", skip_serializing_if = "is_installed")]
    pub installed: bool,
    /// Whether its paid or trial period is over: its calls get `PAYMENT_REQUIRED` (P-89, P-104).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub payment_expired: bool,
    /// Where its sign-in by browser ends, an absolute address (P-98); none if it has no such sign-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_uri: Option<String>,
    /// The handler that is told of its installation, an absolute address (P-107); none if nobody is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub install_uri: Option<String>,
}

impl ApplicationRecord {
    /// An active local application without scopes, open to everybody.
    pub fn new(client_id: impl Into<Arc<str>>, client_secret: SecretHash) -> Self {
        Self {
            client_id: client_id.into(),
            client_secret,
            code: String::new(),
            scopes: Scopes::default(),
            active: true,
            status: ApplicationStatus::default(),
            access: Access::default(),
            version: first_version(),
            installed: installed(),
            payment_expired: false,
            redirect_uri: None,
            install_uri: None,
        }
    }
}

const fn first_version() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
const fn is_first_version(version: &u32) -> bool {
    *version == first_version()
}

const fn installed() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
const fn is_installed(is: &bool) -> bool {
    *is
}

/// An access token: what an application calls with on behalf of a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct TokenRecord {
    /// The hash of the token.
    pub hash: SecretHash,
    /// The `client_id` of the application.
    pub application: Arc<str>,
    /// The id of the user that calls run as (P-214).
    pub user: u64,
    /// The scopes of the calls.
    #[serde(with = "scopes")]
    pub scopes: Scopes,
    /// The first moment at which it is no longer accepted, in Unix seconds.
    pub expires: u64,
    /// Of a token that came with an event: how many events may still follow one from the other, if each is answered with a
    /// call that causes the next (P-243).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hops: Option<u8>,
    /// Of such a token: whether an application got it for a refresh token that came with the event. Then it is kept as all
    /// others are, for the application may refresh it (P-90).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub refreshed: bool,
}

impl TokenRecord {
    /// Seconds that an access token lives (P-103).
    pub const LIFETIME: u64 = 3600;

    /// A token without scopes.
    pub fn new(
        hash: SecretHash,
        application: impl Into<Arc<str>>,
        user: u64,
        expires: u64,
    ) -> Self {
        Self {
            hash,
            application: application.into(),
            user,
            scopes: Scopes::default(),
            expires,
            hops: None,
            refreshed: false,
        }
    }
}

/// A refresh token: what an application gets its next pair of tokens with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct RefreshTokenRecord {
    /// The hash of the token.
    pub hash: SecretHash,
    /// The `client_id` of the application.
    pub application: Arc<str>,
    /// The id of the user.
    pub user: u64,
    /// The scopes that the next access token gets.
    #[serde(with = "scopes")]
    pub scopes: Scopes,
    /// The first moment at which it is no longer accepted, in Unix seconds.
    pub expires: u64,
    /// Of a token that came with an event, and of those that it was refreshed to: what the access tokens get as
    /// [`TokenRecord::hops`] (P-243).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hops: Option<u8>,
}

impl RefreshTokenRecord {
    /// Seconds that a refresh token lives: 180 days (P-103).
    pub const LIFETIME: u64 = 180 * 24 * 3600;

    /// A token without scopes.
    pub fn new(
        hash: SecretHash,
        application: impl Into<Arc<str>>,
        user: u64,
        expires: u64,
    ) -> Self {
        Self {
            hash,
            application: application.into(),
            user,
            scopes: Scopes::default(),
            expires,
            hops: None,
        }
    }
}

/// An authorization code: what an application gets its first pair of tokens with, once (P-99).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CodeRecord {
    /// The hash of the code.
    pub hash: SecretHash,
    /// The `client_id` of the application.
    pub application: Arc<str>,
    /// The id of the user who signed in.
    pub user: u64,
    /// The scopes that the tokens get.
    #[serde(with = "scopes")]
    pub scopes: Scopes,
    /// The first moment at which it is no longer accepted, in Unix seconds.
    pub expires: u64,
}

impl CodeRecord {
    /// Seconds that a code lives (P-103).
    pub const LIFETIME: u64 = 30;

    /// A code without scopes.
    pub fn new(
        hash: SecretHash,
        application: impl Into<Arc<str>>,
        user: u64,
        expires: u64,
    ) -> Self {
        Self {
            hash,
            application: application.into(),
            user,
            scopes: Scopes::default(),
            expires,
        }
    }
}

/// An incoming webhook: a user calls with a code (P-97).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct WebhookRecord {
    /// The id.
    pub id: u64,
    /// The id of the owner, whom calls run as.
    pub user: u64,
    /// The hash of the code.
    pub code: SecretHash,
    /// The scopes of the calls.
    #[serde(with = "scopes")]
    pub scopes: Scopes,
    /// Whether it is switched on.
    pub active: bool,
    /// The first moment at which it is no longer accepted, in Unix seconds; none if it stays.
    pub expires: Option<u64>,
    /// The `client_id` of an application that the webhook speaks for. A webhook has no application context by itself
    /// (P-97); this gives it one (P-262).
    pub application: Option<Arc<str>>,
}

impl WebhookRecord {
    /// An active webhook without scopes that stays.
    pub fn new(id: u64, user: u64, code: SecretHash) -> Self {
        Self {
            id,
            user,
            code,
            scopes: Scopes::default(),
            active: true,
            expires: None,
            application: None,
        }
    }

    /// Grants scopes besides basic.
    #[must_use]
    pub fn with_scopes<S: Into<Box<str>>>(mut self, codes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = codes.into_iter().collect();
        self
    }

    /// Speaks for the application with this `client_id` (P-262).
    #[must_use]
    pub fn with_application(mut self, client_id: impl Into<Arc<str>>) -> Self {
        self.application = Some(client_id.into());
        self
    }
}

/// Scopes as a list of codes.
mod scopes {
    use bitrix_rest::Scopes;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(
        scopes: &Scopes,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(scopes.iter())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Scopes, D::Error> {
        Ok(Vec::<String>::deserialize(deserializer)?
            .into_iter()
            .collect())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    // Proves: P-105
    #[test]
    fn every_status_has_its_letter() {
        use ApplicationStatus::{Demo, Free, Local, Paid, Subscription, Trial};
        let letters: String = [Local, Free, Demo, Trial, Paid, Subscription]
            .map(ApplicationStatus::letter)
            .iter()
            .collect();
        assert_eq!(letters, "LFDTPS");
    }

    // Proves: P-103
    #[test]
    fn tokens_live_an_hour_and_180_days_and_codes_half_a_minute() {
        assert_eq!(TokenRecord::LIFETIME, 60 * 60);
        assert_eq!(RefreshTokenRecord::LIFETIME, 15_552_000);
        assert_eq!(CodeRecord::LIFETIME, 30);
    }

    #[test]
    fn what_older_versions_wrote_reads_and_prints_unchanged() {
        let old = r#"{"client_id":"app.1","client_secret":"6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85","code":"","scopes":["crm"],"active":true,"status":"local","access":"everybody"}"#;
        let record: ApplicationRecord = serde_json::from_str(old).unwrap();
        assert_eq!(record.redirect_uri, None);
        assert_eq!(serde_json::to_string(&record).unwrap(), old);
        let old = r#"{"hash":"6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85","application":"app.1","user":7,"scopes":["crm"],"expires":5}"#;
        let record: RefreshTokenRecord = serde_json::from_str(old).unwrap();
        assert_eq!(record.hops, None);
        assert_eq!(serde_json::to_string(&record).unwrap(), old);
        let record: TokenRecord = serde_json::from_str(old).unwrap();
        assert_eq!((record.hops, record.refreshed), (None, false));
        assert_eq!(serde_json::to_string(&record).unwrap(), old);
    }

    #[test]
    fn version_and_installation_are_kept() {
        let mut application = ApplicationRecord::new("app.1", SecretHash::of("secret"));
        application.version = 4;
        application.installed = false;
        let text = serde_json::to_string(&application).unwrap();
        let read: ApplicationRecord = serde_json::from_str(&text).unwrap();
        assert_eq!(read, application);
    }

    #[test]
    fn records_show_no_secret() {
        let hash = SecretHash::of("secret");
        let shown = format!(
            "{:?} {:?} {:?} {:?} {:?}",
            ApplicationRecord::new("app.1", hash),
            TokenRecord::new(hash, "app.1", 1, 0),
            RefreshTokenRecord::new(hash, "app.1", 1, 0),
            CodeRecord::new(hash, "app.1", 1, 0),
            WebhookRecord::new(1, 1, hash),
        );
        assert_eq!(shown.matches("SecretHash(***)").count(), 5, "{shown}");
    }
}
