//! The two grants: a code, or a refresh token, for a pair of tokens (P-100 – P-103).

use std::sync::Arc;

use bitrix_rest::Scopes;
use serde::Serialize;

use super::super::issue::Acting;
use super::super::{OAuth, comma_list};
use super::parameters::Parameters;
use super::refusal::Refusal;
use crate::StoreError;
use crate::accounts::{Account, AccountKey, ApplicationRecord, Change, SecretHash};

const BAD_CODE: Refusal = Refusal::InvalidGrant("The code is unknown, used or expired");
const BAD_REFRESH_TOKEN: Refusal =
    Refusal::InvalidGrant("The refresh token is unknown, used or expired");

/// What is asked for.
pub(super) struct Grant<'a> {
    client_id: &'a str,
    client_secret: SecretHash,
    shown: Shown,
    /// Those wanted of the granted scopes; all if it is not said.
    scopes: Option<Scopes>,
}

/// What gives tokens.
pub(super) enum Shown {
    Code(SecretHash),
    RefreshToken(SecretHash),
}

/// What a code or refresh token gives.
struct Granted {
    application: Arc<str>,
    user: u64,
    scopes: Scopes,
    expires: u64,
    hops: Option<u8>,
}

/// A pair of tokens and all that goes with it: the eleven fields, every time (P-102, P-335).
#[derive(Serialize)]
pub(super) struct Issued<'a> {
    access_token: String,
    expires: u64,
    expires_in: u64,
    scope: String,
    domain: &'a str,
    server_endpoint: &'a str,
    status: char,
    client_endpoint: &'a str,
    member_id: &'a str,
    user_id: u64,
    refresh_token: String,
}

impl<'a> Grant<'a> {
    pub(super) fn read(parameters: &'a Parameters) -> Result<Self, Refusal> {
        let required = |name| parameters.text(name).ok_or_else(|| Refusal::no(name));
        let secret = |name| required(name).map(SecretHash::of);
        let kind = required("grant_type")?;
        let client_id = required("client_id")?;
        let client_secret = secret("client_secret")?;
        let shown = match kind {
            "authorization_code" => Shown::Code(secret("code")?),
            "refresh_token" => Shown::RefreshToken(secret("refresh_token")?),
            _ => {
                let why = "The grant_type is authorization_code or refresh_token";
                return Err(Refusal::InvalidRequest(why.into()));
            }
        };
        let scopes = parameters.text("scope");
        Ok(Self {
            client_id,
            client_secret,
            shown,
            scopes: scopes.map(|list| list.split([',', ' ']).filter(|s| !s.is_empty()).collect()),
        })
    }
}

impl Shown {
    pub(super) const fn key(&self) -> AccountKey {
        match self {
            Self::Code(hash) => AccountKey::Code(*hash),
            Self::RefreshToken(hash) => AccountKey::RefreshToken(*hash),
        }
    }

    const fn refusal(&self) -> Refusal {
        match self {
            Self::Code(_) => BAD_CODE,
            Self::RefreshToken(_) => BAD_REFRESH_TOKEN,
        }
    }
}

impl Granted {
    fn of(account: Account) -> Option<Self> {
        match account {
            Account::Code(code) => Some(Self {
                application: code.application,
                user: code.user,
                scopes: code.scopes,
                expires: code.expires,
                hops: None,
            }),
            Account::RefreshToken(token) => Some(Self {
                application: token.application,
                user: token.user,
                scopes: token.scopes,
                expires: token.expires,
                hops: token.hops,
            }),
            _ => None,
        }
    }
}

impl OAuth {
    /// Gives a pair of tokens for a code or a refresh token, which is gone then: of two who show the same one at the same
    /// time, one gets a pair.
    pub(super) async fn grant(&self, grant: Grant<'_>) -> Result<Issued<'_>, Refusal> {
        let found = self.accounts.get(&grant.shown.key()).await?;
        let granted = found.and_then(Granted::of).filter(|granted| {
            *granted.application == *grant.client_id && self.accounts.now() < granted.expires
        });
        let valid = granted.as_ref().map(|_| &grant.shown);
        let application = self.asking(&grant, valid).await?;
        let granted = granted.ok_or_else(|| grant.shown.refusal())?;
        if self.user_of(&application, granted.user).await?.is_none() {
            let why = "The user is dismissed, or may not use the application";
            return Err(Refusal::InvalidGrant(why));
        }
        let scopes = match grant.scopes {
            None => granted.scopes.clone(),
            // As they were given: what stands for another when a method asks is not the other.
            Some(wanted) if wanted.iter().all(|code| granted.scopes.holds(code)) => wanted,
            Some(_) => return Err(Refusal::InvalidScope),
        };
        self.issue(&application, &grant.shown, granted, scopes)
            .await
    }

    /// The application that asks, once it has shown its secret.
    async fn asking(
        &self,
        grant: &Grant<'_>,
        valid: Option<&Shown>,
    ) -> Result<ApplicationRecord, Refusal> {
        let application = self.accounts.application(grant.client_id).await?;
        let application = application.ok_or(Refusal::WrongClient)?;
        // Before it is known whether the secret is right: else a guess would tell all the same.
        if !self.admits_secret(grant.client_id, valid).await {
            return Err(Refusal::TooOften);
        }
        if application.client_secret != grant.client_secret {
            return Err(Refusal::InvalidClient);
        }
        if !application.active {
            return Err(Refusal::NotInstalled);
        }
        if application.payment_expired {
            return Err(Refusal::PaymentRequired);
        }
        Ok(application)
    }

    async fn issue(
        &self,
        application: &ApplicationRecord,
        used: &Shown,
        granted: Granted,
        scopes: Scopes,
    ) -> Result<Issued<'_>, Refusal> {
        let acting = Acting {
            application,
            user: granted.user,
            hops: granted.hops,
        };
        let scope = comma_list(&scopes);
        let mut access = self.access_token(acting, scopes)?;
        access.record.refreshed = acting.hops.is_some();
        let expires = access.record.expires;
        let refresh = self.refresh_token(acting, granted.scopes, self.refresh_lifetime)?;
        let (access_key, refresh_key) = (
            AccountKey::Token(access.record.hash),
            AccountKey::RefreshToken(refresh.record.hash),
        );
        let changes = vec![
            Change::Remove(used.key()),
            Change::Add(access.record.into()),
            Change::Add(refresh.record.into()),
        ];
        match self.accounts.write(changes).await {
            // Somebody else was quicker.
            Err(StoreError::Missing(_)) => return Err(used.refusal()),
            written => written?,
        }
        tracing::info!(
            application = %application.client_id,
            user = granted.user,
            access = %access_key,
            "tokens were issued"
        );
        self.prune_beside(&[access_key, refresh_key]).await;
        Ok(Issued {
            access_token: access.secret.expose().to_owned(),
            expires,
            expires_in: self.access_lifetime,
            scope,
            domain: self.endpoints.server_domain(),
            server_endpoint: self.endpoints.server_endpoint(),
            status: application.status.letter(),
            client_endpoint: self.endpoints.client_endpoint(),
            member_id: self.accounts.portal(),
            user_id: granted.user,
            refresh_token: refresh.secret.expose().to_owned(),
        })
    }
}
