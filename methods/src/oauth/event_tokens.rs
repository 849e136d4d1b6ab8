//! Tokens that go to an application with an event (P-241, P-243).

use bitrix_rest::Secret;

use super::issue::Acting;
use super::{Endpoints, OAuth};
use crate::accounts::{Account, AccountKey, ApplicationRecord, Change};
use crate::{Accounts, StoreError};

/// How many times as long as an access token a refresh token lives that came with an event, until it is used: a day, as long
/// as access tokens live an hour. Calls cause such events, as many as they like.
const UNUSED: u64 = 24;

/// Which refresh token an event brings (P-241).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EventRefresh {
    /// None.
    None,
    /// One that ends soon if it is not used, and that knows the chain of events that it is part of.
    Short,
    /// One as a sign-in gives, for events that whoever runs the portal causes.
    Lasting,
}

/// What an event says of the tokens in it.
pub(crate) struct EventTokens {
    pub(crate) access: Secret,
    pub(crate) refresh: Option<Secret>,
    /// Unix seconds.
    pub(crate) expires: u64,
    pub(crate) expires_in: u64,
}

impl OAuth {
    pub(crate) const fn accounts(&self) -> &Accounts {
        &self.accounts
    }

    /// The member id of the portal.
    pub fn portal(&self) -> &str {
        self.accounts.portal()
    }

    pub(crate) const fn endpoints(&self) -> &Endpoints {
        &self.endpoints
    }

    /// An application, if events go to it: it is installed, switched on and paid for (P-244).
    pub(crate) async fn receiving(
        &self,
        client_id: &str,
    ) -> Result<Option<ApplicationRecord>, StoreError> {
        let application = self.accounts.application(client_id).await?;
        Ok(application.filter(|it| it.installed && it.active && !it.payment_expired))
    }

    /// Tokens of a user with all scopes of the application; none if the user may not use it. Calls with them, and with those
    /// that they are refreshed to, may cause so many further events one after the other.
    pub(crate) async fn issue_to_event(
        &self,
        application: &ApplicationRecord,
        user: u64,
        hops: u8,
        refresh: EventRefresh,
    ) -> Result<Option<EventTokens>, StoreError> {
        if self.user_of(application, user).await?.is_none() {
            return Ok(None);
        }
        let of_event = Acting {
            application,
            user,
            hops: Some(hops),
        };
        let scopes = &application.scopes;
        let access = self.access_token(of_event, scopes.clone())?;
        let next = match refresh {
            EventRefresh::None => None,
            EventRefresh::Short => {
                let lifetime = self.access_lifetime.saturating_mul(UNUSED);
                Some((of_event, lifetime.min(self.refresh_lifetime)))
            }
            // No call causes such an event, so no chain goes through it.
            EventRefresh::Lasting => {
                let alone = Acting {
                    hops: None,
                    ..of_event
                };
                Some((alone, self.refresh_lifetime))
            }
        };
        let next = next.map(|(acting, lifetime)| {
            let made = self.refresh_token(acting, scopes.clone(), lifetime);
            made.map(|made| (made.secret, made.record))
        });
        let (refresh, next) = next.transpose()?.unzip();
        let expires = access.record.expires;
        let mut keys = vec![AccountKey::Token(access.record.hash)];
        let mut changes = vec![Change::Add(access.record.into())];
        if let Some(next) = next {
            keys.push(AccountKey::RefreshToken(next.hash));
            changes.push(Change::Add(next.into()));
        }
        self.accounts.write(changes).await?;
        self.prune_beside(&keys).await;
        Ok(Some(EventTokens {
            access: access.secret,
            refresh,
            expires,
            expires_in: self.access_lifetime,
        }))
    }

    /// Removes all tokens and codes of an application.
    pub(crate) async fn revoke_all(&self, client_id: &str) -> Result<(), StoreError> {
        use crate::accounts::AccountKind::{Code, RefreshToken, Token};

        for kind in [Token, RefreshToken, Code] {
            let mut after = None;
            loop {
                let page = self.accounts.list(kind, after.as_ref(), 500).await?;
                let Some(last) = page.last() else { break };
                after = Some(last.key());
                let of_it = page.iter().filter(|account| match account {
                    Account::Token(token) => &*token.application == client_id,
                    Account::RefreshToken(token) => &*token.application == client_id,
                    Account::Code(code) => &*code.application == client_id,
                    _ => false,
                });
                for account in of_it {
                    match self.accounts.remove(account.key()).await {
                        // Used or pruned meanwhile.
                        Ok(()) | Err(StoreError::Missing(_)) => {}
                        Err(error) => return Err(error),
                    }
                }
            }
        }
        Ok(())
    }
}
