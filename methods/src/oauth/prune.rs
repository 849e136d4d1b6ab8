//! Getting rid of what nobody can use any more.

use super::OAuth;
use crate::StoreError;
use crate::accounts::{Account, AccountKey, AccountKind, Change, TokenRecord};

/// How many are looked at beside one that is new. More than one, so that they cannot become ever more: in the long run an
/// eighth of what is kept is over.
const BESIDE: usize = 8;

/// How many are looked at together.
const PAGE: usize = 500;

impl OAuth {
    /// Removes all codes and refresh tokens that are over, and access tokens that have been for as long as a refresh token
    /// lives, those of events for an hour; returns how many.
    ///
    /// Until then an application that shows an old access token hears `expired_token`, which makes it refresh (P-90); of a
    /// token that is gone it would hear `invalid_token`. A server need not call this: whenever tokens are issued, some
    /// that are over go.
    ///
    /// # Errors
    /// As [`AccountStore::write`](crate::accounts::AccountStore::write).
    pub async fn prune(&self) -> Result<u64, StoreError> {
        let mut count = 0;
        for kind in [
            AccountKind::Token,
            AccountKind::RefreshToken,
            AccountKind::Code,
        ] {
            let mut after = None;
            loop {
                let page = self.accounts.list(kind, after.as_ref(), PAGE).await?;
                let Some(last) = page.last() else { break };
                after = Some(last.key());
                count += self.remove_over(&page).await?;
            }
        }
        Ok(count)
    }

    /// Looks at the few that follow each of these, which are random.
    pub(super) async fn prune_beside(&self, keys: &[AccountKey]) {
        for key in keys {
            let pruned = async {
                let page = self.accounts.list(key.kind(), Some(key), BESIDE).await?;
                self.remove_over(&page).await
            };
            // What was asked for is done; the next one tries again.
            if let Err(error) = pruned.await {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "what expired stays for now"
                );
            }
        }
    }

    async fn remove_over(&self, accounts: &[Account]) -> Result<u64, StoreError> {
        let now = self.accounts.now();
        let over = accounts.iter().filter(|account| {
            let end = match account {
                // Every event brings one, whoever wants it, so they would be many.
                Account::Token(token) if token.hops.is_some() && !token.refreshed => {
                    token.expires.saturating_add(TokenRecord::LIFETIME)
                }
                Account::Token(token) => token.expires.saturating_add(self.refresh_lifetime),
                Account::RefreshToken(token) => token.expires,
                Account::Code(code) => code.expires,
                _ => u64::MAX,
            };
            end <= now
        });
        let changes: Vec<Change> = over.map(|account| Change::Remove(account.key())).collect();
        let count = u64::try_from(changes.len()).unwrap_or(u64::MAX);
        if changes.is_empty() {
            return Ok(0);
        }
        match self.accounts.write(changes).await {
            Ok(()) => Ok(count),
            // Another process is at it, too, and none was removed here.
            Err(StoreError::Missing(_)) => Ok(0),
            Err(error) => Err(error),
        }
    }
}
