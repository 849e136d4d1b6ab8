//! Tokens that a server makes in its own way.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bitrix_rest::Secret;
use bitrix_rest_methods::StoreError;
use bitrix_rest_methods::accounts::{AccountKind, new_secret};
use bitrix_rest_methods::oauth::{NewToken, TokenProvider};

use crate::portal::{Portal, START};

/// Tokens that say whose they are; none any more after four.
#[derive(Clone, Default)]
struct Marked(Arc<AtomicU64>);

impl TokenProvider for Marked {
    fn make(&self, new: NewToken<'_>) -> Result<Secret, StoreError> {
        if self.0.fetch_add(1, Ordering::SeqCst) >= 4 {
            return Err(StoreError::failed("the signer is away"));
        }
        let kind = match new.kind {
            AccountKind::Token => "access",
            AccountKind::RefreshToken => "refresh",
            _ => "code",
        };
        let (id, user) = (&new.application.client_id, new.user);
        let random = new_secret().map_err(StoreError::failed)?;
        let lives = new.expires - START;
        Ok(format!("{kind}-{id}-{user}-{lives}-{}", random.expose()).into())
    }
}

// Proves: P-302
#[tokio::test]
async fn tokens_are_made_as_the_server_wants() {
    let marked = |oauth: bitrix_rest_methods::OAuth| oauth.tokens(Marked::default());
    for portal in Portal::each_with(marked).await {
        portal.refresh_token("r-1").await;
        let pair = portal.refresh("r-1").await;
        let (access, refresh) = (pair.field("access_token"), pair.field("refresh_token"));
        assert!(access.starts_with("access-app.1-7-3600-"), "{access}");
        assert!(
            refresh.starts_with("refresh-app.1-7-15552000-"),
            "{refresh}"
        );
        let call = portal.get(&format!("/rest/profile?auth={access}")).await;
        assert_eq!(call.status, 200, "{}", call.text);
        let pair = portal.refresh(&refresh).await;
        assert_eq!(pair.status, 200, "{}", pair.text);
        // What cannot be made uses nothing up.
        let next = pair.field("refresh_token");
        let failed = portal.refresh(&next).await;
        assert_eq!(failed.error(), (500, "INTERNAL_SERVER_ERROR".to_owned()));
        let kept = bitrix_rest_methods::accounts::SecretHash::of(&next);
        let key = bitrix_rest_methods::accounts::AccountKey::RefreshToken(kept);
        assert!(portal.accounts.get(&key).await.unwrap().is_some());
    }
}
