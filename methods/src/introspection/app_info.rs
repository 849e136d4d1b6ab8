//! `app.info`.

use bitrix_rest::{Array, AuthKind, Call, Caller, Error, RestError, State, rest_method};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Licence;
use super::authorization::{self, AuthorizationInfo};
use crate::accounts::{ApplicationRecord, SecretHash};
use crate::{Accounts, StoreError};

/// What `app.info` answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum AppInfoReply {
    /// To an application.
    Application(Box<ApplicationInfo>),
    // P-271.
    /// To a webhook.
    Webhook(WebhookInfo),
}

/// The calling application.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub struct ApplicationInfo {
    /// The number that the application has on this portal: it follows from the `client_id`, and stays.
    pub id: u32,
    /// The code in the catalogue.
    pub code: String,
    /// The installed version.
    pub version: u32,
    // Of `ApplicationStatus::letter`.
    /// The letter of its status.
    pub status: char,
    /// Whether its installation was finished.
    pub installed: bool,
    /// Whether its paid or trial period is over, `Y` or `N`.
    pub payment_expired: char,
    /// Days until that period is over; null if there is none.
    pub days: Option<i64>,
    /// The language of the portal.
    pub language_id: String,
    /// Language and plan of the portal: `en_ent250`, `en_selfhosted`.
    pub license: String,
    /// The licence before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub license_previous: Option<String>,
    /// The plan of a portal in the cloud.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub license_type: Option<String>,
    /// The family of that plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub license_family: Option<String>,
    // By `AppInfoHook` (P-303).
    /// What the server adds.
    #[serde(default, skip_serializing_if = "Array::is_empty")]
    pub additional: Array,
    /// What the authorization server tells of the token of the call, on a server that knows its
    /// [`Endpoints`](crate::oauth::Endpoints) (P-336).
    #[serde(default, flatten, skip_serializing_if = "Option::is_none")]
    pub authorization: Option<AuthorizationInfo>,
}

/// The calling webhook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub struct WebhookInfo {
    /// The codes of its scopes.
    pub scope: Vec<String>,
    /// Language and plan of the portal: `en_ent250`, `en_selfhosted`.
    pub license: String,
    // By `AppInfoHook` (P-303).
    /// What the server adds.
    #[serde(default, skip_serializing_if = "Array::is_empty")]
    pub additional: Array,
}

/// What `app.info` fails with (P-225, P-272).
#[derive(Debug, thiserror::Error, RestError)]
pub enum AppInfoError {
    /// The call comes neither from an application nor by a webhook.
    #[error("Access denied! Application context required")]
    #[rest(code = "ACCESS_DENIED", status = 403)]
    NoApplication,
    /// A hook of the server failed.
    #[error(transparent)]
    #[rest(transparent)]
    Hook(#[from] Error),
    /// The store failed.
    #[error(transparent)]
    #[rest(internal)]
    Store(#[from] StoreError),
}

/// Describes the calling application, or the calling webhook, and the licence of the portal.
#[rest_method("app.info", scope = "basic", read_only)]
pub async fn app_info(
    call: Call,
    licence: Licence,
    State(accounts): State<Accounts>,
) -> Result<AppInfoReply, AppInfoError> {
    let caller = call.caller().ok_or(AppInfoError::NoApplication)?;
    // Also if it speaks for an application (P-262): it is asked for what it may do, not for whom.
    if caller.kind() == AuthKind::Webhook {
        let scopes = caller.scopes().iter().filter(|code| !code.is_empty());
        return Ok(AppInfoReply::Webhook(WebhookInfo {
            scope: scopes.map(str::to_owned).collect(),
            license: licence.name(),
            additional: additional(&licence, &call).await?,
        }));
    }
    let record = record(&accounts, caller).await?;
    let record = record.ok_or(AppInfoError::NoApplication)?;
    let authorization = authorization::of(&call, &accounts, &record).await?;
    Ok(AppInfoReply::Application(Box::new(ApplicationInfo {
        id: number_of(&record.client_id),
        code: record.code,
        version: record.version,
        status: record.status.letter(),
        installed: record.installed,
        payment_expired: if record.payment_expired { 'Y' } else { 'N' },
        days: None,
        language_id: licence.language().to_owned(),
        license: licence.name(),
        license_previous: licence.previous().map(str::to_owned),
        license_type: licence.plan().map(str::to_owned),
        license_family: licence.family().map(str::to_owned),
        additional: additional(&licence, &call).await?,
        authorization,
    })))
}

async fn record(
    accounts: &Accounts,
    caller: &Caller,
) -> Result<Option<ApplicationRecord>, StoreError> {
    match caller.application() {
        Some(application) => accounts.application(application.client_id()).await,
        None => Ok(None),
    }
}

async fn additional(licence: &Licence, call: &Call) -> Result<Array, Error> {
    let mut all = Array::new();
    for hook in licence.app_info_hooks() {
        all.merge(hook.additional(call).await?);
    }
    Ok(all)
}

/// A positive number of 31 bits, which every client can hold.
fn number_of(client_id: &str) -> u32 {
    let [a, b, c, d, ..] = *SecretHash::of(client_id).as_bytes();
    (u32::from_be_bytes([a, b, c, d]) >> 1).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_an_application_stays_and_is_positive() {
        let numbers = ["app.1", "app.2", "", "\u{1f600}"].map(number_of);
        assert_eq!(numbers, ["app.1", "app.2", "", "\u{1f600}"].map(number_of));
        assert!(numbers.iter().all(|number| (1..1 << 31).contains(number)));
        assert_ne!(number_of("app.1"), number_of("app.2"));
    }
}
