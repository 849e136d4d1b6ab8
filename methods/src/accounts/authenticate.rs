//! Who is let in, and with which words the others are refused.

use std::sync::Arc;

use bitrix_rest::{
    Application, AuthKind, Authenticator, BoxFuture, Call, Caller, Credentials, Key, Refusal,
    Scopes, Secret, User,
};

use super::records::{ApplicationRecord, TokenRecord, WebhookRecord};
use super::store::{Login, Owner};
use super::{Accounts, SecretHash};
use crate::StoreError;

impl Authenticator for Accounts {
    fn authenticate<'a>(
        &'a self,
        call: &'a Call,
    ) -> BoxFuture<'a, Result<Option<Arc<Caller>>, Refusal>> {
        Box::pin(self.log_in(call.credentials()))
    }
}

impl Accounts {
    /// Who calls with these credentials; none if they are neither a token nor a webhook.
    ///
    /// # Errors
    /// Why they do not let anybody in (P-86, P-87, P-89).
    pub async fn log_in(&self, credentials: &Credentials) -> Result<Option<Arc<Caller>>, Refusal> {
        match credentials {
            Credentials::Token(token) => self.by_token(token).await.map(Some),
            Credentials::Webhook { user, code } => self.by_webhook(user, code).await.map(Some),
            _ => Ok(None),
        }
    }

    /// Token known → application present, active and paid → expiry; after the scope: user, access (P-87).
    async fn by_token(&self, token: &Secret) -> Result<Arc<Caller>, Refusal> {
        let login = self
            .token(&SecretHash::of(token.expose()))
            .await
            .map_err(unavailable)?;
        let login = login.ok_or(Refusal::InvalidToken)?;
        let token: &TokenRecord = login.credential();
        let application = running(login.application())?;
        if self.now() >= token.expires {
            return Err(Refusal::ExpiredToken);
        }
        Ok(login.caller(|| {
            let caller = self.caller(AuthKind::OAuth, &login, Some(application), &token.scopes);
            match token.hops {
                Some(hops) => caller.with_hops(hops),
                None => caller,
            }
        }))
    }

    /// User and code match, active, not expired; after the scope: user (P-86). A webhook that speaks for an application
    /// is refused as the application would be.
    async fn by_webhook(&self, user: &str, code: &Secret) -> Result<Arc<Caller>, Refusal> {
        let name = Key::from(user);
        let owner = match &name {
            Key::Int(id) => Owner::Id(u64::try_from(*id).map_err(|_| Refusal::InvalidCredentials)?),
            Key::Text(login) => Owner::Login(login),
        };
        let hash = SecretHash::of(code.expose());
        let login = self.webhook(owner, &hash).await.map_err(unavailable)?;
        let login = login.ok_or(Refusal::InvalidCredentials)?;
        let webhook: &WebhookRecord = login.credential();
        // P-4: a login names active users only; an id names everybody.
        let named = matches!(owner, Owner::Id(_)) || login.user().is_some_and(|user| user.active);
        let expired = webhook.expires.is_some_and(|expires| self.now() >= expires);
        if !named || !webhook.active || expired {
            return Err(Refusal::InvalidCredentials);
        }
        let application = match webhook.application {
            Some(_) => Some(running(login.application())?),
            None => None,
        };
        Ok(login.caller(|| {
            let caller = self.caller(AuthKind::Webhook, &login, application, &webhook.scopes);
            caller.with_webhook(webhook.id)
        }))
    }

    fn caller<C>(
        &self,
        kind: AuthKind,
        login: &Login<C>,
        application: Option<&ApplicationRecord>,
        scopes: &Scopes,
    ) -> Caller {
        let mut caller = Caller::new(kind).with_scopes(scopes.iter());
        if let Some(application) = application {
            let client_id = application.client_id.clone();
            caller = caller.with_application(Application::new(self.portal().clone(), client_id));
        }
        let Some(user) = login.user().filter(|user| user.active) else {
            return caller.objecting(|| Refusal::UserNotAuthorized);
        };
        caller = caller.with_user(User {
            id: user.id,
            administrator: user.administrator,
        });
        match application {
            Some(application) if !application.access.allows(user.id) => {
                caller.objecting(|| Refusal::UserAccess)
            }
            _ => caller,
        }
    }
}

fn running(application: Option<&ApplicationRecord>) -> Result<&ApplicationRecord, Refusal> {
    let active = application.filter(|application| application.active);
    let application = active.ok_or(Refusal::ApplicationNotFound)?;
    match application.payment_expired {
        true => Err(Refusal::PaymentRequired),
        false => Ok(application),
    }
}

fn unavailable(error: StoreError) -> Refusal {
    Refusal::Unavailable(error.into())
}
