//! Making tokens, refresh tokens and codes: here and nowhere else.

use bitrix_rest::{Scopes, Secret};

use super::OAuth;
use super::provider::NewToken;
use crate::accounts::{
    AccountKind, ApplicationRecord, RefreshTokenRecord, SecretHash, TokenRecord,
};
use crate::store::StoreError;

/// What a token acts for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Acting<'a> {
    pub(super) application: &'a ApplicationRecord,
    pub(super) user: u64,
    /// Of tokens that came with an event, and of those that they were refreshed to (P-243).
    pub(super) hops: Option<u8>,
}

/// A secret that is told once, and what the store keeps of it.
pub(super) struct Made<R> {
    pub(super) secret: Secret,
    pub(super) record: R,
}

impl OAuth {
    /// An access token with these scopes.
    pub(super) fn access_token(
        &self,
        acting: Acting<'_>,
        scopes: Scopes,
    ) -> Result<Made<TokenRecord>, StoreError> {
        let kind = AccountKind::Token;
        let (secret, hash, expires) = self.make(kind, acting, self.access_lifetime)?;
        let client_id = acting.application.client_id.clone();
        let mut record = TokenRecord::new(hash, client_id, acting.user, expires);
        record.scopes = scopes;
        record.hops = acting.hops;
        Ok(Made { secret, record })
    }

    /// A refresh token that lives for so many seconds, for access tokens with these scopes.
    pub(super) fn refresh_token(
        &self,
        acting: Acting<'_>,
        scopes: Scopes,
        lifetime: u64,
    ) -> Result<Made<RefreshTokenRecord>, StoreError> {
        let kind = AccountKind::RefreshToken;
        let (secret, hash, expires) = self.make(kind, acting, lifetime)?;
        let client_id = acting.application.client_id.clone();
        let mut record = RefreshTokenRecord::new(hash, client_id, acting.user, expires);
        record.scopes = scopes;
        record.hops = acting.hops;
        Ok(Made { secret, record })
    }

    /// A secret, its hash, and when it ends: the first moment at which what lives for so many seconds is no longer accepted,
    /// a number that every store has.
    pub(super) fn make(
        &self,
        kind: AccountKind,
        acting: Acting<'_>,
        lifetime: u64,
    ) -> Result<(Secret, SecretHash, u64), StoreError> {
        let end = self.accounts.now().saturating_add(lifetime);
        let expires = end.min(i64::MAX.unsigned_abs());
        let secret = self.tokens.make(NewToken {
            kind,
            application: acting.application,
            user: acting.user,
            expires,
        })?;
        let hash = SecretHash::of(secret.expose());
        Ok((secret, hash, expires))
    }
}
