//! Tokens that go to an application with an event (P-241, P-243).

use bitrix_rest::Secret;

use super::{Endpoints, OAuth};
use crate::accounts::{
    Account, AccountKey, AccountKind, ApplicationRecord, Change, RefreshTokenRecord, SecretHash,
    TokenRecord,
};
use crate::{Accounts, StoreError};

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

    /// Tokens of a user with all scopes of the application; none if the user may not use it. Calls with them may cause so many
    /// further events one after the other.
    pub(crate) async fn issue_to_event(
        &self,
        application: &ApplicationRecord,
        user: u64,
        hops: u8,
        with_refresh: bool,
    ) -> Result<Option<EventTokens>, StoreError> {
        if self.user_of(application, user).await?.is_none() {
            return Ok(None);
        }
        let hash = |secret: &Secret| SecretHash::of(secret.expose());
        let client_id = &application.client_id;
        let expires = self.ends_after(self.access_lifetime);
        let access = self.make(AccountKind::Token, application, user, expires)?;
        let mut token = TokenRecord::new(hash(&access), client_id.clone(), user, expires);
        token.scopes = application.scopes.clone();
        token.hops = Some(hops);
        let mut keys = vec![AccountKey::Token(token.hash)];
        let mut changes = vec![Change::Add(token.into())];
        let mut refresh = None;
        if with_refresh {
            let end = self.ends_after(self.refresh_lifetime);
            let secret = self.make(AccountKind::RefreshToken, application, user, end)?;
            let mut token = RefreshTokenRecord::new(hash(&secret), client_id.clone(), user, end);
            token.scopes = application.scopes.clone();
            keys.push(AccountKey::RefreshToken(token.hash));
            changes.push(Change::Add(token.into()));
            refresh = Some(secret);
        }
        self.accounts.write(changes).await?;
        self.prune_beside(&keys).await;
        Ok(Some(EventTokens {
            access,
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
