//! What an authorization server tells of a token.

use bitrix_rest::params::DateTime;
use bitrix_rest::{Call, Credentials};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::accounts::{ApplicationRecord, SecretHash, TokenRecord};
use crate::oauth::{Endpoints, comma_list};
use crate::{Accounts, StoreError};

/// The token of the call, and where its application is installed (P-336).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AuthorizationInfo {
    /// The application.
    pub client_id: String,
    /// The codes of the scopes of the token, with commas.
    pub scope: String,
    /// When the token ends.
    pub expires: DateTime,
    /// The user whom calls run as.
    pub user_id: u64,
    /// Where it is installed.
    pub install: Installation,
}

// P-336.
/// An application on this portal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Installation {
    /// Whether its installation was finished.
    pub installed: bool,
    /// The installed version.
    pub version: u32,
    // Of `ApplicationStatus::letter`.
    /// The letter of its status.
    pub status: char,
    /// The codes of the scopes it was granted, with commas.
    pub scope: String,
    /// The host of the portal.
    pub domain: String,
    /// Where its sign-in by browser ends; empty if it has none.
    pub uri: String,
    /// Where methods are called.
    pub client_endpoint: String,
    /// The member id of the portal.
    pub member_id: String,
    /// Of what kind the member is.
    pub member_type: String,
}

/// What to add for this call: nothing without a token, or on a server that was not told its [`Endpoints`].
pub(super) async fn of(
    call: &Call,
    accounts: &Accounts,
    application: &ApplicationRecord,
) -> Result<Option<AuthorizationInfo>, StoreError> {
    let (Some(endpoints), Credentials::Token(secret)) =
        (call.state::<Endpoints>(), call.credentials())
    else {
        return Ok(None);
    };
    let Some(login) = accounts.token(&SecretHash::of(secret.expose())).await? else {
        return Ok(None);
    };
    let token: &TokenRecord = login.credential();
    let expires = i64::try_from(token.expires).unwrap_or(i64::MAX);
    let Some(expires) = DateTime::from_unix(expires, call.now().offset_seconds()) else {
        return Ok(None);
    };
    Ok(Some(AuthorizationInfo {
        client_id: application.client_id.to_string(),
        scope: comma_list(&token.scopes),
        expires,
        user_id: token.user,
        install: Installation {
            installed: application.installed,
            version: application.version,
            status: application.status.letter(),
            scope: comma_list(&application.scopes),
            domain: endpoints.domain().to_owned(),
            uri: application.redirect_uri.clone().unwrap_or_default(),
            client_endpoint: endpoints.client_endpoint().to_owned(),
            member_id: accounts.portal().to_string(),
            member_type: "bitrix24".to_owned(),
        },
    }))
}
