//! From a configuration to accounts.

use bitrix_rest::Scopes;
use bitrix_rest_methods::StoreError;
use bitrix_rest_methods::accounts::{
    Access, AccountStore, ApplicationRecord, ApplicationStatus, RefreshTokenRecord, SecretHash,
    TokenRecord, UserRecord, WebhookRecord,
};
use toml::Spanned;

use super::{Application, Config, Status, Token, User, Webhook};

impl Config {
    /// Writes users, applications, tokens and webhooks; `now` is in Unix seconds.
    pub(crate) async fn fill(&self, store: &impl AccountStore, now: u64) -> Result<(), StoreError> {
        for user in &self.users {
            store.put_user(user.record()).await?;
        }
        for application in &self.applications {
            store.put_application(application.record()).await?;
        }
        for token in &self.tokens {
            let scopes = self.scopes_of(token);
            store.put_token(token.record(scopes.clone(), now)).await?;
            if let Some(refresh) = token.refresh_record(scopes, now) {
                store.put_refresh_token(refresh).await?;
            }
        }
        for (id, webhook) in (1..).zip(&self.webhooks) {
            store.put_webhook(webhook.record(id, now)).await?;
        }
        Ok(())
    }

    /// The scopes of the token, else those of its application.
    fn scopes_of(&self, token: &Token) -> Scopes {
        let application = || {
            let mut known = self.applications.iter();
            known.find(|known| known.client_id.get_ref() == token.application.get_ref())
        };
        match &token.scopes {
            Some(own) => scopes(own),
            None => application()
                .map(|found| scopes(&found.scopes))
                .unwrap_or_default(),
        }
    }
}

impl User {
    fn record(&self) -> UserRecord {
        let mut record = UserRecord::new(*self.id.get_ref(), self.login.get_ref());
        record.name.clone_from(&self.name);
        record.last_name.clone_from(&self.last_name);
        record.administrator = self.administrator;
        record.active = self.active;
        record
    }
}

impl Application {
    fn record(&self) -> ApplicationRecord {
        let secret = SecretHash::of(self.client_secret.get_ref().expose());
        let mut record = ApplicationRecord::new(self.client_id.get_ref().as_str(), secret);
        record.code.clone_from(&self.code);
        record.scopes = scopes(&self.scopes);
        record.active = self.active;
        record.status = self.status.into();
        if let Some(users) = &self.access {
            record.access = Access::Users(users.iter().map(|user| *user.get_ref()).collect());
        }
        record
    }
}

impl Token {
    fn record(&self, scopes: Scopes, now: u64) -> TokenRecord {
        let lifetime = match (&self.expires_in, self.expired) {
            (_, true) => 0,
            (Some(seconds), false) => *seconds.get_ref(),
            (None, false) => TokenRecord::LIFETIME,
        };
        let hash = SecretHash::of(self.token.get_ref().expose());
        let application = self.application.get_ref().as_str();
        let expires = now.saturating_add(lifetime);
        let mut record = TokenRecord::new(hash, application, *self.user.get_ref(), expires);
        record.scopes = scopes;
        record
    }

    fn refresh_record(&self, scopes: Scopes, now: u64) -> Option<RefreshTokenRecord> {
        let hash = SecretHash::of(self.refresh.as_ref()?.get_ref().expose());
        let application = self.application.get_ref().as_str();
        let expires = now.saturating_add(RefreshTokenRecord::LIFETIME);
        let mut record = RefreshTokenRecord::new(hash, application, *self.user.get_ref(), expires);
        record.scopes = scopes;
        Some(record)
    }
}

impl Webhook {
    fn record(&self, id: u64, now: u64) -> WebhookRecord {
        let code = SecretHash::of(self.code.get_ref().expose());
        let mut record = WebhookRecord::new(id, *self.user.get_ref(), code);
        record.scopes = scopes(&self.scopes);
        record.active = self.active;
        record.application = self
            .application
            .as_ref()
            .map(|id| id.get_ref().as_str().into());
        record.expires = match (&self.expires_in, self.expired) {
            (_, true) => Some(now),
            (Some(seconds), false) => Some(now.saturating_add(*seconds.get_ref())),
            (None, false) => None,
        };
        record
    }
}

impl From<Status> for ApplicationStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Local => Self::Local,
            Status::Free => Self::Free,
            Status::Demo => Self::Demo,
            Status::Trial => Self::Trial,
            Status::Paid => Self::Paid,
            Status::Subscription => Self::Subscription,
        }
    }
}

fn scopes(codes: &[Spanned<String>]) -> Scopes {
    codes.iter().map(|code| code.get_ref().as_str()).collect()
}
