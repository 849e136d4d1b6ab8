//! From a configuration to accounts.

use bitrix_rest::Scopes;
use bitrix_rest_methods::accounts::{
    Access, Account, ApplicationRecord, ApplicationStatus, RefreshTokenRecord, SecretHash,
    TokenRecord, UserRecord, WebhookRecord,
};
use toml::Spanned;

use super::{Application, Config, Status, Token, User, Webhook};
use crate::clock::after;

impl Config {
    /// The users.
    pub(crate) fn user_records(&self) -> impl Iterator<Item = UserRecord> {
        self.users.iter().map(User::record)
    }

    /// The applications, and their tokens; `now` is in Unix seconds.
    pub(crate) fn application_records(&self, now: u64) -> Vec<Account> {
        let applications = self.applications.iter();
        let mut records: Vec<Account> = applications.map(|it| it.record().into()).collect();
        for token in &self.tokens {
            let scopes = self.scopes_of(token);
            records.push(token.record(scopes.clone(), now).into());
            records.extend(token.refresh_record(scopes, now).map(Account::from));
        }
        records
    }

    /// The webhooks. The file says nothing of ids, so they have none yet.
    pub(crate) fn webhook_records(&self, now: u64) -> impl Iterator<Item = WebhookRecord> {
        self.webhooks.iter().map(move |webhook| webhook.record(now))
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
        record.email.clone_from(&self.email);
        record.work_position.clone_from(&self.work_position);
        record.departments.clone_from(&self.departments);
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
        record.version = self.version.map_or(record.version, Into::into);
        record.installed = self.installed;
        record.payment_expired = self.payment_expired;
        record.redirect_uri = self.redirect_uri.as_ref().map(|uri| uri.get_ref().clone());
        record.install_uri = self.install_uri.as_ref().map(|uri| uri.get_ref().clone());
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
        let expires = after(now, lifetime);
        let mut record = TokenRecord::new(hash, application, *self.user.get_ref(), expires);
        record.scopes = scopes;
        record
    }

    fn refresh_record(&self, scopes: Scopes, now: u64) -> Option<RefreshTokenRecord> {
        let hash = SecretHash::of(self.refresh.as_ref()?.get_ref().expose());
        let application = self.application.get_ref().as_str();
        let expires = after(now, RefreshTokenRecord::LIFETIME);
        let mut record = RefreshTokenRecord::new(hash, application, *self.user.get_ref(), expires);
        record.scopes = scopes;
        Some(record)
    }
}

impl Webhook {
    fn record(&self, now: u64) -> WebhookRecord {
        let code = SecretHash::of(self.code.get_ref().expose());
        let mut record = WebhookRecord::new(0, *self.user.get_ref(), code);
        record.scopes = scopes(&self.scopes);
        record.active = self.active;
        record.application = self
            .application
            .as_ref()
            .map(|id| id.get_ref().as_str().into());
        record.expires = match (&self.expires_in, self.expired) {
            (_, true) => Some(now),
            (Some(seconds), false) => Some(after(now, *seconds.get_ref())),
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
